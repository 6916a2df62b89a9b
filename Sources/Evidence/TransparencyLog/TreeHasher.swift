import Cryptography

/// Hashes the leaves and nodes of a Merkle tree (RFC 6962 §2.1).
///
/// It owns one SHA-256 stream and uses it again and again, so hashing allocates nothing. It is not
/// copyable and not `Sendable`: make one for each thread and each run of work.
package struct TreeHasher: ~Copyable {
  private static let leafPrefix: UInt8 = 0
  private static let nodePrefix: UInt8 = 1

  private let stream = SHA256()

  /// A hasher with a stream of its own.
  package init() {}

  /// The leaf hash of an entry: SHA-256(00 ‖ entry).
  package func leaf(_ entry: UnsafeRawBufferPointer) -> Digest {
    stream.update(byte: TreeHasher.leafPrefix)
    if !entry.isEmpty { stream.update(entry) }
    return stream.finish()
  }

  /// The leaf hash of an entry: SHA-256(00 ‖ entry).
  package func leaf(_ entry: [UInt8]) -> Digest { entry.withUnsafeBytes { leaf($0) } }
  /// The leaf hash of an entry: SHA-256(00 ‖ entry).
  package func leaf(_ entry: ArraySlice<UInt8>) -> Digest { entry.withUnsafeBytes { leaf($0) } }

  /// The hash of an inner node: SHA-256(01 ‖ left ‖ right).
  package func node(_ left: Digest, _ right: Digest) -> Digest {
    withUnsafeTemporaryAllocation(byteCount: 1 + 2 * Digest.byteCount, alignment: 8) { block in
      block[0] = TreeHasher.nodePrefix
      left.withBytes { UnsafeMutableRawBufferPointer(rebasing: block[1...]).copyBytes(from: $0) }
      right.withBytes { UnsafeMutableRawBufferPointer(rebasing: block[33...]).copyBytes(from: $0) }
      stream.update(UnsafeRawBufferPointer(block))
    }
    return stream.finish()
  }
}
