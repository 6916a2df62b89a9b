/// What is known about one picture: a file, or one inside a model.
package struct PictureFingerprint: Sendable {
  /// Where in the model it is, such as `images[2]`; `nil` for a file that is a picture.
  package let path: String?
  /// Its sides.
  package let info: ImageInfo
  /// Its perceptual code in all eight orientations; below `PerceptualHash.qualityMinimum` it is of no
  /// use.
  package let perceptual: PerceptualHash
  /// What is kept so that parts of it are found again.
  package let features: LocalFeatures
  /// What is looked up; `nil` where the picture is only recorded.
  package let query: FeatureQuery?

  /// The fingerprint of a decoded picture.
  package init(_ picture: Picture, path: String?, looking: Fingerprinter.Looking) {
    self.path = path
    info = picture.info
    perceptual = picture.perceptual
    let original = (width: picture.info.width, height: picture.info.height)
    features = LocalFeatures(picture.grey, original: original)
    query =
      switch looking {
      case .none: nil
      case .usual: FeatureQuery(picture.grey, original: original, deep: false)
      case .deep: FeatureQuery(picture.grey, original: original, deep: true)
      }
  }

  /// Whether there is enough in it to compare.
  package var isComparable: Bool {
    perceptual.isUsable || features.count >= FingerprintLimits.featuresMinimum
  }
}
