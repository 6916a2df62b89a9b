/// An order in the book.
package struct RestingOrder: Sendable {
  /// Its number.
  package internal(set) var number: OrderNumber
  /// Whose cash stands behind a buy, as a slot; -1 in public scope.
  package internal(set) var account: Int32
  /// Whose units are concerned, as a slot among the edition's holdings.
  package internal(set) var holding: Int32
  package internal(set) var side: Side
  /// Fen per unit.
  package internal(set) var limit: Fen
  /// All units ordered, what has traded included.
  package internal(set) var quantity: Int64
  /// Units that still rest.
  package internal(set) var remaining: Int64
  /// Fen held behind a buy; 0 for a sell and in public scope.
  package internal(set) var escrow: Fen
  /// Neighbours in the level's queue, as slots; -1 at the ends.
  var next: Int32 = -1
  var previous: Int32 = -1
}

/// One instrument's price–time priority book.
///
/// Levels of a side are kept in an array with the best at its end, so that the best is found and
/// removed in O(1), and a level near the best is inserted cheaply; orders of a level form a queue
/// through the slots of one pool.
package struct OrderBook: Sendable {
  /// All orders at one price of one side.
  package struct Level: Sendable {
    package let limit: Fen
    /// Units resting.
    package internal(set) var quantity: Int64 = 0
    /// Orders resting.
    package internal(set) var count: Int64 = 0
    var head: Int32 = -1
    var tail: Int32 = -1
  }

  private var pool: [RestingOrder] = []
  private var free: Int32 = -1
  /// Rising limits: the highest bid is last.
  private var bids: [Level] = []
  /// Falling limits: the lowest ask is last.
  private var asks: [Level] = []
  /// How many orders rest.
  package private(set) var count = 0

  /// The order in `slot`.
  package subscript(slot: Int32) -> RestingOrder { pool[Int(slot)] }

  /// Levels of a side, the best last.
  package func levels(_ side: Side) -> [Level] { side == .buy ? bids : asks }

  /// The best limit of a side.
  package func best(_ side: Side) -> Fen? { side == .buy ? bids.last?.limit : asks.last?.limit }

  /// The first order in the queue of the best level of a side.
  func front(_ side: Side) -> Int32? { side == .buy ? bids.last?.head : asks.last?.head }

  /// Calls `body` with each order of a side in price–time priority until it answers `false`.
  package func forEach(_ side: Side, _ body: (Int32, RestingOrder) -> Bool) {
    let levels = side == .buy ? bids : asks
    for level in levels.reversed() {
      var slot = level.head
      while slot >= 0 {
        let order = pool[Int(slot)]
        guard body(slot, order) else { return }
        slot = order.next
      }
    }
  }

  /// Where the level of `limit` is, or where it would be inserted. O(log levels).
  private func position(_ side: Side, _ limit: Fen) -> (index: Int, isFound: Bool) {
    let levels = side == .buy ? bids : asks
    var low = 0
    var high = levels.count
    while low < high {
      let middle = (low + high) / 2
      let comesEarlier = side == .buy ? levels[middle].limit < limit : levels[middle].limit > limit
      if comesEarlier { low = middle + 1 } else { high = middle }
    }
    return (low, low < levels.count && levels[low].limit == limit)
  }

  private mutating func withLevels<R>(_ side: Side, _ body: (inout [Level]) -> R) -> R {
    side == .buy ? body(&bids) : body(&asks)
  }

  /// Puts an order at the back of its level's queue and returns its slot.
  mutating func insert(_ order: RestingOrder) -> Int32 {
    var order = order
    let slot: Int32
    if free >= 0 {
      slot = free
      free = pool[Int(slot)].next
    } else {
      slot = Int32(pool.count)
      pool.append(order)
    }
    let (index, isFound) = position(order.side, order.limit)
    let tail = withLevels(order.side) { levels in
      if !isFound { levels.insert(Level(limit: order.limit), at: index) }
      let tail = levels[index].tail
      levels[index].tail = slot
      if tail < 0 { levels[index].head = slot }
      levels[index].quantity += order.remaining
      levels[index].count += 1
      return tail
    }
    order.previous = tail
    order.next = -1
    if tail >= 0 { pool[Int(tail)].next = slot }
    pool[Int(slot)] = order
    count += 1
    return slot
  }

  /// Takes an order out, wherever it stands.
  mutating func remove(_ slot: Int32) {
    let order = pool[Int(slot)]
    let (index, isFound) = position(order.side, order.limit)
    precondition(isFound, "a resting order without a level")
    if order.previous >= 0 { pool[Int(order.previous)].next = order.next }
    if order.next >= 0 { pool[Int(order.next)].previous = order.previous }
    withLevels(order.side) { levels in
      if order.previous < 0 { levels[index].head = order.next }
      if order.next < 0 { levels[index].tail = order.previous }
      levels[index].quantity -= order.remaining
      levels[index].count -= 1
      if levels[index].count == 0 { levels.remove(at: index) }
    }
    pool[Int(slot)].next = free
    free = slot
    count -= 1
  }

  /// Lowers what an order still wants, in place: it keeps its priority.
  mutating func reduce(
    _ slot: Int32, remainingBy units: Int64, quantityBy ordered: Int64, escrow: Fen
  ) {
    let order = pool[Int(slot)]
    precondition(units >= 0 && units < order.remaining)
    let (index, isFound) = position(order.side, order.limit)
    precondition(isFound, "a resting order without a level")
    withLevels(order.side) { $0[index].quantity -= units }
    pool[Int(slot)].remaining -= units
    pool[Int(slot)].quantity -= ordered
    pool[Int(slot)].escrow = escrow
  }
}
