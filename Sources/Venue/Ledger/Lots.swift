/// Serial numbers that one owner acquired together.
package struct Lot: Sendable, Equatable, BitwiseCopyable {
  /// The first serial number, from 1.
  package var first: Int64 { Int64(firstSerial) }
  /// How many follow each other.
  package var count: Int64 { Int64(serialCount) }
  /// When they were acquired.
  package var acquired: Microseconds

  var firstSerial: UInt32
  var serialCount: Int32

  package init(first: Int64, count: Int64, acquired: Microseconds) {
    firstSerial = UInt32(first)
    serialCount = Int32(count)
    self.acquired = acquired
  }
}

/// One holding's lots, first acquired first: where they are among `Lots`.
struct LotQueue: Sendable, BitwiseCopyable {
  fileprivate var first: Int32 = -1
  fileprivate var last: Int32 = -1
}

/// The lots of all holdings, in one memory: a queue is a chain of chunks of three, each a cache line.
struct Lots: ~Copyable, Sendable {
  struct Chunk: Sendable, BitwiseCopyable {
    var lots = InlineArray<3, Lot>(repeating: Lot(first: 0, count: 0, acquired: 0))
    /// The next one, or -1.
    var next: Int32 = -1
    /// The lots in use, from `begin` up to but not including `end`.
    var begin: Int32 = 0
    var end: Int32 = 0
    private var fill: Int32 = 0
  }
  private static let chunkSize: Int32 = 3

  private var chunks = Pool<Chunk>()
  private var free: Int32 = -1

  /// Makes room for `count` lots.
  mutating func reserve(_ count: Int) { chunks.reserve(count / Int(Lots.chunkSize) + 1) }

  @inline(never)
  private mutating func chunk() -> Int32 {
    guard free >= 0 else { return chunks.append(Chunk()) }
    let made = free
    free = chunks[made].next
    chunks[made].next = -1
    chunks[made].begin = 0
    chunks[made].end = 0
    return made
  }

  /// Has the memory fetched from which units of one queue are taken, and to which they are added in
  /// another.
  @inline(__always)
  func bringNear(first seller: LotQueue, last buyer: LotQueue) {
    chunks.bringNear(seller.first)
    chunks.bringNear(buyer.last)
  }

  /// Adds a lot, joining it to the last one where both are one run acquired at the same time. O(1).
  @inline(__always)
  mutating func append(_ lot: Lot, to queue: inout LotQueue) {
    var last = queue.last
    if last >= 0 {
      let at = Int(chunks[last].end - 1)
      let before = chunks[last].lots[at]
      if before.acquired == lot.acquired,
        before.firstSerial &+ UInt32(bitPattern: before.serialCount) == lot.firstSerial
      {
        chunks[last].lots[at].serialCount += lot.serialCount
        return
      }
    }
    if last < 0 || chunks[last].end == Lots.chunkSize {
      let made = chunk()
      if last < 0 { queue.first = made } else { chunks[last].next = made }
      queue.last = made
      last = made
    }
    chunks[last].lots[Int(chunks[last].end)] = lot
    chunks[last].end += 1
  }

  /// Takes at most `wanted` units of the first lot, which must be there. O(1).
  @inline(__always)
  mutating func take(_ wanted: Int32, from queue: inout LotQueue) -> Lot {
    let chunk = queue.first
    let at = Int(chunks[chunk].begin)
    var lot = chunks[chunk].lots[at]
    guard lot.serialCount <= wanted else {
      chunks[chunk].lots[at].firstSerial += UInt32(bitPattern: wanted)
      chunks[chunk].lots[at].serialCount -= wanted
      lot.serialCount = wanted
      return lot
    }
    chunks[chunk].begin += 1
    if chunks[chunk].begin == chunks[chunk].end {
      let next = chunks[chunk].next
      queue.first = next
      if next < 0 {
        queue.last = -1
      } else {
        // One ahead of the one that is next: chains lie anywhere, and each is followed to its end.
        chunks.bringNear(chunks[next].next)
      }
      chunks[chunk].next = free
      free = chunk
    }
    return lot
  }

  /// Calls `body` with each lot, first acquired first, until it answers `false`.
  func forEach(_ queue: LotQueue, _ body: (Lot) -> Bool) {
    var chunk = queue.first
    while chunk >= 0 {
      for at in chunks[chunk].begin..<chunks[chunk].end {
        guard body(chunks[chunk].lots[Int(at)]) else { return }
      }
      chunk = chunks[chunk].next
    }
  }
}
