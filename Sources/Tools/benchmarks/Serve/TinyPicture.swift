import Cryptography

/// A small PNG (W3C PNG, third edition) that differs from seed to seed, its pixels not compressed.
enum TinyPicture {
  private static let side = 64

  /// The file's bytes.
  static func png(seed: UInt64) -> [UInt8] {
    var random = Random(seed: seed)
    var raw: [UInt8] = []
    for _ in 0..<side {
      raw.append(0)
      for _ in 0..<side * 3 { raw.append(UInt8(truncatingIfNeeded: random.next())) }
    }
    var header = big(UInt32(side)) + big(UInt32(side))
    header += [8, 2, 0, 0, 0]
    // One stored block (RFC 1951 §3.2.4) in a zlib stream (RFC 1950).
    let count = UInt16(raw.count)
    let little = [UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)]
    let stream = [0x78, 0x01, 0x01] + little + raw + big(adler(raw))
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
      + chunk("IDAT", stream) + chunk("IEND", [])
  }

  private static func big(_ value: UInt32) -> [UInt8] {
    [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
  }

  private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return big(UInt32(data.count)) + body + big(crc(body))
  }

  private static func adler(_ bytes: [UInt8]) -> UInt32 {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return b << 16 | a
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
    return ~value
  }
}
