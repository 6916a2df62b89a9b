extension FeatureSet {
  /// All descriptors, `words` words each, one after the other.
  var descriptors: [UInt64] {
    var out: [UInt64] = []
    out.reserveCapacity(count * FeatureSet.words)
    for at in 0..<count {
      for word in 0..<FeatureSet.words { out.append(self.word(word, of: at)) }
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
  package var descriptors: [[UInt64]] { views.map(\.set.descriptors) }
}
