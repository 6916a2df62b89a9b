/// Where one verdict ends and the next begins: data, with a version, so that a verdict can be
/// understood long after the lines were moved.
package struct Thresholds: Hashable, Sendable {
  /// The name of this set of lines.
  package var version: String
  /// Two perceptual codes at this Hamming distance or less show the same picture.
  package var perceptualDistanceMaximum: Int
  /// At this distance or less a person should look; where local features, too, speak for it, it is the
  /// same picture.
  package var perceptualDistanceOfDoubt: Int
  /// From this score on, minus the logarithm of the number of false alarms, pictures have a part in
  /// common.
  package var featureScoreMinimum: Double
  /// From this score on, a person should look.
  package var featureScoreOfDoubt: Double
  /// A part in common that covers so much of both pictures makes them the same picture.
  package var samePictureCoverage: Double

  /// The lines in force. `docs/fingerprints.md` has what they were measured to do.
  package static let standard = Thresholds(
    version: "verdicts-1", perceptualDistanceMaximum: PerceptualHash.distanceMaximum,
    perceptualDistanceOfDoubt: 60,
    featureScoreMinimum: FeatureMatch.scoreMinimum,
    featureScoreOfDoubt: FeatureMatch.scoreOfDoubt, samePictureCoverage: 0.8)
}
