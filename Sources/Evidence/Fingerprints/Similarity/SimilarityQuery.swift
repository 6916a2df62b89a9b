/// What is looked up among the registered works: the codes of one or several files, of their pictures
/// the mirrored and turned variants too, and what finds parts of pictures and worked-on shapes.
package struct SimilarityQuery: Sendable {
  /// A picture that is looked up.
  package struct Picture: Sendable {
    /// Its sides.
    package let info: ImageInfo
    /// Its features, in all the ways that it is looked at.
    package let features: FeatureQuery
    /// Whether it is inside a model.
    package let isTexture: Bool
    /// Its perceptual code in all orientations; empty where it is not known or of no use.
    package let variants: [Code]

    /// A picture to be looked up.
    package init(
      info: ImageInfo, features: FeatureQuery, isTexture: Bool, variants: [Code] = []
    ) {
      self.variants = variants
      self.info = info
      self.features = features
      self.isTexture = isTexture
    }
  }

  /// The codes as they are recorded.
  package let codes: [Code]
  /// The other seven orientations of each perceptual code; never recorded.
  package let variants: [Code]
  /// Pictures.
  package let pictures: [Picture]
  /// Shapes of models and of their meshes.
  package let shapes: [FileFeatures.Shape]

  /// A query for codes; without `variants` only upright copies of a picture are found.
  package init(
    codes: [Code], variants: [Code] = [], pictures: [Picture] = [],
    shapes: [FileFeatures.Shape] = []
  ) {
    self.codes = codes
    self.variants = variants
    self.pictures = pictures
    self.shapes = shapes
  }

  /// A query for a work made of several files.
  package init(_ files: [FileFingerprint]) {
    self.init(
      codes: files.flatMap(\.codes), variants: files.flatMap(\.variants),
      pictures: files.flatMap(\.lookUp), shapes: files.flatMap(\.shapes))
  }

  /// Whether anything besides whole-file digests can be compared.
  package var isComparable: Bool {
    !shapes.isEmpty || !pictures.isEmpty
      || codes.contains { code in
        switch code.algorithm {
        case .geometry: true
        case .pdq: code.quality >= PerceptualHash.qualityMinimum
        default: false
        }
      }
  }
}
