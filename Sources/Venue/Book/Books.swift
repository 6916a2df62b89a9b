/// The price–time priority books of all instruments, in one memory.
///
/// Each side of a book has a level for each price at which orders rest, found through a radix tree;
/// orders of a level form a queue. Every operation is O(1) but for finding or making a level, which
/// is O(depth of the tree), at most seven nodes.
struct Books: ~Copyable, Sendable {
  private(set) var orders = Pool<QueuedOrder>()
  private(set) var levels = Pool<PriceLevel>()
  /// Two of each instrument: buys, then sells.
  private var sides = Pool<BookSide>()
  private var index = PriceIndex()
  private var freeOrder: Int32 = -1
  private var freeLevel: Int32 = -1

  /// Makes room for `count` resting orders, so that none of them has to wait for memory.
  mutating func reserve(_ count: Int) {
    orders.reserve(count)
    levels.reserve(count)
  }

  /// Has an order's memory fetched.
  @inline(__always)
  func bringNear(_ order: Int32) { orders.bringNear(order) }

  /// Has the memory of an order's neighbours fetched, which its removal changes.
  @inline(__always)
  func bringNeighboursNear(_ order: Int32) {
    guard order >= 0, order < orders.count else { return }
    orders.bringNear(orders[order].next)
    orders.bringNear(orders[order].previous)
    levels.bringNear(orders[order].level)
  }

  /// How many prices had to be looked for from the top.
  var misses: Int { index.misses }

  /// Adds an empty book; books are numbered from 0.
  mutating func open() {
    _ = sides.append(BookSide(.buy))
    _ = sides.append(BookSide(.sell))
  }

  @inline(__always)
  private func slot(_ book: Int32, _ side: Side) -> Int32 { book << 1 | Int32(side.rawValue) }

  /// One side of a book.
  @inline(__always)
  func side(_ book: Int32, _ side: Side) -> BookSide { sides[slot(book, side)] }

  /// The order that trades next, or -1.
  @inline(__always)
  func front(_ book: Int32, _ side: Side) -> Int32 {
    let best = sides[slot(book, side)].best
    return best < 0 ? -1 : levels[best].head
  }

  /// The order that an incoming one meets first, or -1 where nothing rests within its limit.
  @inline(__always)
  func met(_ book: Int32, by side: Side, limit: Fen) -> Int32 {
    let at = slot(book, side.opposite)
    let best = sides[at].bestLimit
    guard side == .buy ? best <= limit : best >= limit else { return -1 }
    return levels[sides[at].best].head
  }

  /// The limit of a resting order.
  @inline(__always)
  func limit(_ order: Int32) -> Fen { levels[orders[order].level].limit }

  /// The order behind another one in price–time priority, or -1.
  func following(_ order: Int32) -> Int32 {
    let next = orders[order].next
    if next >= 0 { return next }
    let level = worse(orders[order].level, orders[order].side)
    return level < 0 ? -1 : levels[level].head
  }

  /// The level behind another one, or -1. O(depth).
  func worse(_ level: Int32, _ side: Side) -> Int32 {
    side == .buy ? index.below(level, levels: levels) : index.above(level, levels: levels)
  }

  /// Puts an order at the back of its price's queue and returns its slot.
  mutating func insert(
    _ book: Int32, key: UInt64, side: Side, limit: Fen, quantity: Int32, holding: Int32
  ) -> Int32 {
    let at = slot(book, side)
    let place = index.place(limit, at, root: sides[at].root, levels: levels)
    let level: Int32
    if case .level(let known) = place {
      level = known
    } else {
      level = open(limit, at, side, place)
    }
    let tail = levels[level].tail
    let order = QueuedOrder(
      key: key, remaining: quantity, level: level, next: -1, previous: tail, holding: holding,
      side: side)
    let made: Int32
    if freeOrder >= 0 {
      made = freeOrder
      freeOrder = orders[made].next
      orders[made] = order
    } else {
      made = orders.append(order)
    }
    if tail < 0 { levels[level].head = made } else { orders[tail].next = made }
    levels[level].tail = made
    levels[level].quantity &+= Int64(quantity)
    levels[level].count &+= 1
    return made
  }

  @inline(never)
  private mutating func open(
    _ limit: Fen, _ at: Int32, _ side: Side, _ place: PriceIndex.Place
  ) -> Int32 {
    let made: Int32
    if freeLevel >= 0 {
      made = freeLevel
      freeLevel = levels[made].node
      levels[made] = PriceLevel(limit: limit)
    } else {
      made = levels.append(PriceLevel(limit: limit))
    }
    index.insert(made, at: place, at, side: &sides[at], levels: &levels)
    if side == .buy ? limit > sides[at].bestLimit : limit < sides[at].bestLimit {
      sides[at].best = made
      sides[at].bestLimit = limit
    }
    return made
  }

  /// Takes an order out, wherever it stands.
  mutating func remove(_ book: Int32, _ order: Int32) {
    let gone = orders[order]
    let level = gone.level
    orders[order].next = freeOrder
    freeOrder = order
    if gone.previous < 0 {
      levels[level].head = gone.next
    } else {
      orders[gone.previous].next = gone.next
    }
    if gone.next < 0 {
      levels[level].tail = gone.previous
    } else {
      orders[gone.next].previous = gone.previous
    }
    levels[level].quantity &-= Int64(gone.remaining)
    levels[level].count &-= 1
    if levels[level].count == 0 { close(level, slot(book, gone.side), gone.side) }
  }

  @inline(never)
  private mutating func close(_ level: Int32, _ at: Int32, _ side: Side) {
    if sides[at].best == level {
      let next = index.removeBest(
        level, isLowest: side == .sell, side: &sides[at], levels: &levels)
      sides[at].best = next
      sides[at].bestLimit = next < 0 ? BookSide.noLimit(side) : levels[next].limit
    } else {
      index.remove(level, side: &sides[at], levels: &levels)
    }
    levels[level].node = freeLevel
    freeLevel = level
  }

  /// Takes out the order that trades next on a side, which has traded in full.
  @inline(__always)
  mutating func removeFront(_ book: Int32, _ side: Side, _ order: Int32) {
    let level = orders[order].level
    let next = orders[order].next
    levels[level].quantity &-= Int64(orders[order].remaining)
    levels[level].count &-= 1
    orders[order].next = freeOrder
    freeOrder = order
    levels[level].head = next
    if next >= 0 {
      orders[next].previous = -1
    } else {
      levels[level].tail = -1
      close(level, slot(book, side), side)
    }
  }

  /// Lowers what an order still wants, in place: it keeps its priority.
  @inline(__always)
  mutating func reduce(_ order: Int32, by units: Int32) {
    precondition(units >= 0 && units < orders[order].remaining)
    orders[order].remaining -= units
    levels[orders[order].level].quantity -= Int64(units)
  }
}
