/// The escapes of JSON texts (RFC 8259, section 7).
enum JSONEscapes {
  /// Decodes a text that `JSONTreeParser` has passed.
  static func decode(_ raw: ArraySlice<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(raw.count)
    var at = raw.startIndex
    func unit(_ at: Int) -> UInt32 {
      raw[at..<min(at + 4, raw.endIndex)].reduce(0) { $0 << 4 | UInt32(digit($1) ?? 0) }
    }
    while at < raw.endIndex {
      let byte = raw[at]
      at += 1
      guard byte == UInt8(ascii: "\\"), at < raw.endIndex else {
        text.append(byte)
        continue
      }
      let kind = raw[at]
      at += 1
      guard kind == UInt8(ascii: "u") else {
        text.append(simple(kind) ?? kind)
        continue
      }
      var code = unit(at)
      at += 4
      if 0xD800..<0xDC00 ~= code {
        code = 0x10000 + (code - 0xD800) << 10 + (unit(at + 2) & 0x3FF)
        at += 6
      }
      if let scalar = Unicode.Scalar(code), let encoded = UTF8.encode(scalar) {
        text.append(contentsOf: encoded)
      }
    }
    return text
  }

  /// What a one-letter escape stands for.
  static func simple(_ kind: UInt8) -> UInt8? {
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): kind
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: nil
    }
  }

  /// The value of a hexadecimal digit.
  static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
