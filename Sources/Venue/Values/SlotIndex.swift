/// Finds slots by what is kept in them: open addressing over eight bytes an entry, the keys staying
/// where they are. It cannot be iterated, so that hash order can never reach an outcome.
///
/// For keys that the sequencer gives or draws (numbers, aliases, symbols that an operator chose);
/// what a stranger can choose goes into a `LookupTable`, whose hash is seeded.
struct SlotIndex: ~Copyable, Sendable {
  struct Entry: BitwiseCopyable, Sendable {
    /// The key's hash.
    var hash: UInt32
    /// The slot, or -1 where there is none.
    var slot: Int32
  }
  private var entries = Pool<Entry>()
  private var mask: Int32 = 15
  /// How many slots are known.
  private(set) var count = 0

  init() { entries.extend(to: 16, Entry(hash: 0, slot: -1)) }

  /// Spreads a number over 32 bits: multiplication by 2^64 over the golden ratio, the upper half, and
  /// what is above folded in. (Knuth, The Art of Computer Programming, 6.4.)
  @inline(__always)
  static func hash(_ number: UInt64) -> UInt32 {
    let mixed = (number ^ number &>> 32) &* 0x9e37_79b9_7f4a_7c15
    return UInt32(truncatingIfNeeded: (mixed &>> 32) ^ (mixed &>> 47))
  }

  /// Spreads order numbers so that those given one after the other stay together, eight to a cache
  /// line: what is cancelled is mostly what came last.
  @inline(__always)
  static func hash(order packed: UInt64) -> UInt32 {
    // A single order is at position 0 of its entry; a batch counts through the positions of one.
    let isSingle = packed & 255 == 0
    let number = isSingle ? packed >> 8 : packed
    let line = isSingle ? number >> 3 : number >> 3 | 1 << 63
    return hash(line) & ~7 | UInt32(truncatingIfNeeded: number & 7)
  }

  @inline(__always)
  private func home(_ hash: UInt32) -> Int32 { Int32(bitPattern: hash) & mask }

  /// The slot of this hash for which `matches` holds, or -1. O(1) on average.
  @inline(__always)
  func find(_ hash: UInt32, _ matches: (Int32) -> Bool) -> Int32 {
    var at = home(hash)
    while true {
      let entry = entries[at]
      if entry.slot < 0 { return -1 }
      if entry.hash == hash, matches(entry.slot) { return entry.slot }
      at = (at &+ 1) & mask
    }
  }

  /// Has the memory fetched in which a hash is looked for.
  @inline(__always)
  func bringNear(_ hash: UInt32) { entries.bringNear(home(hash)) }

  /// The slot that is likely to be a hash's, or -1: the first that is looked at.
  @inline(__always)
  func guess(_ hash: UInt32) -> Int32 { entries[home(hash)].slot }

  /// Adds a slot whose key is not known yet. O(1) amortised.
  @inline(__always)
  mutating func insert(_ hash: UInt32, _ slot: Int32) {
    if count * SlotIndex.sparseness(entries.count) >= entries.count { grow() }
    put(Entry(hash: hash, slot: slot))
    count += 1
  }

  @inline(__always)
  private mutating func put(_ entry: Entry) {
    var at = home(entry.hash)
    while entries[at].slot >= 0 { at = (at &+ 1) & mask }
    entries[at] = entry
  }

  /// Forgets a slot that is known. The entries behind it move up, so that nothing is left in its place.
  mutating func remove(_ hash: UInt32, _ slot: Int32) {
    var hole = home(hash)
    while entries[hole].slot != slot {
      precondition(entries[hole].slot >= 0, "the slot is not known")
      hole = (hole &+ 1) & mask
    }
    var at = hole
    while true {
      at = (at &+ 1) & mask
      let entry = entries[at]
      if entry.slot < 0 { break }
      // An entry may move up to the hole unless that lies before its home.
      let distance = (at &- home(entry.hash)) & mask
      if distance >= (at &- hole) & mask {
        entries[hole] = entry
        hole = at
      }
    }
    entries[hole].slot = -1
    count -= 1
  }

  /// At least so many entries for each slot: a second look costs more than the memory of a small
  /// table, and the memory of a large one more than a second look.
  @inline(__always)
  private static func sparseness(_ size: Int) -> Int { size < 1 << 20 ? 8 : 4 }

  @inline(never)
  private mutating func grow() { extend(to: entries.count * 2) }

  /// Makes room for `count` slots.
  mutating func reserve(_ count: Int) {
    var size = 16
    while size <= count * SlotIndex.sparseness(size) { size *= 2 }
    if size > entries.count { extend(to: size) }
  }

  private mutating func extend(to size: Int) {
    var old = Pool<Entry>()
    swap(&old, &entries)
    entries.extend(to: size, Entry(hash: 0, slot: -1))
    mask = Int32(size - 1)
    for at in 0..<old.count where old[at].slot >= 0 { put(old[at]) }
  }
}
