import Venue

// What the Venue has is what the model counts.
extension Model {
  /// How a Venue that applied the same commands differs; `nil` when it does not. O(state).
  package func difference(from full: borrowing Venue) -> String? {
    compareMembers(full) ?? compareEditions(full) ?? compareBooks(full) ?? compareRights(full)
  }

  private func compareMembers(_ full: borrowing Venue) -> String? {
    guard full.accounts.count == members.count else { return "accounts" }
    for account in full.accounts {
      guard let member = members[account.number],
        let balance = full.balance(of: account.number)
      else { return "account \(account.number) is unknown" }
      let held = self.held(account.number)
      guard balance.held == held, balance.total == member.cash else {
        return "account \(account.number) has \(balance), model \(member.cash) with \(held) held"
      }
      guard account.owner == member.owner, account.roles == member.roles,
        account.isAdmitted == member.isAdmitted, account.keys.map(\.key) == member.keys,
        Set(account.keys.filter { $0.revoked != nil }.map(\.key)) == member.revoked
      else { return "account \(account.number) stands otherwise" }
      let openOrders = full.openOrders(of: account.number)
      guard openOrders == self.openOrders(account.number) else {
        return "account \(account.number) has \(openOrders) open orders"
      }
    }
    guard full.withdrawals.count == requests.count else { return "withdrawals" }
    for request in full.withdrawals {
      guard let known = requests[request.number], known.amount == request.amount,
        known.isSettled == (request.status != .requested)
      else { return "withdrawal \(request.number)" }
    }
    return nil
  }

  private func compareEditions(_ full: borrowing Venue) -> String? {
    guard full.editions.count == editions.count else { return "editions" }
    for (slot, edition) in full.editions.enumerated() {
      guard let issued = editions[edition.number] else { return "edition is unknown" }
      let board = issued.symbol.flatMap { boards[$0] }
      for holding in full.holdings(ofEdition: slot) {
        guard let owner = holding.owner else { return "a holding without an owner" }
        let units = holding.lots.flatMap { lot in
          (0..<lot.count).map { Unit(serial: lot.first + $0, acquired: lot.acquired) }
        }
        guard units == issued.units[owner] ?? [], holding.quantity == Int64(units.count),
          holding.held == unitsHeld(owner, edition.number),
          holding.bidding == bidding(owner, edition.number)
        else { return "edition \(edition.number): owner \(owner) has \(holding)" }
        guard holding.timerDue == board?.timers[owner]?.due else {
          return "edition \(edition.number): owner \(owner): timer"
        }
      }
      let owners = Set(issued.units.filter { !$0.value.isEmpty }.keys)
        .union(board?.timers.keys.map { $0 } ?? []).union(board?.orders.map(\.owner) ?? [])
      guard owners.allSatisfy({ full.holding(of: $0, edition: slot) != nil }) else {
        return "an owner"
      }
    }
    return nil
  }

  private func compareBooks(_ full: borrowing Venue) -> String? {
    guard full.instruments.count == boards.count else { return "instruments" }
    guard full.nextDue == nextDue else { return "due" }
    for slot in 0..<full.instruments.count {
      let instrument = full.instruments[slot]
      let symbol = instrument.symbol
      guard let board = boards[symbol], full.instrument(symbol) == slot else {
        return "an unknown instrument"
      }
      guard instrument.volume == board.volume, instrument.lastPrice ?? 0 == board.last,
        (instrument.phase == .halted) == board.isHalted,
        instrument.collar == Collar(lowest: board.collar.lowest, highest: board.collar.highest),
        full.orderCount(slot) == board.orders.count
      else { return "\(symbol) stands otherwise" }
      for side in [Side.buy, .sell] {
        if let what = compareQueue(full, slot, symbol, side) { return "\(symbol) \(side): \(what)" }
      }
    }
    return nil
  }

  private func compareQueue(
    _ full: borrowing Venue, _ slot: Int, _ symbol: Symbol, _ side: Side
  ) -> String? {
    var orders: [Order] = []
    let holdings = full.holdings(ofEdition: full.instruments[slot].edition)
    var isOwned = true
    full.forEachOrder(slot, side) { order in
      let account = full.accounts[Int(order.account)]
      orders.append(
        Order(
          number: order.number, account: account.number, owner: account.owner, side: order.side,
          limit: order.limit, quantity: order.quantity, remaining: order.remaining,
          timeInForce: order.timeInForce, isPostOnly: order.isPostOnly, expiry: order.expiry,
          selfTrade: order.selfTrade))
      isOwned = isOwned && holdings.contains { $0.owner == account.owner }
      return true
    }
    let queue = self.queue(symbol, side)
    guard orders == queue else { return "\(orders)\nmodel \(queue)" }
    guard isOwned else { return "an order without a holding" }
    for order in orders where full.instrument(ofOrder: order.number) != symbol {
      return "\(order.number) is not found"
    }
    var levels: [(limit: Int64, quantity: Int64, count: Int)] = []
    for order in queue {
      if levels.last?.limit != order.limit { levels.append((order.limit, 0, 0)) }
      levels[levels.count - 1].quantity += order.remaining
      levels[levels.count - 1].count += 1
    }
    let found = full.levels(slot, side)
    guard full.bestLimit(slot, side) == queue.first?.limit,
      found.map(\.limit) == levels.map(\.limit), found.map(\.quantity) == levels.map(\.quantity),
      found.map({ Int($0.count) }) == levels.map(\.count)
    else { return "levels \(found)\nmodel \(levels)" }
    return nil
  }

  private func compareRights(_ full: borrowing Venue) -> String? {
    guard full.assets.count == works.count else { return "works" }
    for asset in full.assets {
      guard let work = works[asset.number] else { return "work \(asset.number) is unknown" }
      let frozen = work.freezes.reduce(into: FreezeScope()) { $0.formUnion($1.scope) }
      guard "\(asset.status.word)" == work.status, asset.frozen == frozen else {
        return "work \(asset.number) is \(asset.status.word), model \(work.status)"
      }
    }
    guard full.claims.count == disputes.count else { return "claims" }
    for claim in full.claims {
      guard let dispute = disputes[claim.number], dispute.asset == claim.asset,
        dispute.status == "\(claim.status.word)"
      else { return "claim \(claim.number)" }
    }
    return full.rulesVersion == rulesVersion ? nil : "rules"
  }
}
