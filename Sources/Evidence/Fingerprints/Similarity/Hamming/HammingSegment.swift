import CKernels
import Glibc

/// Up to 2^20 codes and the tables by which near ones are found among them.
///
/// The codes lie one after another. Sixteen tables, one for each 16-bit word ("slot") of a code,
/// list the codes by that word: bucket starts and postings, without gaps. A posting is a code's
/// place in the segment in 20 bits and, in 12, a signature taken from the next slot, by which most
/// chance meetings are put aside without touching the code.
///
/// The latest codes stand in no table yet and are compared with one by one. They are folded in one
/// table at a time, each time a few more have come, so that no insertion takes longer than a
/// millisecond or so and no second copy of a table is ever needed.
final class HammingSegment {
  /// The slots of a code, and the values of each.
  static let slotCount = 16
  static let bucketCount = 1 << 16
  /// Bits of a posting that are a place, and those that are a signature.
  static let placeBits = 20
  static let signatureMask: UInt32 = 0xFFF
  /// Codes of a segment.
  static let capacity = 1 << placeBits
  /// Below this many codes tables cost more than they save.
  static let tabledMinimum = 16_384
  /// Codes that may wait before they are folded in.
  static let waitingMaximum = 4_096
  /// Insertions between one table's turn and the next one's.
  private static let foldInterval = 128
  /// From so many codes on the memory of a segment is full enough for large pages.
  private static let largePagesMinimum = capacity / 8 * 7
  /// Words of a table's bucket starts.
  private static let startCount = bucketCount + 1

  /// Four words a code; only what was written takes memory.
  let codes: UnsafeMutablePointer<UInt64>
  private(set) var count = 0
  /// Postings of all tables, `capacity` each, and bucket starts; none below `tabledMinimum`.
  private(set) var postings: UnsafeMutablePointer<UInt32>?
  private(set) var starts: UnsafeMutablePointer<UInt32>?
  /// Codes that stand in all tables; those from here on are compared with one by one.
  private(set) var tabled = 0
  /// While codes are being folded in: up to which, and the next table whose turn it is.
  private var foldEnd = 0
  private var foldSlot = HammingSegment.slotCount
  private var sinceFold = 0
  private var hasLargePages = false

  init() {
    codes = HammingSegment.pages(words: 4 * HammingSegment.capacity)
  }

  /// The same codes and tables on their own.
  init(copying other: HammingSegment) {
    codes = HammingSegment.pages(words: 4 * HammingSegment.capacity)
    codes.update(from: other.codes, count: 4 * other.count)
    count = other.count
    fold()
  }

  deinit {
    free(codes)
    free(postings)
    free(starts)
  }

  /// Memory of which only what is written is taken. Without any left there is no going on.
  private static func pages<Word: BitwiseCopyable>(words: Int) -> UnsafeMutablePointer<Word> {
    guard let memory = kernels_pages_allocate(words * MemoryLayout<Word>.stride) else {
      fatalError("no memory for codes")
    }
    return memory.bindMemory(to: Word.self, capacity: words)
  }

  var isFull: Bool { count == HammingSegment.capacity }
  /// Whether tables have still to catch up with the codes of a full segment.
  var isUnsettled: Bool { isFull && tabled < count }

  /// Bytes in use.
  var byteCount: Int {
    let tables =
      postings == nil
      ? 0 : 4 * HammingSegment.slotCount * (max(tabled, foldEnd) + HammingSegment.startCount)
    return 32 * count + tables
  }

  func append(_ code: SIMD4<UInt64>) {
    precondition(!isFull)
    for word in 0..<4 { codes[4 * count + word] = code[word] }
    count += 1
  }

  func code(at place: Int) -> SIMD4<UInt64> {
    precondition(place < count)
    let words = codes + 4 * place
    return SIMD4(words[0], words[1], words[2], words[3])
  }

  // MARK: Tables

  /// Takes the next step of folding the latest codes in, if it is time.
  func advance() {
    if foldSlot < HammingSegment.slotCount {
      sinceFold += 1
      guard sinceFold >= HammingSegment.foldInterval else { return }
      sinceFold = 0
      fold(slot: foldSlot, to: foldEnd)
      foldSlot += 1
      if foldSlot == HammingSegment.slotCount { tabled = foldEnd }
    } else if count >= HammingSegment.tabledMinimum,
      isUnsettled || count - tabled >= HammingSegment.waitingMaximum
    {
      foldEnd = count
      foldSlot = 0
      sinceFold = 0
    }
  }

  /// Folds all codes in at once. O(n).
  func fold() {
    while foldSlot < HammingSegment.slotCount {
      fold(slot: foldSlot, to: foldEnd)
      foldSlot += 1
    }
    tabled = foldEnd
    guard count >= HammingSegment.tabledMinimum, tabled < count else { return }
    foldEnd = count
    for slot in 0..<HammingSegment.slotCount { fold(slot: slot, to: count) }
    tabled = count
  }

