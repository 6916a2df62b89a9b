import CIntrinsics
import Glibc

/// Memory for plain values, addressed by slot: it grows, checks every access, is owned once, and
/// allocates nothing while slots that were given back suffice.
///
/// An array would do the same, but asks at each write whether it is shared; on the path of an order
/// that costs more than the write.
package struct Pool<Element: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
  private var base: UnsafeMutablePointer<Element>
  private var capacity: Int
  /// How many slots have ever been used.
  package private(set) var count = 0

  /// An empty pool.
  package init() {
    capacity = 0
    base = UnsafeMutablePointer(bitPattern: MemoryLayout<Element>.alignment).unsafelyUnwrapped
  }

  deinit { if capacity > 0 { free(base) } }

  /// The value in a slot.
  @inline(__always)
  subscript(slot: Int32) -> Element {
    unsafeAddress {
      precondition(UInt(bitPattern: Int(slot)) < UInt(bitPattern: count), "no such slot")
      return UnsafePointer(base + Int(slot))
    }
    unsafeMutableAddress {
      precondition(UInt(bitPattern: Int(slot)) < UInt(bitPattern: count), "no such slot")
      return base + Int(slot)
    }
  }

  /// The value in a slot.
  package subscript(slot: Int) -> Element {
    precondition(slot >= 0 && slot < count, "no such slot")
    return base[slot]
  }

  /// Adds a value and returns its slot. O(1) amortised.
  @inline(__always)
  package mutating func append(_ element: Element) -> Int32 {
    if count == capacity { grow(to: count + 1) }
    (base + count).initialize(to: element)
    count += 1
    return Int32(truncatingIfNeeded: count - 1)
  }

  /// Adds copies of a value until there are `count` slots.
  mutating func extend(to count: Int, _ element: Element) {
    guard count > self.count else { return }
    if count > capacity { grow(to: count) }
    (base + self.count).initialize(repeating: element, count: count - self.count)
    self.count = count
  }

  /// Forgets all values and keeps the memory.
  @inline(__always)
  mutating func removeAll() { count = 0 }

  /// Asks for the memory of a slot without waiting for it; for a slot that there is not, for that of
  /// the first, which is mostly near: a branch would be taken the wrong way too often.
  @inline(__always)
  func bringNear(_ slot: Int32) {
    let isThere = UInt(bitPattern: Int(slot)) < UInt(bitPattern: count)
    intrinsics_bring_near(base + (isThere ? Int(slot) : 0))
  }

  /// Forgets the last value.
  @inline(__always)
  mutating func removeLast() {
    precondition(count > 0, "nothing to remove")
    count -= 1
  }

  /// Makes room for `count` values and touches it.
  mutating func reserve(_ count: Int) {
    guard count > capacity else { return }
    grow(to: count)
    UnsafeMutableRawPointer(base + self.count).initializeMemory(
      as: UInt8.self, repeating: 0,
      count: (capacity - self.count) * MemoryLayout<Element>.stride)
  }

  @inline(never)
  private mutating func grow(to wanted: Int) {
    precondition(wanted <= Int(Int32.max), "a pool has at most 2^31 slots")
    let larger = Swift.max(wanted, capacity * 2, 8)
    let moved = Pool.allocate(larger)
    moved.moveInitialize(from: base, count: count)
    if capacity > 0 { free(base) }
    base = moved
    capacity = larger
  }

  /// Memory in pages of 2 MiB where there is enough of it: an order is looked for all over a pool, and
  /// with small pages the way to its address costs more than the order itself.
  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
    let size = count * MemoryLayout<Element>.stride
    let page = 2 << 20
    var memory: UnsafeMutableRawPointer?
    // A cache line at least, so that no element which fits into one lies in two.
    let alignment = size >= page ? page : Swift.max(MemoryLayout<Element>.alignment, 64)
    guard posix_memalign(&memory, alignment, size) == 0, let memory else {
      fatalError("out of memory: \(size) bytes")
    }
    if size >= page { _ = madvise(memory, size, MADV_HUGEPAGE) }
    return memory.bindMemory(to: Element.self, capacity: count)
  }
}
