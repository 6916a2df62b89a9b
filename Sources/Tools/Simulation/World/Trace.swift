/// A digest of everything that happens in a run: two runs of the same seed must come to the same.
struct Trace {
  private(set) var high: UInt64 = 0xCBF2_9CE4_8422_2325
  private(set) var low: UInt64 = 0x8422_2325_CBF2_9CE4

  mutating func add(_ word: UInt64) {
    high = (high ^ word) &* 0x0000_0100_0000_01B3
    low = (low ^ word ^ high >> 32) &* 0x9E37_79B9_7F4A_7C15
  }

  mutating func add(_ name: StaticString, _ words: UInt64...) {
    name.withUTF8Buffer { for byte in $0 { add(UInt64(byte)) } }
    for word in words { add(word) }
  }

  mutating func add(_ bytes: [UInt8]) {
    add(UInt64(bytes.count))
    bytes.withUnsafeBytes { bytes in
      var at = 0
      while at + 8 <= bytes.count {
        add(bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
        at += 8
      }
      while at < bytes.count {
        add(UInt64(bytes[at]))
        at += 1
      }
    }
  }

  /// 32 hexadecimal digits.
  var text: String {
    [high, low].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
