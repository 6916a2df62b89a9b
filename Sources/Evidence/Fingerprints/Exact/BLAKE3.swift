import CKernels
import Cryptography

/// BLAKE3, unkeyed, of a stream, with 32 bytes of output. Source: O'Connor, Aumasson, Neves,
/// Wilcox-O'Hearn, "BLAKE3: one function, fast everywhere" (2020).
///
/// The stream is a binary tree of chunks of 1024 bytes. Whole subtrees are reduced at once, so that
/// their chunks and parents can be computed side by side; what is kept between updates is the value
/// of each subtree that has no sibling yet, and bytes that may still be the last ones. A value of
/// this type is not copyable, so that no stream goes on twice.
///
/// Work grows with the number of bytes; the memory is 80 KiB whatever the stream's length.
package struct BLAKE3: ~Copyable {
  /// Bytes of a leaf.
  static let chunkByteCount = 1024
  /// Bytes that are kept until there are more: whether the last chunk is the root depends on that.
  private static let heldByteCount = 64 * chunkByteCount
  /// Chunks of the largest subtree that is reduced at once.
  private static let subtreeChunksMaximum = 256
  /// A tree of 2^54 chunks, all that 64 bits can count the bytes of, has no more open subtrees.
  private static let depthMaximum = 54

  /// Bytes not yet in the tree, in the first `heldByteCount`; after them, the values of the chunks
  /// that are reduced at the time; after those, the open subtrees' values, the largest first.
  private let memory: UnsafeMutablePointer<UInt8>
  private var held = 0
  private var chunks: UInt64 = 0
  private var open = 0

  private var values: UnsafeMutablePointer<UInt8> { memory + BLAKE3.heldByteCount }
  private var stack: UnsafeMutablePointer<UInt8> {
    values + BLAKE3.subtreeChunksMaximum * Digest.byteCount
  }

  /// A stream without bytes.
  package init() {
    let values = (BLAKE3.subtreeChunksMaximum + BLAKE3.depthMaximum + 1) * Digest.byteCount
    memory = .allocate(capacity: BLAKE3.heldByteCount + values)
  }

  deinit { memory.deallocate() }

  /// Adds bytes to the stream.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress else { return }
    var next = base.assumingMemoryBound(to: UInt8.self)
    var left = bytes.count
    if held > 0 {
      let taken = min(left, BLAKE3.heldByteCount - held)
      (memory + held).update(from: next, count: taken)
      held += taken
      next += taken
      left -= taken
      guard left > 0 else { return }
      push(UnsafePointer(memory), chunks: BLAKE3.heldByteCount / BLAKE3.chunkByteCount)
      held = 0
    }
    // Only what is sure not to be the end may be reduced. Every subtree here is of at least the held
    // bytes' size, so the number of chunks so far is always a multiple of it.
    while left > BLAKE3.heldByteCount {
      var size = BLAKE3.subtreeChunksMaximum
      while size * BLAKE3.chunkByteCount >= left || chunks & UInt64(size - 1) != 0 { size /= 2 }
      push(next, chunks: size)
      next += size * BLAKE3.chunkByteCount
      left -= size * BLAKE3.chunkByteCount
    }
    memory.update(from: next, count: left)
    held = left
  }

  /// Adds bytes to the stream.
  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// The digest of all bytes so far; the stream starts anew.
  package mutating func finish() -> Digest {
    let value = stack + open * Digest.byteCount
    BLAKE3.reduce(
      memory, count: held, first: chunks, isRoot: open == 0, values: values, into: value)
    while open > 0 {
      open -= 1
      let pair = stack + open * Digest.byteCount
      kernels_blake3_parent(pair, open == 0 ? 1 : 0, pair)
    }
    let digest = Digest { $0.copyMemory(from: .init(start: stack, count: Digest.byteCount)) }
    (held, chunks) = (0, 0)
    return digest
  }

  /// Reduces a whole subtree that is known not to end the stream, and merges it with those before
  /// it: there is one open subtree for every one in the binary number of chunks.
  private mutating func push(_ bytes: UnsafePointer<UInt8>, chunks count: Int) {
    BLAKE3.reduce(
      bytes, count: count * BLAKE3.chunkByteCount, first: chunks, isRoot: false, values: values,
      into: stack + open * Digest.byteCount)
    chunks += UInt64(count)
    open += 1
    while open > chunks.nonzeroBitCount {
      open -= 1
      let pair = stack + (open - 1) * Digest.byteCount
      kernels_blake3_parent(pair, 0, pair)
    }
  }

  /// The value of the tree over `count` bytes, at most `subtreeChunksMaximum` chunks. Neighbours are
  /// paired level by level and an odd one is carried up, which makes the tree that the paper
  /// defines: every left subtree full.
  private static func reduce(
    _ bytes: UnsafePointer<UInt8>, count: Int, first: UInt64, isRoot: Bool,
    values: UnsafeMutablePointer<UInt8>, into value: UnsafeMutablePointer<UInt8>
  ) {
    guard count > chunkByteCount else {
      kernels_blake3_chunk(bytes, count, first, isRoot ? 1 : 0, value)
      return
    }
    let whole = count / chunkByteCount
    kernels_blake3_chunks(bytes, whole, first, values)
    var width = whole
    if count % chunkByteCount > 0 {
      kernels_blake3_chunk(
        bytes + whole * chunkByteCount, count % chunkByteCount, first + UInt64(whole), 0,
        values + width * Digest.byteCount)
      width += 1
    }
    while width > 2 {
      kernels_blake3_parents(values, width / 2, values)
      if width % 2 == 1 {
        (values + width / 2 * Digest.byteCount).update(
          from: values + (width - 1) * Digest.byteCount, count: Digest.byteCount)
      }
      width = (width + 1) / 2
    }
    kernels_blake3_parent(values, isRoot ? 1 : 0, values)
    value.update(from: values, count: Digest.byteCount)
  }

  /// The digest of `bytes`.
  package static func hash(_ bytes: UnsafeRawBufferPointer) -> Digest {
    guard bytes.count > heldByteCount else { return short(bytes) }
    var stream = BLAKE3()
    stream.update(bytes)
    return stream.finish()
  }

  /// The digest of `bytes`.
  package static func hash(_ bytes: [UInt8]) -> Digest { bytes.withUnsafeBytes { hash($0) } }

  /// The digest of bytes that one subtree holds, without a stream's memory.
  private static func short(_ bytes: UnsafeRawBufferPointer) -> Digest {
    let width = max(bytes.count / chunkByteCount + 1, 1)
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: width * Digest.byteCount) {
      guard let values = $0.baseAddress else { return .zero }
      return Digest { out in
        guard let value = out.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
        let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? UnsafePointer(values)
        reduce(start, count: bytes.count, first: 0, isRoot: true, values: values, into: value)
      }
    }
  }
}
