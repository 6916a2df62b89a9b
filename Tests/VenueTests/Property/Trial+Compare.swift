import Venue

// What the Venue has is what the model counts.
extension Trial {
  func compareState() -> String? {
    compareMembers() ?? compareEditions() ?? compareBooks() ?? compareRights()
  }

  private func compareMembers() -> String? {
    guard full.accounts.count == model.members.count else { return "accounts" }
    for account in full.accounts {
      guard let member = model.members[account.number],
        let balance = full.balance(of: account.number)
      else { return "account \(account.number) is unknown" }
      let held = model.held(account.number)
      guard balance.held == held, balance.total == member.cash else {
        return "account \(account.number) has \(balance), model \(member.cash) with \(held) held"
      }
      guard account.owner == member.owner, account.roles == member.roles,
        account.isAdmitted == member.isAdmitted, account.keys.map(\.key) == member.keys,
        Set(account.keys.filter { $0.revoked != nil }.map(\.key)) == member.revoked
      else { return "account \(account.number) stands otherwise" }
      guard account.openOrders == model.openOrders(account.number) else {
        return "account \(account.number) has \(account.openOrders) open orders"
      }
    }
    guard full.withdrawals.count == model.requests.count else { return "withdrawals" }
    for request in full.withdrawals {
      guard let known = model.requests[request.number], known.amount == request.amount,
        known.isSettled == (request.status != .requested)
      else { return "withdrawal \(request.number)" }
    }
    return nil
  }

  private func compareEditions() -> String? {
    guard full.editions.count == model.editions.count else { return "editions" }
    for edition in full.editions {
      guard let issued = model.editions[edition.number] else { return "edition is unknown" }
      for holding in edition.holdings {
        guard let owner = holding.owner else { return "a holding without an owner" }
        let units = holding.lots.flatMap { lot in
          (0..<lot.count).map { Model.Unit(serial: lot.first + $0, acquired: lot.acquired) }
        }
        guard units == issued.units[owner] ?? [],
          holding.held == model.unitsHeld(owner, edition.number)
        else { return "edition \(edition.number): owner \(owner) holds \(holding.lots)" }
      }
      let owners = issued.units.filter { !$0.value.isEmpty }.keys
      guard owners.allSatisfy({ edition.holding(ofOwner: $0) != nil }) else { return "an owner" }
    }
    return nil
  }

  private func compareBooks() -> String? {
    guard full.instruments.count == model.boards.count else { return "instruments" }
    for instrument in full.instruments {
      guard let board = model.boards[instrument.symbol] else { return "an unknown instrument" }
      guard instrument.volume == board.volume, instrument.lastPrice ?? 0 == board.last,
        (instrument.phase == .halted) == board.isHalted,
        instrument.book.count == board.orders.count
      else { return "\(instrument.symbol) stands otherwise" }
      for side in [Side.buy, .sell] {
        var orders: [Model.Order] = []
        instrument.book.forEach(side) { _, order in
          let account = full.accounts[Int(order.account)]
          orders.append(
            Model.Order(
              number: order.number, account: account.number, owner: account.owner, side: order.side,
              limit: order.limit, quantity: order.quantity, remaining: order.remaining))
          return true
        }
        guard orders == model.queue(instrument.symbol, side) else {
          return "\(instrument.symbol) \(side): \(orders.map(\.number))"
        }
        let levels = instrument.book.levels(side)
        guard instrument.book.best(side) == orders.first?.limit,
          levels.reduce(0, { $0 + $1.count }) == orders.count,
          levels.reduce(0, { $0 + $1.quantity }) == orders.reduce(0, { $0 + $1.remaining })
        else { return "\(instrument.symbol) \(side): levels" }
      }
    }
    return nil
  }

  private func compareRights() -> String? {
    guard full.assets.count == model.works.count else { return "works" }
    for asset in full.assets {
      guard let work = model.works[asset.number] else { return "work \(asset.number) is unknown" }
      let frozen = work.freezes.reduce(into: FreezeScope()) { $0.formUnion($1.scope) }
      guard "\(asset.status.word)" == work.status, asset.frozen == frozen else {
        return "work \(asset.number) is \(asset.status.word), model \(work.status)"
      }
    }
    guard full.claims.count == model.disputes.count else { return "claims" }
    for claim in full.claims {
      guard let dispute = model.disputes[claim.number], dispute.asset == claim.asset,
        dispute.status == "\(claim.status.word)"
      else { return "claim \(claim.number)" }
    }
    return full.rulesVersion == model.rulesVersion ? nil : "rules"
  }
}
