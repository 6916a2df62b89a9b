/// Similarities that two matches fix, tried on all the others.
///
/// Of two matches the points alone fix a turn and a scale; it is tried only if both keypoints of
/// each match say much the same by their own directions and sizes, which few wrong ones do.
enum SimilarityHypotheses {
  /// How many are handed on.
  static let keptMaximum = 4
  /// How far a match may lie off, in pixels of the known frame: the map need not be a similarity.
  static let tolerance = 14.0
  /// The least distance of the two, in pixels of either frame.
  private static let baseMinimum = 16.0
  /// By how much the two may turn and scale otherwise than each other, in 1/256 turns and levels.
  private static let turnMaximum = 42
  private static let levelsMaximum = 4

  /// The similarities that explain most of the matches, which come with the most alike first.
  static func best(_ matches: UnsafeBufferPointer<PutativeMatch>) -> [AffineMap] {
    let count = matches.count
    var kept: [(map: AffineMap, inliers: Int)] = []
    var tried = 0
    // By ascending sum of ranks, so that the most alike come first.
    for sum in 1..<max(2, 2 * count - 2) {
      var i = max(0, sum - count + 1)
      while 2 * i < sum {
        let (first, second) = (i, sum - i)
        i += 1
        guard let map = similarity(matches, first, second) else { continue }
        tried += 1
        let inliers = map.inliers(matches, tolerance: tolerance)
        if inliers >= GeometricAgreement.inliersMinimum {
          // Behind those that explain as many.
          let place = kept.firstIndex { $0.inliers < inliers } ?? kept.count
          kept.insert((map, inliers), at: place)
          if kept.count > keptMaximum { kept.removeLast() }
        }
        // Where nearly everything agrees, a better one is not worth looking for.
        let isEnough = inliers > 30 && 2 * inliers > count
        if isEnough || tried == FingerprintLimits.featureHypothesesMaximum {
          return kept.map(\.map)
        }
      }
    }
    return kept.map(\.map)
  }

  @inline(__always)
  private static func similarity(
    _ matches: UnsafeBufferPointer<PutativeMatch>, _ first: Int, _ second: Int
  ) -> AffineMap? {
    let apart = Int(Int8(bitPattern: matches[first].turn &- matches[second].turn))
    guard abs(apart) <= turnMaximum,
      abs(Int(matches[first].levels) - Int(matches[second].levels)) <= levelsMaximum
    else { return nil }
    let (x, y) = (matches[first].x, matches[first].y)
    let (u, v) = (matches[first].u, matches[first].v)
    let (dx, dy) = (matches[second].x - x, matches[second].y - y)
    let (du, dv) = (matches[second].u - u, matches[second].v - v)
    let length = dx * dx + dy * dy
    let other = du * du + dv * dv
    guard length >= baseMinimum * baseMinimum, other >= baseMinimum * baseMinimum else {
      return nil
    }
    let (p, q) = ((dx * du + dy * dv) / length, (dx * dv - dy * du) / length)
    let similarity = Similitude(cosine: p, sine: q)
    guard similarity.agrees(matches[first]), similarity.agrees(matches[second]) else { return nil }
    let map = AffineMap(a: p, b: -q, c: q, d: p, tx: u - p * x + q * y, ty: v - q * x - p * y)
    return map.isPlausible ? map : nil
  }
}

/// The turn and the scale of a map.
struct Similitude {
  private let cosine: Double
  private let sine: Double
  private let scale: Double

  /// The cosine of how far a keypoint may be turned otherwise: 30 degrees.
  private static let cosineMinimum = 0.866
  /// The factor by which the size of a keypoint may differ.
  private static let factorMaximum = 1.75

  /// From the scale times the cosine and the sine of the turn.
  init(cosine: Double, sine: Double) {
    scale = (cosine * cosine + sine * sine).squareRoot()
    self.cosine = cosine
    self.sine = sine
  }

  /// Whether a match states much the same by itself.
  @inline(__always)
  func agrees(_ match: PutativeMatch) -> Bool {
    match.cosine * cosine + match.sine * sine >= Similitude.cosineMinimum * scale
      && match.scale <= Similitude.factorMaximum * scale
      && match.scale * Similitude.factorMaximum >= scale
  }
}

extension AffineMap {
  /// The turn and the scale that come nearest to the map.
  private var similitude: Similitude { Similitude(cosine: (a + d) / 2, sine: (c - b) / 2) }

  /// How many matches lie within `tolerance` pixels of where the map says, and agree with it by
  /// themselves.
  func inliers(_ matches: UnsafeBufferPointer<PutativeMatch>, tolerance: Double) -> Int {
    var count = 0
    visitInliers(matches, tolerance: tolerance) { _ in count += 1 }
    return count
  }

  /// Visits these matches.
  @inline(__always)
  func visitInliers(
    _ matches: UnsafeBufferPointer<PutativeMatch>, tolerance: Double,
    visit: (borrowing PutativeMatch) -> Void
  ) {
    let own = similitude
    for match in matches {
      let (u, v) = apply(match.x, match.y)
      let (du, dv) = (u - match.u, v - match.v)
      if du * du + dv * dv <= tolerance * tolerance, own.agrees(match) { visit(match) }
    }
  }
}
