/// What is looked up in the index: the codes of one or several files, and of their pictures the
/// mirrored and turned variants too.
package struct SimilarityQuery: Sendable {
  /// The codes as they are recorded.
  package private(set) var codes: [Code]
  /// The other seven orientations of each perceptual code; never recorded.
  package private(set) var variants: [Code]

  /// A query for codes; without `variants` only upright copies of a picture are found.
  package init(codes: [Code], variants: [Code] = []) {
    self.codes = codes
    self.variants = variants
  }

  /// A query for a work made of several files.
  package init(_ files: [FileFingerprint]) {
    self.init(codes: files.flatMap(\.codes), variants: files.flatMap(\.variants))
  }

  /// Whether anything besides whole-file digests can be compared.
  package var isComparable: Bool {
    codes.contains { code in
      switch code.algorithm {
      case .geometry: true
      case .pdq: code.quality >= PerceptualHash.qualityMinimum
      default: false
      }
    }
  }
}
