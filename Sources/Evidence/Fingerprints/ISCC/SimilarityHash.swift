/// Bitwise majority of digests (Charikar, "Similarity estimation techniques from rounding
/// algorithms", 2002): a bit is set if at least half of the digests have it.
enum SimilarityHash {
  /// The majority of digests of one size; there is at least one. Work grows with their number.
  static func majority(_ digests: [[UInt8]]) -> [UInt8] {
    let size = digests.first?.count ?? 0
    var counts = [Int](repeating: 0, count: size * 8)
    for digest in digests {
      for at in 0..<size {
        let byte = digest[at]
        for bit in 0..<8 { counts[at * 8 + bit] += Int(byte >> UInt8(7 - bit) & 1) }
      }
    }
    return (0..<size).map { at in
      (0..<8).reduce(0) { byte, bit in
        byte << 1 | (2 * counts[at * 8 + bit] >= digests.count ? 1 : 0)
      }
    }
  }
}
