/// Thirty-two bytes: a SHA-256 digest or an Ed25519 public key. The Venue compares them and copies
/// them into its state; it never computes one.
package struct Bytes32: Hashable, Sendable, BitwiseCopyable {
  /// The bytes as four big-endian words, so that comparing is four integer comparisons.
  package let words: (UInt64, UInt64, UInt64, UInt64)

  /// Copies 32 bytes; `nil` for any other count.
  package init?(_ bytes: [UInt8]) {
    guard let made = bytes.withUnsafeBytes({ Bytes32(raw: $0) }) else { return nil }
    self = made
  }

  /// Copies 32 bytes; `nil` for any other count.
  package init?(raw: UnsafeRawBufferPointer) {
    guard raw.count == 32 else { return nil }
    words = (raw.word(at: 0), raw.word(at: 8), raw.word(at: 16), raw.word(at: 24))
  }

  /// The 32 bytes.
  package var bytes: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(32)
    for word in [words.0, words.1, words.2, words.3] { word.appendBytes(to: &out) }
    return out
  }

  package static func == (a: Bytes32, b: Bytes32) -> Bool { a.words == b.words }
  package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}

/// An alias: sixteen random bytes that stand for one beneficial owner in one edition. The sequencer
/// draws them; the Venue only remembers them.
package struct Alias: Hashable, Sendable, BitwiseCopyable {
  /// The first and the last eight bytes, big-endian.
  package let high: UInt64, low: UInt64

  /// Copies 16 bytes; `nil` for any other count.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    (high, low) = bytes.withUnsafeBytes { ($0.word(at: 0), $0.word(at: 8)) }
  }

  /// An alias from two words, for tests and generated flows.
  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The 16 bytes.
  package var bytes: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(16)
    high.appendBytes(to: &out)
    low.appendBytes(to: &out)
    return out
  }
}

extension UnsafeRawBufferPointer {
  /// Eight bytes as a big-endian word.
  fileprivate func word(at offset: Int) -> UInt64 {
    UInt64(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}

extension UInt64 {
  fileprivate func appendBytes(to out: inout [UInt8]) {
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      out.append(UInt8(truncatingIfNeeded: self >> shift))
    }
  }
}
