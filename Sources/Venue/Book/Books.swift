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

  /// Has the memory of an order's neighbours fetched, which its removal changes; any others for -1.
  @inline(__always)
  func bringNeighboursNear(_ order: Int32) {
    guard orders.count > 0 else { return }
    let near = orders[max(order, 0)]
    orders.bringNear(near.next)
    orders.bringNear(near.previous)
    levels.bringNear(near.level)
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

  /// The limit of the level that trades next; where no order rests, one that nothing crosses.
  @inline(__always)
  func bestLimit(_ book: Int32, _ side: Side) -> Fen { sides[slot(book, side)].bestLimit }

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
    index.following(levels[level], Int32(side.rawValue))
  }

  /// Puts an order at the back of its price's queue and returns its slot.
  mutating func insert(
    _ book: Int32, key: UInt64, side: Side, limit: Fen, quantity: Int32, holding: Int32
  ) -> Int32 {
    let at = slot(book, side)
    let recent = index.recall(limit, at)
    let level = recent.level < 0 ? open(limit, at, side, recent.node) : recent.level
    let made: Int32
    if freeOrder >= 0 {
      made = freeOrder
      freeOrder = orders[made].next
    } else {
      made = orders.append(QueuedOrder())
    }
    let tail = levels[level].append(made, quantity)
    // Where there is none before it, its own place is written twice: that costs less than a branch
    // which goes either way.
    orders[tail < 0 ? made : tail].next = made
    orders[made] = QueuedOrder(
      key: key, remaining: quantity, level: level, next: -1, previous: tail, holding: holding,
      side: side)
    return made
  }

  /// The level of a price, which is opened where there is none.
  @inline(never)
  private mutating func open(
    _ limit: Fen, _ at: Int32, _ side: Side, _ recent: Int32
  ) -> Int32 {
    if freeLevel < 0 { freeLevel = levels.append(PriceLevel(limit: 0, node: -1)) }
    let fresh = freeLevel
    let found = index.enter(
      fresh, limit, at, recent: recent, root: &sides[at].root, levels: &levels)
    guard found.level == fresh else { return found.level }
    freeLevel = levels[fresh].node
    levels[fresh] = PriceLevel(limit: limit, node: found.node)
    sides[at].consider(fresh, limit, side)
    return fresh
  }

  /// Takes an order out, wherever it stands.
  mutating func remove(_ book: Int32, _ order: Int32) {
    let gone = orders[order]
    // Where it has no neighbour, its own place is written, which is free in a moment.
    orders[gone.previous < 0 ? order : gone.previous].next = gone.next
    orders[gone.next < 0 ? order : gone.next].previous = gone.previous
    orders[order].next = freeOrder
    freeOrder = order
    if levels[gone.level].remove(gone) { close(gone.level, slot(book, gone.side), gone.side) }
  }

  @inline(never)
  private mutating func close(_ level: Int32, _ at: Int32, _ side: Side) {
    let gone = levels[level]
    levels[level].node = freeLevel
    freeLevel = level
    let above = index.remove(gone, at, root: &sides[at].root)
    guard sides[at].best == level else { return }
    // What is left there comes after the best, so that no price has to be compared.
    let next = above < 0 ? -1 : index.first(below: above)
    sides[at].best = next
    guard next >= 0 else {
      sides[at].bestLimit = BookSide.noLimit(side)
      return
    }
    sides[at].bestLimit = levels[next].limit
    // Whoever trades next meets this order, which has mostly rested for long.
    orders.bringNear(levels[next].head)
  }

  /// Exchanges the two orders that trade next on a side, if they have one price: a bug that a simulation
  /// plants.
  mutating func exchangeFront(_ book: Int32, _ side: Side) {
    let level = sides[slot(book, side)].best
    guard level >= 0, case let first = levels[level].head, case let second = orders[first].next,
      second >= 0
    else { return }
    let third = orders[second].next
    levels[level].head = second
    orders[second].previous = -1
    orders[second].next = first
    orders[first].previous = second
    orders[first].next = third
    if third < 0 { levels[level].tail = first } else { orders[third].previous = first }
  }

  /// Takes out the order that trades next on a side, which has traded in full.
  @inline(__always)
  mutating func removeFront(_ book: Int32, _ side: Side, _ order: Int32, _ gone: QueuedOrder) {
    orders[order].next = freeOrder
    freeOrder = order
    guard gone.next >= 0 else {
      // Nothing is noted in a level that is closed.
      close(gone.level, slot(book, side), side)
      return
    }
    levels[gone.level].removeFirst(gone)
    orders[gone.next].previous = -1
  }

  /// Lowers what an order still wants, in place: it keeps its priority.
  @inline(__always)
  mutating func reduce(_ order: Int32, by units: Int32) {
    let level = orders[order].reduce(by: units)
    levels[level].quantity -= Int64(units)
  }
}
