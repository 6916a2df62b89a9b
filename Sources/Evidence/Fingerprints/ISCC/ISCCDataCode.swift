import CKernels

/// The Data-Code of a stream (ISO 24138:2024): similar bytes, similar code. The bytes are cut where
/// their content says, each chunk is hashed, and the code is the minimum hash of all chunks.
///
/// Work grows with the number of bytes; the memory is constant.
package struct ISCCDataCode: ~Copyable {
  /// Bytes of the longest chunk.
  static let chunkBytesMaximum = 8192
  private static let heldBytesMaximum = 2 * chunkBytesMaximum
  private static let featuresAtATime = 64

  /// The start of the chunk that is not known to end yet, and as much of what follows as decides it.
  private let held: UnsafeMutablePointer<UInt8>
  private var heldCount = 0
  private var hash = MinimumHash()
  private var isEmpty = true

  /// A stream without bytes.
  package init() { held = .allocate(capacity: ISCCDataCode.heldBytesMaximum) }

  deinit { held.deallocate() }

  /// Adds bytes to the stream.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 0, let base = bytes.baseAddress else { return }
    let next = base.assumingMemoryBound(to: UInt8.self)
    var start = 0
    if heldCount > 0 {
      // Enough is joined to what is held for every chunk that starts in it.
      let joined = min(bytes.count, ISCCDataCode.heldBytesMaximum - heldCount)
      (held + heldCount).update(from: next, count: joined)
      let cut = take(held, count: heldCount + joined, limit: heldCount, last: false)
      if cut < heldCount {
        heldCount += joined - cut
        held.update(from: held + cut, count: heldCount)
        return
      }
      start = cut - heldCount
    }
    let left = bytes.count - start
    let cut = take(next + start, count: left, limit: left, last: false)
    heldCount = left - cut
    held.update(from: next + start + cut, count: heldCount)
  }

  /// Adds bytes to the stream.
  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// The 256 bits of all bytes so far; the stream starts anew.
  package mutating func finish() -> [UInt8] {
    _ = take(held, count: heldCount, limit: heldCount, last: true)
    if isEmpty {
      // Of no bytes at all there is one chunk, which is empty.
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1) {
        $0.initialize(repeating: kernels_datacode_xxhash(held, 0))
        hash.add(UnsafeBufferPointer($0))
      }
    }
    let digest = hash.digest
    (heldCount, hash, isEmpty) = (0, MinimumHash(), true)
    return digest
  }

  /// The unit of all bytes so far; the stream starts anew.
  package mutating func unit(bits: Int = 64) throws(ISCCError) -> ISCCUnit {
    try ISCCUnit(.data, digest: finish(), bits: bits)
  }

  /// Takes the chunks that start before `limit`; returns where they end.
  private mutating func take(
    _ bytes: UnsafePointer<UInt8>, count: Int, limit: Int, last: Bool
  ) -> Int {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: ISCCDataCode.featuresAtATime) {
      features in
      var at = 0
      while true {
        var made = 0
        at += kernels_datacode_chunks(
          bytes + at, count - at, limit - at, last ? 1 : 0, features.baseAddress, features.count,
          &made)
        hash.add(UnsafeBufferPointer(rebasing: features[..<made]))
        isEmpty = isEmpty && made == 0
        if made < features.count || at >= limit { return at }
      }
    }
  }
}
