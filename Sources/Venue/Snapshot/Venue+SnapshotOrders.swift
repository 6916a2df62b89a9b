// Orders of a snapshot, which rest again as they did when they came.
extension Venue {
  /// The orders that were read so far, by their place in the books.
  struct OrdersRead: ~Copyable {
    /// Where each order is now.
    private(set) var slots: [Int32] = []
    /// The level of each, counted through all books.
    private(set) var levels: [Int32] = []
    /// How many levels there are.
    private(set) var levelCount: Int32 = 0

    init(capacity: Int) {
      slots.reserveCapacity(capacity)
      levels.reserveCapacity(capacity)
    }

    /// Adds the order behind the last one.
    mutating func append(_ slot: Int32) {
      slots.append(slot)
      levels.append(levelCount)
    }

    /// What comes next is at another price.
    mutating func endLevel() { levelCount += 1 }
  }

  /// An order of a level, about which everything is asked that the rules of any time ask.
  func readOrder(
    _ reader: inout SnapshotReader, _ instrument: Int32, _ side: Side, _ limit: Fen
  ) throws(SnapshotError) -> IncomingOrder {
    let key = try reader.number(UInt64.self)
    try reader.require(
      key >> 8 < reader.entries && key & 255 < OrderLine.batchMaximum, "an order's number")
    try reader.require(orderSlot(key) < 0, "an order twice")
    let quantity = try reader.units()
    let remaining = try reader.units()
    try reader.require(remaining <= quantity, "more rests than was ordered")
    let edition = instruments[instrument].editionSlot
    let holding = try reader.place(among: holdings.count, "an order's owner")
    try reader.require(holdings[holding].edition == edition, "an order's owner")
    let account = try reader.place(among: accounts.count, "an order's account")
    try reader.require(
      standings[account].owner == holdings[holding].owner
        && standings[account].bar != .notAdmitted, "an order's account")
    let expiry = try reader.number(0...Microseconds.max, "an expiry")
    try reader.require(expiry - time <= OrderLine.expiryMaximum, "an expiry")
    guard let force = TimeInForce(rawValue: try reader.number()), force.rests,
      (force == .goodTillCancelled) == (expiry == 0)
    else { throw reader.unsound("a time in force") }
    let isPostOnly = try reader.flag()
    return IncomingOrder(
      key: key, instrument: instrument, edition: edition, holding: holding, account: account,
      side: side, limit: limit, quantity: quantity, remaining: remaining, timeInForce: force,
      isPostOnly: isPostOnly, expiry: expiry, selfTrade: try reader.selfTradeOfOrder())
  }

  /// Puts an order at the back of its level and holds what stands behind it, if it is there.
  mutating func restAgain(
    _ order: IncomingOrder, _ reader: SnapshotReader, _ step: inout Step
  ) throws(SnapshotError) {
    let holding = holdings[order.holding]
    if order.side == .sell {
      try reader.require(order.remaining <= holding.available, "more offered than there is")
    } else {
      try reader.require(
        Int64(holding.position) + Int64(order.remaining) <= Rules.unitsMaximum,
        "more wanted than anybody may")
      let escrow = Settlement.escrow(
        limit: order.limit, quantity: Int64(order.remaining),
        fees: editionTerms[order.edition].fees)
      guard let escrow, cash[order.account].available >= escrow else {
        throw reader.unsound("more held than there is")
      }
    }
    // What it tells of has been told.
    step.events.removeAll()
    step.sealed.removeAll()
    rest(order, &step)
  }

  /// Puts each owner's orders, of which the books do not say so, in the order in which they came.
  mutating func readOwners(
    _ reader: inout SnapshotReader, _ read: borrowing OrdersRead
  ) throws(SnapshotError) {
    // Of each level, whose order was listed last and its place.
    var seen = [(holding: Int32, place: Int32)](
      repeating: (holding: -1, place: -1), count: Int(read.levelCount))
    var isListed = [Bool](repeating: false, count: read.slots.count)
    var holding: Int32 = -1
    for _ in read.slots.indices {
      let place = try reader.place(among: read.slots.count, "an order's place")
      try reader.require(!isListed[Int(place)], "an order listed twice")
      isListed[Int(place)] = true
      let slot = read.slots[Int(place)]
      let owner = books.orders[slot].holding
      try reader.require(owner >= holding, "owners out of sequence")
      if owner > holding {
        holding = owner
        holdings[holding].firstOrder = -1
        holdings[holding].lastOrder = -1
      }
      // At one price, orders of one owner rest in the sequence in which they came.
      let level = Int(read.levels[Int(place)])
      try reader.require(
        seen[level].holding != owner || seen[level].place < place, "an owner's orders")
      seen[level] = (holding: owner, place: place)
      appendToOwner(slot, owner)
    }
  }

  /// Puts an order behind the last one of its owner.
  private mutating func appendToOwner(_ slot: Int32, _ holding: Int32) {
    let last = holdings[holding].lastOrder
    records[slot].previous = last
    records[slot].next = -1
    if last < 0 { holdings[holding].firstOrder = slot } else { records[last].next = slot }
    holdings[holding].lastOrder = slot
  }
}

extension SnapshotReader {
  /// Stands for an order that leaves to the rules what happens where it meets its owner's own.
  static let asTheRulesSay = UInt8.max

  /// What an order says of that; `nil` where it leaves it to the rules.
  mutating func selfTradeOfOrder() throws(SnapshotError) -> SelfTrade? {
    let value = try number(UInt8.self)
    guard value != SnapshotReader.asTheRulesSay else { return nil }
    guard let mode = SelfTrade(rawValue: value), mode != .off else { throw unsound("a prevention") }
    return mode
  }
}
