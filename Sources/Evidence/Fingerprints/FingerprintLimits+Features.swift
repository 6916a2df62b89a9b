extension FingerprintLimits {
  /// Fewer local features than this say nothing about a picture.
  package static let featuresMinimum = 30
  /// Local features kept of a picture.
  package static let featuresMaximum = 400
  /// Local features taken from a picture that is only looked up.
  package static let featuresOfQueryMaximum = 400
  /// Corners of one pyramid level among which features are chosen.
  package static let featureCornersMaximum = 60_000
  /// Two-point hypotheses tried for one pair of feature sets.
  package static let featureHypothesesMaximum = 400
}
