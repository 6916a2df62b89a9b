import CKernels

/// The minimum of 64 permutations over a set of 32-bit features (Broder, "On the resemblance and
/// containment of documents", 1997), of which the four lowest bits are kept.
struct MinimumHash: Sendable {
  private static let permutations = 64
  private static let bitsKept = 4

  private var minima = [UInt32](repeating: .max, count: permutations)

  /// Adds features; order and repetition do not matter.
  mutating func add(_ features: UnsafeBufferPointer<UInt32>) {
    guard let base = features.baseAddress else { return }
    minima.withUnsafeMutableBufferPointer { minima in
      guard let out = minima.baseAddress else { return }
      kernels_datacode_minhash(base, features.count, out)
    }
  }

  /// 256 bits: the lowest bit of all 64 minima, then the second lowest, and so on.
  var digest: [UInt8] {
    var out = [UInt8](repeating: 0, count: MinimumHash.permutations * MinimumHash.bitsKept / 8)
    for bit in 0..<MinimumHash.bitsKept {
      for (at, value) in minima.enumerated() {
        let place = bit * MinimumHash.permutations + at
        out[place / 8] |= UInt8(value >> UInt32(bit) & 1) << UInt8(7 - place % 8)
      }
    }
    return out
  }
}
