import Fingerprints

/// Writes PNG files with stored (uncompressed) or highly repetitive data.
enum TestPNG {
  /// A picture, uncompressed.
  static func encode(_ image: PixelImage) -> [UInt8] {
    var raw: [UInt8] = []
    for row in 0..<image.height {
      raw.append(0)
      raw += image.rgb[row * image.width * 3..<(row + 1) * image.width * 3]
    }
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: raw.count, by: 65_535) {
      let block = raw[start..<min(start + 65_535, raw.count)]
      stream.append(start + 65_535 >= raw.count ? 1 : 0)
      stream +=
        TestBytes.littleEndian(UInt16(block.count)) + TestBytes.littleEndian(~UInt16(block.count))
        + block
    }
    stream += bigEndian(adler(raw))
    return file(width: image.width, height: image.height, stream: stream)
  }

  /// A header that promises much and data that is next to nothing.
  static func promise(width: Int, height: Int) -> [UInt8] {
    file(width: width, height: height, stream: [0x78, 0x01, 1, 0, 0, 0xFF, 0xFF, 0, 0, 0, 1])
  }

  private static func file(width: Int, height: Int, stream: [UInt8]) -> [UInt8] {
    let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 2, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
      + chunk("IDAT", stream) + chunk("IEND", [])
  }

  private static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
    let content = Array(name.utf8) + body
    return bigEndian(UInt32(body.count)) + content + bigEndian(crc(content))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    TestBytes.littleEndian(value.byteSwapped)
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
