/// Decides whether two pictures have a part in common.
package enum FeatureComparison {
  /// What a looked-up picture and a known one have in common: the view of the query that agrees
  /// best; `nil` if none agrees better than chance. Work grows with the number of views times the
  /// product of the numbers of keypoints.
  package static func match(_ query: FeatureQuery, _ known: LocalFeatures) -> FeatureMatch? {
    let frame = (known.features.width, known.features.height)
    var best: (view: FeatureView, agreement: GeometricAgreement)?
    for view in query.views {
      let matches = PutativeMatch.mutual(view.features, known.features)
      let agreement = GeometricAgreement(matches, known: frame, tests: query.views.count)
      if let agreement, agreement.score > (best?.agreement.score ?? FeatureMatch.scoreOfDoubt) {
        best = (view, agreement)
      }
    }
    guard let (view, agreement) = best else { return nil }
    let share = agreement.share(view.features, known.features)
    let region = MatchedRegion(agreement.map, view: view, known: known)
    return FeatureMatch(
      score: share < FeatureMatch.shareMinimum
        ? min(agreement.score, FeatureMatch.scoreOfDoubtMaximum) : agreement.score,
      inliers: agreement.places, share: share, isMirrored: view.isMirrored,
      queryRegion: region.query, knownRegion: region.known)
  }
}
