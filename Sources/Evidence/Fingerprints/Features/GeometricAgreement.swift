import Foundation

/// The map under which most matches agree, and how unlikely that is by chance.
struct GeometricAgreement {
  /// From the query's frame to the known one.
  let map: AffineMap
  /// Minus the decimal logarithm of the number of false alarms.
  let score: Double
  /// Places that agree.
  let places: Int
  /// Matches that agree.
  let inliers: Int

  /// Fewer matches fix nothing.
  static let inliersMinimum = 4
  /// How far a match may lie off, in pixels of the known frame, in one round after the other: the
  /// first map is a similarity, and the picture need not have been mapped by one.
  private static let tolerances = [SimilarityHypotheses.tolerance, 9, 6, tolerance]
  private static let tolerance = 5.0
  /// Matches nearer to each other than this in either frame are one place, in pixels: otherwise a
  /// letter or a knot of a pattern would count many times.
  private static let placeRadius = 10.0
  /// That a match agrees in turn and scale too has a chance of about one in eighteen; as keypoints
  /// of pictures often turn alike, one in four is what counts. As a decimal logarithm.
  private static let logTurnAndScale = -0.6

  /// The best agreement among the similarities that come first, each refined to an affine map.
  /// `tests` is how many ways to look at the query are tried.
  init?(_ matches: [PutativeMatch], known: (width: Int, height: Int), tests: Int) {
    guard matches.count >= GeometricAgreement.inliersMinimum else { return nil }
    let best = matches.withUnsafeBufferPointer { matches in
      var best: GeometricAgreement?
      for start in SimilarityHypotheses.best(matches) {
        let agreement = GeometricAgreement(
          refining: start, matches, known: known, tests: tests)
        if let agreement, agreement.score > (best?.score ?? -.infinity) { best = agreement }
      }
      return best
    }
    guard let best else { return nil }
    self = best
  }

  private init?(
    refining start: AffineMap, _ matches: UnsafeBufferPointer<PutativeMatch>,
    known: (width: Int, height: Int), tests: Int
  ) {
    var map = start
    var inliers: [PutativeMatch] = []
    for tolerance in GeometricAgreement.tolerances + [GeometricAgreement.tolerance] {
      inliers.removeAll(keepingCapacity: true)
      map.visitInliers(matches, tolerance: tolerance) { inliers.append(copy $0) }
      guard inliers.count >= GeometricAgreement.inliersMinimum,
        let refined = AffineMap.fit(inliers), refined.isPlausible
      else { return nil }
      map = refined
    }
    self.map = map
    self.inliers = inliers.count
    places = GeometricAgreement.places(inliers)
    let area = Double(known.width * known.height)
    let disc = Double.pi * GeometricAgreement.tolerance * GeometricAgreement.tolerance
    score = FalseAlarms.score(
      matches: matches.count, inliers: places,
      logProbability: log10(min(1, disc / area)) + GeometricAgreement.logTurnAndScale,
      tests: tests)
  }

  /// How many of them are apart from each other in both frames.
  private static func places(_ matches: [PutativeMatch]) -> Int {
    let limit = placeRadius * placeRadius
    var taken: [PutativeMatch] = []
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