  /// The bucket starts of a slot's table; the last one is its end.
  func starts(of slot: Int) -> UnsafeMutablePointer<UInt32>? {
    starts.map { $0 + slot * HammingSegment.startCount }
  }

  func postings(of slot: Int) -> UnsafeMutablePointer<UInt32>? {
    postings.map { $0 + slot * HammingSegment.capacity }
  }

  private func fold(slot: Int, to end: Int) {
    if starts == nil {
      let all = HammingSegment.slotCount * HammingSegment.startCount
      let starts: UnsafeMutablePointer<UInt32> = HammingSegment.pages(words: all)
      starts.initialize(repeating: 0, count: all)
      self.starts = starts
      postings = HammingSegment.pages(words: HammingSegment.slotCount * HammingSegment.capacity)
    }
    guard let starts = starts(of: slot), let postings = postings(of: slot) else { return }
    if end - tabled > tabled / 4 {
      build(slot: slot, to: end, starts: starts, postings: postings)
    } else {
      merge(slot: slot, to: end, starts: starts, postings: postings)
    }
    if end >= HammingSegment.largePagesMinimum, !hasLargePages {
      // Each slot in its turn; the codes and bucket starts with the last.
      kernels_pages_enlarge(postings, 4 * HammingSegment.capacity)
      guard slot == HammingSegment.slotCount - 1 else { return }
      kernels_pages_enlarge(codes, 32 * HammingSegment.capacity)
      if let starts = self.starts {
        kernels_pages_enlarge(starts, 4 * HammingSegment.slotCount * HammingSegment.startCount)
      }
      hasLargePages = true
    }
  }

  /// A table made anew by counting. O(codes + buckets).
  private func build(
    slot: Int, to end: Int, starts: UnsafeMutablePointer<UInt32>,
    postings: UnsafeMutablePointer<UInt32>
  ) {
    let buckets = HammingSegment.bucketCount
    starts.update(repeating: 0, count: buckets + 1)
    for place in 0..<end { starts[key(of: place, slot: slot)] &+= 1 }
    // Starts become ends, which the placing below, from the last code back, counts down to starts.
    var sum: UInt32 = 0
    for bucket in 0..<buckets {
      sum &+= starts[bucket]
      starts[bucket] = sum
    }
    starts[buckets] = sum
    for place in stride(from: end - 1, through: 0, by: -1) {
      let bucket = key(of: place, slot: slot)
      starts[bucket] &-= 1
      postings[Int(starts[bucket])] = posting(of: place, slot: slot)
    }
  }

  /// New postings put into a table in place, from its end back, so that what has to make room is
  /// moved once. O(codes + buckets), most of it one pass of moving memory.
  private func merge(
    slot: Int, to end: Int, starts: UnsafeMutablePointer<UInt32>,
    postings: UnsafeMutablePointer<UInt32>
  ) {
    // Bucket above place: sorting brings both in order.
    var added = (tabled..<end).map { UInt64(key(of: $0, slot: slot)) << 32 | UInt64($0) }
    added.sort()
    var left = added.count
    var moveEnd = tabled
    while left > 0 {
      let bucket = Int(added[left - 1] >> 32)
      var first = left - 1
      while first > 0, Int(added[first - 1] >> 32) == bucket { first -= 1 }
      let bucketEnd = Int(starts[bucket + 1])
      (postings + bucketEnd + left).update(
        from: postings + bucketEnd, count: moveEnd - bucketEnd)
      for at in first..<left {
        postings[bucketEnd + at] = posting(of: Int(added[at] & 0xFFFF_FFFF), slot: slot)
      }
      moveEnd = bucketEnd
      left = first
    }
    var shift: UInt32 = 0
    var from = 0
    for entry in added {
      let bucket = Int(entry >> 32)
      if shift > 0, from <= bucket {
        for at in from...bucket { starts[at] &+= shift }
      }
      from = max(from, bucket + 1)
      shift += 1
    }
    for at in from...HammingSegment.bucketCount { starts[at] &+= shift }
  }

  private func key(of place: Int, slot: Int) -> Int {
    HammingSegment.key(codes[4 * place + slot / 4], slot)
  }

  private func posting(of place: Int, slot: Int) -> UInt32 {
    let next = (slot + 1) % HammingSegment.slotCount
    let signature = HammingSegment.signature(codes[4 * place + next / 4], next)
    return UInt32(place) | signature << UInt32(HammingSegment.placeBits)
  }

  /// The value of a slot in the word that has it.
  @inline(__always) static func key(_ word: UInt64, _ slot: Int) -> Int {
    Int(truncatingIfNeeded: word >> UInt64(16 * (slot % 4)) & 0xFFFF)
  }

  /// The signature of a slot in the word that has it.
  @inline(__always) static func signature(_ word: UInt64, _ slot: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: word >> UInt64(16 * (slot % 4))) & signatureMask
  }
}
