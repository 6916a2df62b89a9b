/// The part that two pictures share: where the frame of one, mapped, overlaps the frame of the
/// other.
struct MatchedRegion {
  /// In the query's own pixels.
  let query: PixelRect
  /// In the known picture's own pixels.
  let known: PixelRect

  private typealias Point = (x: Double, y: Double)

  init(_ map: AffineMap, view: FeatureView, known features: LocalFeatures) {
    let set = features.features
    let (width, height) = (Double(view.set.width), Double(view.set.height))
    let frame = (width: Double(set.width), height: Double(set.height))
    let corners: [Point] = [(0, 0), (width, 0), (width, height), (0, height)]
    let overlap = MatchedRegion.clip(corners.map { map.apply($0.x, $0.y) }, to: frame)
    let scale = (
      x: Double(features.width) / frame.width, y: Double(features.height) / frame.height
    )
    known = MatchedRegion.bounds(overlap.map { ($0.x * scale.x, $0.y * scale.y) })
    let back = map.inverse
    query = MatchedRegion.bounds(
      overlap.compactMap { point in
        back.map { inverse in
          let (x, y) = inverse.apply(point.x, point.y)
          return view.original(x, y)
        }
      })
  }

  /// The part of a convex outline within a frame (Sutherland and Hodgman, 1974).
  private static func clip(_ outline: [Point], to frame: (width: Double, height: Double)) -> [Point]
  {
    // How far inside of each edge a point is.
    let edges: [(Point) -> Double] = [
      { $0.x }, { frame.width - $0.x }, { $0.y }, { frame.height - $0.y },
    ]
    var points = outline
    for inside in edges {
      var kept: [Point] = []
      for (at, point) in points.enumerated() {
        let next = points[(at + 1) % points.count]
        let (here, there) = (inside(point), inside(next))
        if here >= 0 { kept.append(point) }
        if (here >= 0) != (there >= 0) {
          let share = here / (here - there)
          kept.append((point.x + share * (next.x - point.x), point.y + share * (next.y - point.y)))
        }
      }
      points = kept
    }
    return points
  }

  private static func bounds(_ points: [Point]) -> PixelRect {
    guard let first = points.first else { return PixelRect(x: 0, y: 0, width: 0, height: 0) }
    var (left, right, top, bottom) = (first.x, first.x, first.y, first.y)
    for point in points {
      (left, right) = (min(left, point.x), max(right, point.x))
      (top, bottom) = (min(top, point.y), max(bottom, point.y))
    }
    let (x, y) = (Int(left.rounded()), Int(top.rounded()))
    return PixelRect(
      x: max(0, x), y: max(0, y), width: max(0, Int(right.rounded()) - max(0, x)),
      height: max(0, Int(bottom.rounded()) - max(0, y)))
  }
}
