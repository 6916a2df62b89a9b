/// The Audio-Code (ISO 24138:2024, Content-Code Audio): bitwise majorities over the 32-bit features
/// of a Chromaprint fingerprint.
package enum ISCCAudioCode {
  /// The unit of a fingerprint; no features give all zeros.
  package static func unit(chromaprint: [Int32], bits: Int = 64) throws(ISCCError) -> ISCCUnit {
    guard chromaprint.count <= FingerprintLimits.isccFeaturesMaximum else {
      throw ISCCError(.inputUnsupported, "\(chromaprint.count) features of a sound")
    }
    // All features, each quarter of them as they come, each third of them by value.
    var digest = majority(chromaprint[...])
    for part in parts(chromaprint, 4) { digest += majority(part) }
    for part in parts(chromaprint.sorted(), 3) { digest += majority(part) }
    return try ISCCUnit(.content, .audio, digest: digest, bits: bits)
  }

  private static func majority(_ features: ArraySlice<Int32>) -> [UInt8] {
    guard !features.isEmpty else { return [0, 0, 0, 0] }
    let digests = features.map { feature in
      withUnsafeBytes(of: feature.bigEndian) { Array($0) }
    }
    return SimilarityHash.majority(digests)
  }

  /// `count` parts in order, the first ones longer by one where it does not come out even.
  private static func parts(_ features: [Int32], _ count: Int) -> [ArraySlice<Int32>] {
    let (size, rest) = features.count.quotientAndRemainder(dividingBy: count)
    return (0..<count).map { at in
      let start = at * size + min(at, rest)
      return features[start..<start + size + (at < rest ? 1 : 0)]
    }
  }
}
