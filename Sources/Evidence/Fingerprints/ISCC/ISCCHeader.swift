/// The header of a unit or a composite: four numbers, each in one to four groups of four bits, the
/// number of leading ones saying how many follow (ISO 24138, "variable-length nibbles").
struct ISCCHeader: Hashable, Sendable {
  /// The numbers as they stand in the header; `length` counts 32-bit steps from 0 for units, and is
  /// a set of main types for composites.
  var mainType: Int
  var subType: Int
  var version: Int
  var length: Int

  /// The first value of each width, and one above the last.
  private static let firsts = [0, 8, 72, 584, 4680]

  /// The bytes, with four zero bits at the end where the groups are odd in number.
  var bytes: [UInt8] {
    var nibbles: [UInt8] = []
    for value in [mainType, subType, version, length] {
      let width = ISCCHeader.firsts.prefix { $0 <= value }.count
      precondition((1...4).contains(width), "a header's numbers are 0 to 4679")
      let marks = ((1 << (width - 1)) - 1) << 1
      let bits = marks << (3 * width) | (value - ISCCHeader.firsts[width - 1])
      for at in (0..<width).reversed() { nibbles.append(UInt8(bits >> (4 * at) & 0xF)) }
    }
    if nibbles.count % 2 == 1 { nibbles.append(0) }
    return stride(from: 0, to: nibbles.count, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
  }

  init(mainType: Int, subType: Int, version: Int, length: Int) {
    self.mainType = mainType
    self.subType = subType
    self.version = version
    self.length = length
  }

  /// Reads a header; `nil` unless it is whole and written in the one way that `bytes` writes it.
  init?(_ input: some Collection<UInt8>) {
    let nibbles = input.prefix(8).flatMap { [Int($0 >> 4), Int($0 & 0xF)] }
    var at = 0
    var values: [Int] = []
    for _ in 0..<4 {
      guard at < nibbles.count else { return nil }
      let first = nibbles[at]
      guard let width = [0b0111, 0b1011, 0b1101, 0b1110].firstIndex(where: { first <= $0 }),
        at + width < nibbles.count
      else { return nil }
      let marks = ((1 << width) - 1) << 1
      let bits = nibbles[at...at + width].reduce(0) { $0 << 4 | $1 }
      values.append(bits - marks << (3 * (width + 1)) + ISCCHeader.firsts[width])
      at += width + 1
    }
    self.init(mainType: values[0], subType: values[1], version: values[2], length: values[3])
    guard input.starts(with: bytes) else { return nil }
  }
}
