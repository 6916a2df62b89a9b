/// Which bits of a 256-bit descriptor make the keys and signatures of a `FeatureIndex`.
///
/// Two groups of bits, of which each has a key, whose bits must all agree for two descriptors to meet,
/// and a signature, of which a few bits may differ (bit sampling, the locality-sensitive hashing of
/// Indyk and Motwani, 1998). An index answers only for descriptors of the algorithm for which its
/// sampling was chosen; another sampling is another index.
package struct FeatureSampling: Hashable, Sendable {
  /// Groups, and the bits of a key and of a signature.
  package static let groupCount = 2
  package static let keyBits = 21
  package static let signatureBits = 15
  /// Bits of a descriptor.
  static let descriptorBits = 256

  /// For each group its key's bits, then its signature's.
  package let bits: [[UInt8]]

  /// A sampling of given bits: for each group `keyBits` and then `signatureBits` numbers of bits, bit
  /// `n` being bit `n % 64` of word `n / 64`; `nil` where a group has another length or a bit twice.
  package init?(bits: [[UInt8]]) {
    let length = FeatureSampling.keyBits + FeatureSampling.signatureBits
    guard bits.count == FeatureSampling.groupCount,
      bits.allSatisfy({ $0.count == length && Set($0).count == length })
    else { return nil }
    self.bits = bits
  }

  /// Bits spread evenly, for descriptors of which nothing is known.
  package static let spread = FeatureSampling(order: (0..<256).map { UInt8($0 * 167 % 256) })

  /// Bits in order of preference, dealt out to the groups.
  private init(order: [UInt8]) {
    let groups = FeatureSampling.groupCount
    let keys = FeatureSampling.keyBits
    let length = keys + FeatureSampling.signatureBits
    bits = (0..<groups).map { group in
      (0..<length).map { at in
        at < keys
          ? order[at * groups + group] : order[keys * groups + (at - keys) * groups + group]
      }
    }
  }

  /// Key and signature of a descriptor in a group.
  @inline(__always)
  func hash(_ words: UnsafePointer<UInt64>, group: Int) -> (key: UInt32, signature: UInt16) {
    bits[group].withUnsafeBufferPointer { bits in
      var sampled: UInt64 = 0
      for at in 0..<bits.count {
        let bit = bits[at]
        sampled |= (words[Int(bit >> 6)] >> UInt64(bit & 63) & 1) << UInt64(at)
      }
      let key = UInt32(truncatingIfNeeded: sampled) & (1 << UInt32(FeatureSampling.keyBits) - 1)
      return (key, UInt16(truncatingIfNeeded: sampled >> UInt64(FeatureSampling.keyBits)))
    }
  }
}

extension FeatureSampling {
  /// Bits that tell descriptors apart, learnt from some (four words each): those nearest to being
  /// set in half of them, each as little correlated as possible with those chosen before it.
  /// Deterministic. O(256 · 256 · descriptors / 64); 10,000 descriptors of many pictures are plenty.
  package static func learned(from descriptors: [UInt64]) -> FeatureSampling {
    let count = descriptors.count / 4
    guard count > 0 else { return .spread }
    // Each bit of all descriptors as a row of words.
    let width = (count + 63) / 64
    var rows = [UInt64](repeating: 0, count: descriptorBits * width)
    for at in 0..<count {
      for bit in 0..<descriptorBits {
        let set = descriptors[4 * at + bit / 64] >> UInt64(bit % 64) & 1
        rows[bit * width + at / 64] |= set << UInt64(at % 64)
      }
    }
    func agreement(_ a: Int, _ b: Int?) -> Int {
      (0..<width).reduce(0) { sum, word in
        let other = b.map { rows[$0 * width + word] } ?? 0
        return sum + (rows[a * width + word] ^ other).nonzeroBitCount
      }
    }
    // How far from half: of a bit, the descriptors that have it; of a pair, those where it differs.
    let bias = (0..<descriptorBits).map { abs(2 * agreement($0, nil) - count) }
    var dependence = [Int](repeating: 0, count: descriptorBits)
    var left = Set(0..<descriptorBits)
    var order: [UInt8] = []
    while let next = left.min(by: {
      let (a, b) = (dependence[$0] + 2 * bias[$0], dependence[$1] + 2 * bias[$1])
      return a != b ? a < b : $0 < $1
    }) {
      left.remove(next)
      order.append(UInt8(next))
      guard order.count < groupCount * (keyBits + signatureBits) else { break }
      for other in left {
        dependence[other] = max(dependence[other], abs(2 * agreement(other, next) - count))
      }
    }
    return FeatureSampling(order: order)
  }
}
