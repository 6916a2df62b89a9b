/// Levels by price, the latest used: what the radix tree knows, without the way down.
struct RecentLevels: ~Copyable, Sendable {
  struct Entry: BitwiseCopyable, Sendable {
    var limit: Fen
    var side: Int32
    var level: Int32
  }
  private static let count = 4096
  private var entries = Pool<Entry>()

  init() { entries.extend(to: RecentLevels.count, Entry(limit: 0, side: -1, level: -1)) }

  @inline(__always)
  private func slot(_ limit: Fen, _ side: Int32) -> Int32 {
    // Neighbouring prices of a side never meet here; sides and books are spread by an odd factor.
    (Int32(truncatingIfNeeded: limit) &+ side &* 1_640_531_527) & Int32(RecentLevels.count - 1)
  }

  /// The level of a price of a side, or -1 where it is not known.
  @inline(__always)
  func level(_ limit: Fen, _ side: Int32) -> Int32 {
    let entry = entries[slot(limit, side)]
    return entry.limit == limit && entry.side == side ? entry.level : -1
  }

  @inline(__always)
  mutating func remember(_ level: Int32, _ limit: Fen, _ side: Int32) {
    entries[slot(limit, side)] = Entry(limit: limit, side: side, level: level)
  }

  @inline(__always)
  mutating func forget(_ level: Int32, _ limit: Fen, _ side: Int32) {
    let at = slot(limit, side)
    if entries[at].level == level { entries[at].side = -1 }
  }
}
