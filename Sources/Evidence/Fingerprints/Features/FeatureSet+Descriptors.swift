extension FeatureSet {
  /// All descriptors, four words each, one after the other.
  var descriptors: [UInt64] {
    var out: [UInt64] = []
    out.reserveCapacity(count * FeatureSet.words / 2)
    for at in 0..<count {
      for word in Swift.stride(from: 0, to: FeatureSet.words, by: 2) {
        out.append(UInt64(self.word(word, of: at)) | UInt64(self.word(word + 1, of: at)) << 32)
      }
    }
    return out
  }
}

extension LocalFeatures {
  /// All descriptors, four words each, one after the other.
  package var descriptors: [UInt64] { features.descriptors }
}

extension FeatureQuery {
  /// The descriptors of each way to look at the picture.
  package var descriptors: [[UInt64]] { views.map(\.features.descriptors) }
}
