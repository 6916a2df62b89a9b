extension FeatureComparison {
  /// What two pictures have in common, whichever is part of the other: `a` is looked up in `b` and,
  /// if `deep`, `b` in `a` too, as a query's parts are looked at but not a known picture's. The
  /// query's region is that of `a`.
  package static func compare(_ a: GreyImage, _ b: GreyImage, deep: Bool) -> FeatureMatch? {
    let forth = match(FeatureQuery(a, deep: deep), LocalFeatures(b))
    guard deep else { return forth }
    let back = match(FeatureQuery(b, deep: true), LocalFeatures(a))?.reversed
    guard let forth, let back else { return forth ?? back }
    return forth.score >= back.score ? forth : back
  }
}

extension FeatureMatch {
  /// The same match, the known picture being the query.
  fileprivate var reversed: FeatureMatch {
    FeatureMatch(
      score: score, inliers: inliers, share: share, isMirrored: isMirrored,
      queryRegion: knownRegion, knownRegion: queryRegion)
  }
}
