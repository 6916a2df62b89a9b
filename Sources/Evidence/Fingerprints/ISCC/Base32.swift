/// Base 32 in upper case without padding (RFC 4648), as ISCCs are written.
enum Base32 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count * 8 + 4) / 5)
    var (bits, pending) = (0, 0)
    for byte in bytes {
      bits = (bits << 8 | Int(byte)) & 0xFFF
      pending += 8
      while pending >= 5 {
        pending -= 5
        out.append(alphabet[bits >> pending & 31])
      }
    }
    if pending > 0 { out.append(alphabet[bits << (5 - pending) & 31]) }
    return String(decoding: out, as: UTF8.self)
  }

  /// Reads upper case only; `nil` unless `encode` gives the same text.
  static func decode(_ text: Substring) -> [UInt8]? {
    var out: [UInt8] = []
    var (bits, pending) = (0, 0)
    for digit in text.utf8 {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = digit - UInt8(ascii: "A")
      case UInt8(ascii: "2")...UInt8(ascii: "7"): value = digit - UInt8(ascii: "2") + 26
      default: return nil
      }
      bits = (bits << 5 | Int(value)) & 0xFFF
      pending += 5
      if pending >= 8 {
        pending -= 8
        out.append(UInt8(bits >> pending & 0xFF))
      }
    }
    guard pending < 5, bits & ((1 << pending) - 1) == 0 else { return nil }
    return out
  }
}
