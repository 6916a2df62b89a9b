/// An instrument's name on the board: 1 to 16 ASCII letters, digits and hyphens, kept in place so
/// that naming an instrument costs neither memory nor a reference count.
package struct Symbol: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// The bytes, big-endian, filled up with zeros behind the last one.
  let high: UInt64, low: UInt64

  /// The most bytes in a symbol.
  package static let byteCountMaximum = 16

  /// Reads a symbol: a letter A–Z, then letters A–Z, digits and `-`; `nil` for anything else.
  package init?(_ text: some StringProtocol) {
    guard (1...Symbol.byteCountMaximum).contains(text.utf8.count) else { return nil }
    var words: (UInt64, UInt64) = (0, 0)
    for (at, byte) in text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): break
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
        guard at > 0 else { return nil }
      default: return nil
      }
      let shift = UInt64(56 - at % 8 * 8)
      if at < 8 { words.0 |= UInt64(byte) << shift } else { words.1 |= UInt64(byte) << shift }
    }
    (high, low) = words
  }

  /// How many bytes it has.
  var count: Int {
    16 - (low == 0 ? 8 + high.trailingZeroBitCount / 8 : low.trailingZeroBitCount / 8)
  }

  /// The byte at `index`, from 0.
  subscript(index: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: (index < 8 ? high : low) >> UInt64(56 - index % 8 * 8))
  }

  package var description: String {
    String(decoding: (0..<count).map { self[$0] }, as: UTF8.self)
  }
}
