import Foundation

/// Decides whether two pictures have a part in common.
package enum FeatureComparison {
  /// What a looked-up picture and a known one have in common: the view that agrees best; `nil` if
  /// none agrees better than chance. Work grows with the product of the numbers of keypoints.
  package static func match(_ query: FeatureQuery, _ known: LocalFeatures) -> FeatureMatch? {
    var best: (view: FeatureView, agreement: GeometricAgreement)?
    for view in query.views {
      let matches = PutativeMatch.mutual(view.set, known.features)
      guard
        let agreement = GeometricAgreement(
          matches, known: (known.features.width, known.features.height), tests: query.views.count)
      else { continue }
      if agreement.score > (best?.agreement.score ?? FeatureMatch.scoreOfDoubt) {
        best = (view, agreement)
      }
    }
    guard let best else { return nil }
    let overlap = MatchedRegion(best.agreement.map, view: best.view, known: known)
    return FeatureMatch(
      score: best.agreement.score, inliers: best.agreement.places,
      share: best.agreement.share(best.view.set, known.features),
      isMirrored: best.view.isMirrored, queryRegion: overlap.query, knownRegion: overlap.known)
  }
}
