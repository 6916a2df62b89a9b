/// A file's bytes at one address, which reads and writes copy from and to.
final class DiskImage {
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  private(set) var count = 0

  init() {
    capacity = 4_096
    base = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit { base.deallocate() }

  func copy() -> DiskImage {
    let copy = DiskImage()
    copy.write(UnsafeRawBufferPointer(start: base, count: count), at: 0)
    return copy
  }

  /// All bytes, until the next change.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// The bytes of a range, as far as there are any.
  func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    let range = range.clamped(to: 0..<count)
    return UnsafeRawBufferPointer(rebasing: bytes[range])
  }

  /// Cuts off what is beyond, or adds zeros.
  func resize(to count: Int) {
    if count > self.count {
      reserve(count)
      memset(from: self.count, to: count)
    }
    self.count = count
  }

  /// Writes bytes; a gap between the end and them is zeros.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    guard !bytes.isEmpty else { return }
    let end = offset + bytes.count
    if end > count {
      reserve(end)
      if offset > count { memset(from: count, to: offset) }
      count = end
    }
    UnsafeMutableRawBufferPointer(start: base + offset, count: bytes.count).copyMemory(from: bytes)
  }

  func flip(bit: Int, at offset: Int) {
    precondition(offset < count)
    let byte = (base + offset).assumingMemoryBound(to: UInt8.self)
    byte.pointee ^= 1 << UInt8(bit)
  }

  private func memset(from start: Int, to end: Int) {
    (base + start).initializeMemory(as: UInt8.self, repeating: 0, count: end - start)
  }

  private func reserve(_ count: Int) {
    guard count > capacity else { return }
    let larger = max(count, capacity * 2)
    let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
    moved.copyMemory(from: base, byteCount: self.count)
    base.deallocate()
    (base, capacity) = (moved, larger)
  }
}
