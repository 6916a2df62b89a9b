/// What is kept of a picture so that parts of it are found again: keypoints and their descriptors.
///
/// At most `FingerprintLimits.featuresMaximum` of them, 38 bytes each.
package struct LocalFeatures: Hashable, Sendable {
  /// The name and version of the algorithm: features of another version are not compared.
  package static let algorithm = "features-1"

  /// Pixels a row of the picture whose regions are answered.
  package let width: Int
  /// Rows of that picture.
  package let height: Int

  let features: FeatureSet

  /// The features of a picture. If `image` is a reduced copy, `original` states the sides of the
  /// picture itself, which is what regions are given in. Work grows with the number of pixels.
  package init(_ image: GreyImage, original: (width: Int, height: Int)? = nil) {
    let whole = PixelRect(x: 0, y: 0, width: image.width, height: image.height)
    width = original?.width ?? image.width
    height = original?.height ?? image.height
    features =
      FeatureExtractor.extract(
        image, part: whole, longSide: FeatureExtractor.frameSide,
        limit: FingerprintLimits.featuresMaximum, mirrored: false
      ).upright
  }

  init(width: Int, height: Int, features: FeatureSet) {
    self.width = width
    self.height = height
    self.features = features
  }

  /// How many keypoints there are.
  package var count: Int { features.count }
}
