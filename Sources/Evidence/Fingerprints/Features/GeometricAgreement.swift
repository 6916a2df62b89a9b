import Foundation

/// The map under which most pairs of keypoints agree, and how unlikely that is by chance.
///
/// Two pairs fix a similarity; it is tried if it turns and scales as both keypoints of each pair
/// say by themselves. The best ones are refined to an affine map.
struct GeometricAgreement {
  /// From the query's frame to the known one.
  let map: AffineMap
  let score: Double
  /// Places that agree.
  let inliers: Int
  /// Pairs that agree.
  let pairs: Int

  typealias Match = PutativeMatches.Match

  /// How far a pair may lie off an affine map, in pixels of the known frame.
  static let tolerance = 5.0
  /// How far a pair may lie off the similarity that two others fix.
  static let toleranceOfHypothesis = 14.0
  /// Pairs nearer than this in either frame are one place, in pixels.
  static let placeRadius = 10.0
  /// The cosine of how far a keypoint may be turned otherwise than the map says: 30 degrees.
  static let turnCosineMinimum = 0.866
  /// The factor by which the scale of a keypoint may differ from that of the map.
  static let scaleFactorMaximum = 1.75

  init?(_ matches: [Match], known: (width: Int, height: Int), tests: Int) {
    guard matches.count >= 4 else { return nil }
    let hypotheses = GeometricAgreement.hypotheses(matches)
    var best: GeometricAgreement?
    for hypothesis in hypotheses {
      guard
        let agreement = GeometricAgreement(
          refining: hypothesis, matches, known: known, tests: tests)
      else { continue }
      if agreement.score > (best?.score ?? -.infinity) { best = agreement }
    }
    guard let best else { return nil }
    self = best
  }

  private init?(
    refining start: AffineMap, _ matches: [Match], known: (width: Int, height: Int), tests: Int
  ) {
    var map = start
    for tolerance in [GeometricAgreement.toleranceOfHypothesis, 9, 6, GeometricAgreement.tolerance]
    {
      let inliers = GeometricAgreement.inliers(of: map, matches, tolerance: tolerance)
      guard inliers.count >= 4,
        let refined = AffineMap.fit(
          inliers.map {
            PointPair(x: matches[$0].x, y: matches[$0].y, u: matches[$0].u, v: matches[$0].v)
          }), refined.isPlausible
      else { return nil }
      map = refined
    }
    let inliers = GeometricAgreement.inliers(
      of: map, matches, tolerance: GeometricAgreement.tolerance)
    let places = GeometricAgreement.places(inliers.map { matches[$0] })
    let area = Double(known.width * known.height)
    let disc = Double.pi * GeometricAgreement.tolerance * GeometricAgreement.tolerance
    self.map = map
    self.inliers = places
    pairs = inliers.count
    score = FalseAlarms.score(
      matches: matches.count, inliers: places, logProbability: log10(min(1, disc / area)),
      tests: tests)
  }

  /// The indices of the pairs that a map explains.
  private static func inliers(of map: AffineMap, _ matches: [Match], tolerance: Double) -> [Int] {
    // The rotation and the square of the scale that come nearest to the map.
    let (p, q) = ((map.a + map.d) / 2, (map.c - map.b) / 2)
    let norm = (p * p + q * q).squareRoot()
    guard norm > 0 else { return [] }
    let (cosine, sine) = (p / norm, q / norm)
    let limit = tolerance * tolerance
    var out: [Int] = []
    for (at, match) in matches.enumerated() {
      let (u, v) = map.apply(match.x, match.y)
      let (du, dv) = (u - match.u, v - match.v)
      guard du * du + dv * dv <= limit else { continue }
      let turn = Turns.direction[Int(match.turn)]
      guard turn.cosine * cosine + turn.sine * sine >= turnCosineMinimum else { continue }
      let scale = Turns.scale(levels: match.levels) / norm
      guard scale <= scaleFactorMaximum, scale * scaleFactorMaximum >= 1 else { continue }
      out.append(at)
    }
    return out
  }

  /// How many of them are apart from each other in both frames.
  private static func places(_ matches: [Match]) -> Int {
    let limit = placeRadius * placeRadius
    var taken: [Match] = []
    for match in matches {
      let isNew = taken.allSatisfy { other in
        let (dx, dy) = (match.x - other.x, match.y - other.y)
        let (du, dv) = (match.u - other.u, match.v - other.v)
        return dx * dx + dy * dy >= limit && du * du + dv * dv >= limit
      }
      if isNew { taken.append(match) }
    }
    return taken.count
  }
}

extension GeometricAgreement {
  /// How many similarities are refined.
  private static let refinedMaximum = 4
  /// The least distance of the two pairs that fix a similarity, in pixels of either frame.
  private static let baseMinimum = 16.0

  /// The similarities with the most inliers, different from each other.
  private static func hypotheses(_ matches: [Match]) -> [AffineMap] {
    var kept: [(map: AffineMap, inliers: Int)] = []
    var tried = 0
    // By ascending sum of ranks, so that the nearest pairs come first.
    search: for sum in 1..<(2 * matches.count - 2) {
      var i = max(0, sum - matches.count + 1)
      while 2 * i < sum {
        let (first, second) = (matches[i], matches[sum - i])
        i += 1
        guard let map = similarity(first, second) else { continue }
        tried += 1
        let count = inliers(of: map, matches, tolerance: toleranceOfHypothesis).count
        if count >= 4 {
          kept.append((map, count))
          kept.sort { $0.inliers > $1.inliers }
          if kept.count > refinedMaximum { kept.removeLast() }
        }
        if tried == FingerprintLimits.featureHypothesesMaximum { break search }
        // Nearly everything agrees: a better one is not worth looking for.
        if count * 2 > matches.count, count > 30 { break search }
      }
    }
    return kept.map(\.map)
  }

  private static func similarity(_ first: Match, _ second: Match) -> AffineMap? {
    let apart = Int(Int8(bitPattern: first.turn &- second.turn))
    guard abs(apart) <= 42, abs(first.levels - second.levels) <= 4 else { return nil }
    let (dx, dy) = (second.x - first.x, second.y - first.y)
    let (du, dv) = (second.u - first.u, second.v - first.v)
    let length = dx * dx + dy * dy
    let other = du * du + dv * dv
    guard length >= baseMinimum * baseMinimum, other >= baseMinimum * baseMinimum else {
      return nil
    }
    let p = (dx * du + dy * dv) / length
    let q = (dx * dv - dy * du) / length
    let norm = (other / length).squareRoot()
    for match in [first, second] {
      let turn = Turns.direction[Int(match.turn)]
      guard turn.cosine * p + turn.sine * q >= turnCosineMinimum * norm else { return nil }
      let scale = Turns.scale(levels: match.levels) / norm
      guard scale <= scaleFactorMaximum, scale * scaleFactorMaximum >= 1 else { return nil }
    }
    let map = AffineMap(
      a: p, b: -q, c: q, d: p, tx: first.u - p * first.x + q * first.y,
      ty: first.v - q * first.x - p * first.y)
    return map.isPlausible ? map : nil
  }
}

/// Directions and scales that keypoints state.
enum Turns {
  static let direction: [(cosine: Double, sine: Double)] = (0..<256).map {
    let angle = Double($0) * 2 * Double.pi / 256
    return (cos(angle), sin(angle))
  }

  private static let scales: [Double] = (-ScalePyramid.levels...ScalePyramid.levels).map {
    pow(1.2, Double($0))
  }

  static func scale(levels: Int) -> Double { scales[levels + ScalePyramid.levels] }
}
