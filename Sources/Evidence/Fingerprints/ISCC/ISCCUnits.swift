import Cryptography

/// The units of the International Standard Content Code (ISO 24138:2024) that follow from a file's
/// bytes and its picture, 64 bits each.
package struct ISCCUnits: Hashable, Sendable {
  /// Bits of each unit.
  static let bits = 64

  /// Of a picture's content; `nil` for what is no picture.
  package let image: ISCCUnit?
  /// Of the bytes: similar bytes, similar code.
  package let data: ISCCUnit
  /// Of the bytes: other bytes, another code.
  package let instance: ISCCUnit
  /// Data and Instance under one header.
  package let sum: ISCCCode
}

/// What one pass over a file's bytes comes to.
struct ISCCStreamUnits {
  /// BLAKE3 of the bytes.
  let blake3: Digest
  private let result: ISCCSum.Result?

  /// Reads the bytes once. Work grows with their number.
  init(_ file: [UInt8]) {
    var stream = ISCCSum()
    stream.update(file)
    result = try? stream.finish(bits: ISCCUnits.bits)
    blake3 = result?.digest ?? BLAKE3.hash(file)
  }

  /// The units of the file, whose picture, where it is one, was prepared as `grey`.
  func units(grey: [UInt8]?) -> ISCCUnits? {
    guard let result else { return nil }
    let image = grey.flatMap { try? ISCCImageCode.unit(grey32: $0, bits: ISCCUnits.bits) }
    return ISCCUnits(
      image: image, data: result.data, instance: result.instance, sum: result.code)
  }
}
