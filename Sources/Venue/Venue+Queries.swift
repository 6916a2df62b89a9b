// What the node asks: read-only, and never part of an outcome.
extension Venue {
  /// The account in `slot`'s order of opening, by number. O(1).
  package func account(_ number: AccountNumber) -> Account? {
    accountSlot(number).map { accounts[$0] }
  }

  /// The account that a key belongs to, and whether the key still stands. O(keys of the account).
  package func account(ofKey key: Bytes32) -> (account: AccountNumber, stands: Bool)? {
    guard let slot = keySlots[key] else { return nil }
    let record = accounts[slot].keys.first { $0.key == key }
    return (accounts[slot].number, record?.revoked == nil)
  }

  /// An account's cash. O(1).
  package func balance(of number: AccountNumber) -> CashLedger.Balance? {
    accountSlot(number).map { cash[$0] }
  }

  /// The account that asked for a withdrawal. O(1).
  package func account(ofWithdrawal number: EntryNumber) -> AccountNumber? {
    withdrawalSlots[number].map { accounts[withdrawals[$0].account].number }
  }

  /// A work by number. O(1).
  package func asset(_ number: EntryNumber) -> Asset? { assetSlots[number].map { assets[$0] } }

  /// An edition by number. O(1).
  package func edition(_ number: EntryNumber) -> Edition? {
    editionSlots[number].map { editions[$0] }
  }

  /// An instrument by symbol, as a slot. O(1).
  package func instrument(_ symbol: Symbol) -> Int? {
    guard let slot = try? instrumentSlot(symbol) else { return nil }
    return Int(slot)
  }

  /// A claim by number. O(1).
  package func claim(_ number: EntryNumber) -> Claim? { claimSlots[number].map { claims[$0] } }

  /// The alias under which an owner appears in an instrument's edition, if there is one yet. O(1).
  package func alias(of owner: AccountNumber, instrument symbol: Symbol) -> Alias? {
    guard let slot = instrument(symbol), let account = accountSlot(owner) else { return nil }
    let holding = holdingSlot(owner: Int32(account), instruments[slot].editionSlot)
    return holding < 0 ? nil : holdings[holding].alias
  }

  /// The beneficial owner behind an alias, once it holds or has ordered anything. O(1).
  package func owner(of alias: Alias, instrument symbol: Symbol) -> AccountNumber? {
    guard let slot = instrument(symbol) else { return nil }
    let holding = holdingSlot(alias, instruments[slot].editionSlot)
    guard holding >= 0, case let owner = holdings[holding].owner, owner >= 0 else { return nil }
    return standings[owner].number
  }

  /// The symbol of the instrument on which an order rests. O(1).
  package func instrument(ofOrder number: OrderNumber) -> Symbol? {
    let slot = orderSlot(number.packed)
    return slot < 0 ? nil : instruments[records[slot].instrument].symbol
  }

  /// A resting order as it is shown. O(1).
  private func view(ofOrder slot: Int32) -> RestingOrder {
    let order = books.orders[slot]
    let record = records[slot]
    return RestingOrder(
      number: OrderNumber(packed: order.key), account: record.account, holding: order.holding,
      side: order.side, limit: books.limit(slot), quantity: Int64(record.quantity),
      remaining: Int64(order.remaining),
      escrow: order.side == .buy && record.account >= 0
        ? escrow(books.limit(slot), order.remaining, record.edition) : 0,
      timeInForce: record.timeInForce,
      isPostOnly: record.isPostOnly, expiry: record.timer < 0 ? 0 : timers[record.timer].due,
      selfTrade: record.selfTrade)
  }

  /// Calls `body` with each order of a side in price–time priority until it answers `false`.
  package func forEachOrder(_ instrument: Int, _ side: Side, _ body: (RestingOrder) -> Bool) {
    var slot = books.front(Int32(instrument), side)
    while slot >= 0, body(view(ofOrder: slot)) { slot = books.following(slot) }
  }

  /// Levels of a side, the best first. O(levels asked for).
  package func levels(_ instrument: Int, _ side: Side, maximum: Int = .max) -> [Level] {
    var found: [Level] = []
    var slot = books.side(Int32(instrument), side).best
    while slot >= 0, found.count < maximum {
      let level = books.levels[slot]
      found.append(
        Level(limit: level.limit, quantity: level.quantity, count: Int64(level.count)))
      slot = books.worse(slot, side)
    }
    return found
  }

  /// The best limit of a side. O(1).
  package func bestLimit(_ instrument: Int, _ side: Side) -> Fen? {
    let side = books.side(Int32(instrument), side)
    return side.best < 0 ? nil : side.bestLimit
  }

  /// How many orders rest on an instrument. O(levels).
  package func orderCount(_ instrument: Int) -> Int {
    [Side.buy, .sell].reduce(0) { sum, side in
      levels(instrument, side).reduce(sum) { $0 + Int($1.count) }
    }
  }

  /// How many orders of an account rest. O(1).
  package func openOrders(of number: AccountNumber) -> Int {
    accountSlot(number).map { Int(standings[$0].openOrders) } ?? 0
  }

  /// The orders of one account that rest on an instrument, in price–time priority, buys first.
  /// O(the owner's orders there).
  package func openOrders(of number: AccountNumber, instrument: Int) -> [RestingOrder] {
    guard let account = accountSlot(number) else { return [] }
    let holding = holdingSlot(
      owner: standings[account].owner, instruments[instrument].editionSlot)
    guard holding >= 0 else { return [] }
    var slots: [Int32] = []
    var slot = holdings[holding].firstOrder
    while slot >= 0 {
      if Int(records[slot].account) == account { slots.append(slot) }
      slot = records[slot].next
    }
    return [Side.buy, .sell].flatMap { side in
      slots.map { view(ofOrder: $0) }.filter { $0.side == side }
        .enumerated().sorted { a, b in
          let isBetter =
            side == .buy ? a.element.limit > b.element.limit : a.element.limit < b.element.limit
          // Orders of one price stand in the order in which they came to rest, as this list does.
          return isBetter || (a.element.limit == b.element.limit && a.offset < b.offset)
        }
        .map(\.element)
    }
  }

  /// What an owner holds of an edition. O(lots).
  package func holding(of owner: AccountNumber, edition slot: Int) -> UnitHolding? {
    guard let account = accountSlot(owner) else { return nil }
    let holding = holdingSlot(owner: Int32(account), Int32(slot))
    return holding < 0 ? nil : view(ofHolding: holding)
  }

  /// Whether cash and units are conserved and nothing is negative; a reason if not.
  /// O(accounts + holdings).
  package func imbalance() -> String? {
    if cash.total != cash.issued { return "cash: \(cash.total) in accounts, \(cash.issued) issued" }
    for slot in accounts.indices where cash[slot].available < 0 || cash[slot].held < 0 {
      return "account \(accounts[slot].number): negative cash"
    }
    for (slot, edition) in editions.enumerated() {
      var units: Int64 = 0
      for holding in holdings(ofEdition: slot) {
        units += holding.quantity
        let serials = holding.lots.reduce(0) { $0 + $1.count }
        if serials != holding.quantity {
          return "edition \(edition.number): serials and units differ"
        }
        if holding.held < 0 || holding.available < 0 || holding.bidding < 0 {
          return "edition \(edition.number): negative units"
        }
      }
      if units != edition.quantity { return "edition \(edition.number): \(units) units" }
    }
    return nil
  }
}
