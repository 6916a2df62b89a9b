import Cryptography

/// Data-Code and Instance-Code of a stream in one pass, and the composite of the two.
///
/// Work grows with the number of bytes; the memory is constant.
package struct ISCCSum: ~Copyable {
  /// What a stream comes to.
  package struct Result: Hashable, Sendable {
    /// The Data-Code.
    package let data: ISCCUnit
    /// The Instance-Code.
    package let instance: ISCCUnit
    /// Both under one header, 64 bits each; 128 bits each if they were asked for as wide.
    package let code: ISCCCode
    /// The BLAKE3 digest of the bytes.
    package let digest: Digest
    /// The number of bytes.
    package let byteCount: Int
  }

  /// Bytes that one hasher reads before the other does, so that they are still in the cache.
  private static let sliceByteCount = 128 << 10

  private var data = ISCCDataCode()
  private var instance = BLAKE3()
  private var byteCount = 0

  /// A stream without bytes.
  package init() {}

  /// Adds bytes to the stream.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    for start in stride(from: 0, to: bytes.count, by: ISCCSum.sliceByteCount) {
      let slice = UnsafeRawBufferPointer(
        rebasing: bytes[start..<min(start + ISCCSum.sliceByteCount, bytes.count)])
      instance.update(slice)
      data.update(slice)
    }
    byteCount += bytes.count
  }

  /// Adds bytes to the stream.
  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// The units of all bytes so far, `bits` long, at least 64; the stream starts anew. `wide` keeps
  /// 128 bits of each in the composite, if the units have them.
  package mutating func finish(bits: Int = 64, wide: Bool = false) throws(ISCCError) -> Result {
    let digest = instance.finish()
    let count = byteCount
    byteCount = 0
    let units = (
      data: try data.unit(bits: bits),
      instance: try ISCCInstanceCode.unit(blake3: digest, bits: bits)
    )
    return Result(
      data: units.data, instance: units.instance,
      code: try ISCCCode([units.data, units.instance], wide: wide), digest: digest,
      byteCount: count)
  }
}
