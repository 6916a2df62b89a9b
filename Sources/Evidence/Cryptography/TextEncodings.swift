/// Lower-case hexadecimal.
package enum Hex {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Two digits a byte.
  package static func encode(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { encode($0) } }

  /// Two digits a byte.
  package static func encode(_ bytes: UnsafeRawBufferPointer) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { out in
      digits.withUnsafeBufferPointer { digits in
        var at = 0
        for byte in bytes {
          out[at] = digits[Int(byte >> 4)]
          out[at + 1] = digits[Int(byte & 15)]
          at += 2
        }
        return at
      }
    }
  }

  /// The bytes; `nil` unless every character is one of `0-9a-f` and their count is even.
  package static func decode(_ text: Substring) -> [UInt8]? { decode(String(text)) }

  /// The bytes; `nil` unless every character is one of `0-9a-f` and their count is even.
  package static func decode(_ text: String) -> [UInt8]? {
    var text = text
    return text.withUTF8 { digits -> [UInt8]? in
      guard digits.count % 2 == 0 else { return nil }
      var isFit = true
      let bytes = [UInt8](unsafeUninitializedCapacity: digits.count / 2) { out, count in
        count = digits.count / 2
        for at in 0..<count {
          let (high, low) = (value(digits[2 * at]), value(digits[2 * at + 1]))
          // Only what is no digit is above 15, and stays so.
          isFit = isFit && (high | low) < 16
          out[at] = high << 4 | low & 15
        }
      }
      return isFit ? bytes : nil
    }
  }

  /// What a lower-case hexadecimal digit stands for; 255 for anything else.
  private static func value(_ digit: UInt8) -> UInt8 {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: 255
    }
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
    String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { out in
      encode(bytes, variant, into: UnsafeMutableRawBufferPointer(out))
    }
  }

  /// Appends the text of `bytes`, without making a string of it.
  package static func append(
    _ bytes: UnsafeRawBufferPointer, _ variant: Variant = .standard, to out: inout [UInt8]
  ) {
    let start = out.count
    out.append(contentsOf: repeatElement(0, count: (bytes.count + 2) / 3 * 4))
    let written = out.withUnsafeMutableBytes {
      encode(bytes, variant, into: UnsafeMutableRawBufferPointer(rebasing: $0[start...]))
    }
    out.removeLast(out.count - start - written)
  }

  /// Writes the text of `bytes` into `out`, which has room for whole groups of four; the count of
  /// characters.
  private static func encode(
    _ bytes: UnsafeRawBufferPointer, _ variant: Variant, into out: UnsafeMutableRawBufferPointer
  ) -> Int {
    (variant == .standard ? standardAlphabet : urlAlphabet).withUnsafeBufferPointer { alphabet in
      var written = 0
      var at = 0
      while at + 3 <= bytes.count {
        let group = UInt32(bytes[at]) << 16 | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2])
        // All four at once: every disclosure of every event passes here.
        let characters =
          UInt32(alphabet[Int(group >> 18)]) | UInt32(alphabet[Int(group >> 12 & 63)]) << 8
          | UInt32(alphabet[Int(group >> 6 & 63)]) << 16 | UInt32(alphabet[Int(group & 63)]) << 24
        out.storeBytes(of: characters.littleEndian, toByteOffset: written, as: UInt32.self)
        written += 4
        at += 3
      }
      func put(_ value: UInt32) {
        out[written] = alphabet[Int(value & 63)]
        written += 1
      }
      if at < bytes.count {
        let isPair = at + 1 < bytes.count
        let group = UInt32(bytes[at]) << 16 | (isPair ? UInt32(bytes[at + 1]) << 8 : 0)
        put(group >> 18)
        put(group >> 12)
        if isPair { put(group >> 6) }
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
    // The number grows by five digits at a time in words of 32 bits, the lowest first: a signature
    // is 18 steps over at most 16 words, where digit by digit it would be 88 over 64 bytes.
    var words: [UInt32] = []
    words.reserveCapacity(characters.count / 5 + 1)
    var at = zeros
    while at < characters.count {
      var group: UInt64 = 0
      var factor: UInt64 = 1
      for character in characters[at..<min(at + groupCount, characters.count)] {
        let value = values[Int(character)]
        guard value != 255 else { return nil }
        group = group * 58 + UInt64(value)
        factor *= 58
      }
      at += groupCount
      var carry = group
      for index in words.indices {
        carry += UInt64(words[index]) * factor
        words[index] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      if carry > 0 { words.append(UInt32(carry)) }
    }
    var bytes = [UInt8](repeating: 0, count: zeros)
    bytes.reserveCapacity(zeros + words.count * 4)
    for word in words.reversed() {
      for shift in [24, 16, 8, 0] as [UInt32] {
        let byte = UInt8(truncatingIfNeeded: word >> shift)
        if byte != 0 || bytes.count > zeros { bytes.append(byte) }
      }
    }
    return bytes
  }

  /// Digits that a step of decoding takes: 58^5 is the largest power below 2^32.
  private static let groupCount = 5
}
