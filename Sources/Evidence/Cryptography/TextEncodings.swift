/// Lower-case hexadecimal.
package enum Hex {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Two digits a byte.
  package static func encode(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { encode($0) } }

  /// Two digits a byte.
  package static func encode(_ bytes: UnsafeRawBufferPointer) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { out in
      var at = 0
      for byte in bytes {
        out[at] = digits[Int(byte >> 4)]
        out[at + 1] = digits[Int(byte & 15)]
        at += 2
      }
      return at
    }
  }

  /// The bytes; `nil` unless every character is one of `0-9a-f` and their count is even.
  package static func decode(_ text: Substring) -> [UInt8]? { decode(String(text)) }

  /// The bytes; `nil` unless every character is one of `0-9a-f` and their count is even.
  package static func decode(_ text: String) -> [UInt8]? {
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count / 2)
    var high: UInt8?
    for character in text.utf8 {
      let value: UInt8
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = character - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = character - UInt8(ascii: "a") + 10
      default: return nil
      }
      if let first = high {
        out.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return high == nil ? out : nil
  }
}

/// Base64 with padding (RFC 4648 §4) and base64url without (§5), both strict: no white space, no
/// missing or extra padding, and unused bits must be zero, so that one byte string has one spelling.
package enum Base64 {
  /// Which alphabet, and whether it is padded.
  package enum Variant: Sendable {
    /// RFC 4648 §4, padded.
    case standard
    /// RFC 4648 §5, not padded.
    case url
  }

  private static let common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
  private static let standardAlphabet = Array((common + "+/").utf8)
  private static let urlAlphabet = Array((common + "-_").utf8)
  private static let standardValues = values(of: standardAlphabet)
  private static let urlValues = values(of: urlAlphabet)

  private static func values(of alphabet: [UInt8]) -> [UInt8] {
    var table = [UInt8](repeating: 255, count: 256)
    for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
    return table
  }

  /// The text of `bytes`.
  package static func encode(_ bytes: [UInt8], _ variant: Variant = .standard) -> String {
    bytes.withUnsafeBytes { encode($0, variant) }
  }

  /// The text of `bytes`.
  package static func encode(
    _ bytes: UnsafeRawBufferPointer, _ variant: Variant = .standard
  ) -> String {
    let alphabet = variant == .standard ? standardAlphabet : urlAlphabet
    return String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { out in
      var written = 0
      var pending: UInt32 = 0
      var bits: UInt32 = 0
      for byte in bytes {
        pending = pending << 8 | UInt32(byte)
        bits += 8
        while bits >= 6 {
          bits -= 6
          out[written] = alphabet[Int(pending >> bits & 63)]
          written += 1
        }
      }
      if bits > 0 {
        out[written] = alphabet[Int(pending << (6 - bits) & 63)]
        written += 1
      }
      while variant == .standard, written % 4 != 0 {
        out[written] = UInt8(ascii: "=")
        written += 1
      }
      return written
    }
  }

  /// The bytes of `text`; `nil` unless it is exactly what `encode` would write.
  package static func decode(_ text: Substring, _ variant: Variant = .standard) -> [UInt8]? {
    decode(String(text), variant)
  }

  /// The bytes of `text`; `nil` unless it is exactly what `encode` would write.
  package static func decode(_ text: String, _ variant: Variant = .standard) -> [UInt8]? {
    let table = variant == .standard ? standardValues : urlValues
    var characters = Array(text.utf8)
    if variant == .standard {
      guard characters.count % 4 == 0 else { return nil }
      var padding = 0
      while padding < 2, characters.last == UInt8(ascii: "=") {
        characters.removeLast()
        padding += 1
      }
      guard (characters.count + padding) % 4 == 0 else { return nil }
    }
    guard characters.count % 4 != 1 else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(characters.count * 3 / 4)
    var pending: UInt32 = 0
    var bits = 0
    for character in characters {
      let value = table[Int(character)]
      guard value != 255 else { return nil }
      pending = (pending << 6 | UInt32(value)) & 0xFFFFFF
      bits += 6
      if bits >= 8 {
        bits -= 8
        out.append(UInt8(truncatingIfNeeded: pending >> UInt32(bits)))
      }
    }
    return pending & ((1 << UInt32(bits)) &- 1) == 0 ? out : nil
  }
}

/// Base58 in Bitcoin's alphabet, as multibase `z` uses it.
package enum Base58 {
  private static let alphabet = Array(
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
  private static let values: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
    return table
  }()
  /// Longer inputs are refused: the work grows with the square of the length.
  package static let byteCountMaximum = 128

  /// The text of `bytes`.
  package static func encode(_ bytes: [UInt8]) -> String {
    precondition(bytes.count <= byteCountMaximum)
    let zeros = bytes.prefix { $0 == 0 }.count
    var digits: [UInt8] = []
    for byte in bytes.dropFirst(zeros) {
      var carry = Int(byte)
      for i in digits.indices {
        carry += Int(digits[i]) << 8
        digits[i] = UInt8(carry % 58)
        carry /= 58
      }
      while carry > 0 {
        digits.append(UInt8(carry % 58))
        carry /= 58
      }
    }
    let text =
      [UInt8](repeating: alphabet[0], count: zeros) + digits.reversed().map { alphabet[Int($0)] }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of `text`; `nil` for a character outside the alphabet or a text that is too long.
  package static func decode(_ text: String) -> [UInt8]? { decode(text[...]) }

  /// The bytes of `text`; `nil` for a character outside the alphabet or a text that is too long.
  package static func decode(_ text: Substring) -> [UInt8]? {
    let characters = Array(text.utf8)
    guard characters.count <= byteCountMaximum * 7 / 5 else { return nil }
    let zeros = characters.prefix { $0 == alphabet[0] }.count
    var bytes: [UInt8] = []
    for character in characters.dropFirst(zeros) {
      let value = values[Int(character)]
      guard value != 255 else { return nil }
      var carry = Int(value)
      for i in bytes.indices {
        carry += Int(bytes[i]) * 58
        bytes[i] = UInt8(carry & 255)
        carry >>= 8
      }
      while carry > 0 {
        bytes.append(UInt8(carry & 255))
        carry >>= 8
      }
    }
    return [UInt8](repeating: 0, count: zeros) + bytes.reversed()
  }
}
