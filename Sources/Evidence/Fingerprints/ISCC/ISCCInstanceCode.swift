import Cryptography

/// The Instance-Code (ISO 24138:2024): the beginning of the BLAKE3 digest of the bytes.
package enum ISCCInstanceCode {
  /// The unit of a stream with that BLAKE3 digest.
  package static func unit(blake3 digest: Digest, bits: Int = 64) throws(ISCCError) -> ISCCUnit {
    try ISCCUnit(.instance, digest: digest.bytes, bits: bits)
  }

  /// The unit of `bytes`.
  package static func unit(_ bytes: [UInt8], bits: Int = 64) throws(ISCCError) -> ISCCUnit {
    try unit(blake3: BLAKE3.hash(bytes), bits: bits)
  }
}

extension Digest {
  /// A BLAKE3 digest as a multihash, in lower-case hexadecimal digits: which function, how many
  /// bytes, the bytes.
  package var blake3Multihash: String { "1e20" + hex }
}
