/// What two pictures have in common, as their local features tell.
package struct FeatureMatch: Sendable {
  /// From this score on two pictures show the same thing.
  package static let scoreMinimum = 3.0
  /// Above this score a person may want to look.
  package static let scoreOfDoubt = 0.0
  /// The score of what could be more, but for the share that agrees.
  static let scoreOfDoubtMaximum = 2.99
  /// Where less than this of what is comparable agrees, two pictures have a frame, an axis or a
  /// button in common, and show different things.
  package static let shareMinimum = 0.04

  /// How unlikely it is by chance: minus the decimal logarithm of how many such agreements are
  /// expected among unrelated pictures of as many keypoints. Below `scoreMinimum` if `share` is
  /// below `shareMinimum`.
  package let score: Double
  /// Places that agree; keypoints that lie close together are one place.
  package let inliers: Int
  /// Of the keypoints that both pictures could have in the part they share, the share that agrees.
  package let share: Double
  /// Whether the query shows the mirror image.
  package let isMirrored: Bool
  /// The part of the query that the other picture shows too, in the query's own pixels: what bounds
  /// the overlap of the two pictures.
  package let queryRegion: PixelRect
  /// The same part in the known picture, in its own pixels.
  package let knownRegion: PixelRect

  /// Whether the pictures show the same thing.
  package var isMatch: Bool { score >= FeatureMatch.scoreMinimum }
}
