/// The Image-Code (ISO 24138:2024, Content-Code Image): of a grey picture of 32 × 32 pixels, as
/// `ISCCImagePixels` prepares it, the low frequencies against their median.
///
/// The transform works in double precision in a fixed order with stored cosines, so that every
/// machine gets the same bits.
package enum ISCCImageCode {
  /// Pixels a side.
  package static let side = 32
  /// Frequencies a side of one block, which gives 64 bits.
  private static let block = 8
  /// Where the blocks of the first 64, 128, 192 and 256 bits begin, as column and row.
  private static let blocks = [(0, 0), (8, 0), (0, 8), (8, 8)]

  /// The unit of 1024 grey values, row by row.
  package static func unit(grey32: [UInt8], bits: Int = 64) throws(ISCCError) -> ISCCUnit {
    guard grey32.count == side * side else {
      throw ISCCError(.inputUnsupported, "\(grey32.count) grey values; there are 1024")
    }
    try ISCCUnit.check(bits: bits)
    let spectrum = spectrum(of: grey32)
    var digest: [UInt8] = []
    for (column, row) in blocks.prefix((bits + 63) / 64) {
      let values = (row..<row + block).flatMap { row in
        spectrum[row * side + column..<row * side + column + block]
      }
      let sorted = values.sorted()
      let median = (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
      for start in stride(from: 0, to: values.count, by: 8) {
        let byte = values[start..<start + 8].reduce(0) { $0 << 1 | ($1 > median ? 1 : 0) }
        digest.append(UInt8(byte))
      }
    }
    return try ISCCUnit(.content, .image, digest: digest, bits: bits)
  }

  /// Whether a code says next to nothing: plain surfaces and simple gradients all get nearly the
  /// same one, with fewer than 8 of some 64 bits set. `nil` unless it is an Image-Code of 64 bits or
  /// more.
  package static func isFeatureless(_ unit: ISCCUnit) -> Bool? {
    guard unit.mainType == .content, unit.subType == .image, unit.digest.count >= 8 else {
      return nil
    }
    return stride(from: 0, through: unit.digest.count - 8, by: 8).contains { start in
      unit.digest[start..<start + 8].reduce(0) { $0 + $1.nonzeroBitCount } < 8
    }
  }

  /// The discrete cosine transform, by rows and then by columns.
  private static func spectrum(of grey: [UInt8]) -> [Double] {
    var values = grey.map(Double.init)
    values.withUnsafeMutableBufferPointer { values in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * side) { line in
        for row in 0..<side {
          for at in 0..<side { line[at] = values[row * side + at] }
          transform(line, 0, side)
          for at in 0..<side { values[row * side + at] = line[at] }
        }
        for column in 0..<side {
          for at in 0..<side { line[at] = values[at * side + column] }
          transform(line, 0, side)
          for at in 0..<side { values[at * side + column] = line[at] }
        }
      }
    }
    return values
  }

  /// Lee's fast transform of `count` values from `start` on, in place; as many places after `side`
  /// are scratch. Source: Lee, "A new algorithm to compute the discrete cosine transform" (1984).
  private static func transform(
    _ line: UnsafeMutableBufferPointer<Double>, _ start: Int, _ count: Int
  ) {
    guard count > 1 else { return }
    let half = count / 2
    let scratch = side + start
    for at in 0..<half {
      let (x, y) = (line[start + at], line[start + count - 1 - at])
      line[scratch + at] = x + y
      line[scratch + half + at] = (x - y) / twiceCosines[side - count + at]
    }
    for at in 0..<count { line[start + at] = line[scratch + at] }
    transform(line, start, half)
    transform(line, start + half, half)
    for at in 0..<count { line[scratch + at] = line[start + at] }
    for at in 0..<half - 1 {
      line[start + 2 * at] = line[scratch + at]
      line[start + 2 * at + 1] = line[scratch + half + at] + line[scratch + half + at + 1]
    }
    line[start + count - 2] = line[scratch + half - 1]
    line[start + count - 1] = line[scratch + count - 1]
  }

  /// 2 cos((i + 1/2) π / n) for i below n / 2, n = 32, 16, 8, 4, 2 one after another: the values for
  /// n begin at 32 - n. Written out, since the last bit of a library's cosine varies.
  private static let twiceCosines: [Double] = [
    1.9975909124103448, 1.978353019929562, 1.940062506389088, 1.8830881303660416,
    1.8079785862468867, 1.7154572200005442, 1.6064150629612899, 1.4819022507099182,
    1.3431179096940367, 1.191398608984867, 1.0282054883864433, 0.8551101868605644,
    0.6737797067844401, 0.48596035980652796, 0.2934609489107235, 0.09813534865483625,
    1.9903694533443939, 1.9138806714644176, 1.76384252869671, 1.546020906725474,
    1.268786568327291, 0.9427934736519956, 0.5805693545089247, 0.19603428065912154,
    1.9615705608064609, 1.6629392246050905, 1.1111404660392046, 0.39018064403225666,
    1.8477590650225735, 0.7653668647301797,
    1.4142135623730951,
  ]
}
