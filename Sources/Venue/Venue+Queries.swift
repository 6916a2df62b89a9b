// What the node asks: read-only, and never part of an outcome.
extension Venue {
  /// The account in `slot`'s order of opening, by number. O(1).
  package func account(_ number: AccountNumber) -> Account? {
    accountSlots[number].map { accounts[$0] }
  }

  /// The account that a key belongs to, and whether the key still stands. O(keys of the account).
  package func account(ofKey key: Bytes32) -> (account: AccountNumber, stands: Bool)? {
    guard let slot = keySlots[key] else { return nil }
    let record = accounts[slot].keys.first { $0.key == key }
    return (accounts[slot].number, record?.revoked == nil)
  }

  /// An account's cash. O(1).
  package func balance(of number: AccountNumber) -> CashLedger.Balance? {
    accountSlots[number].map { cash[$0] }
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

  /// An instrument by symbol. O(1), and a copy that shares the book's storage.
  package func instrument(_ symbol: String) -> Instrument? {
    instrumentSlots[symbol].map { instruments[$0] }
  }

  /// A claim by number. O(1).
  package func claim(_ number: EntryNumber) -> Claim? { claimSlots[number].map { claims[$0] } }

  /// The alias under which an owner appears in an instrument's edition, if there is one yet. O(1).
  package func alias(of owner: AccountNumber, instrument symbol: String) -> Alias? {
    guard let slot = instrumentSlots[symbol] else { return nil }
    let edition = editions[instruments[slot].edition]
    return edition.holding(ofOwner: owner).map { edition.holdings[$0].alias }
  }

  /// The beneficial owner behind an alias, once it holds or has ordered anything. O(1).
  package func owner(of alias: Alias, instrument symbol: String) -> AccountNumber? {
    guard let slot = instrumentSlots[symbol] else { return nil }
    let edition = editions[instruments[slot].edition]
    return edition.holding(of: alias).flatMap { edition.holdings[$0].owner }
  }

  /// The symbol of the instrument on which an order rests. O(1).
  package func instrument(ofOrder number: OrderNumber) -> String? {
    orders[number].map { instruments[Int($0.instrument)].symbol }
  }

  /// The orders of one account that rest on an instrument, in price–time priority, buys first.
  /// O(orders on the instrument).
  package func openOrders(of number: AccountNumber, instrument: Int) -> [RestingOrder] {
    guard let slot = accountSlots[number] else { return [] }
    var found: [RestingOrder] = []
    for side in [Side.buy, .sell] {
      instruments[instrument].book.forEach(side) { _, order in
        if Int(order.account) == slot { found.append(order) }
        return true
      }
    }
    return found
  }

  /// What an owner holds of an edition. O(1).
  package func holding(of owner: AccountNumber, edition slot: Int) -> UnitHolding? {
    editions[slot].holding(ofOwner: owner).map { editions[slot].holdings[$0] }
  }

  /// Whether cash and units are conserved and nothing is negative; a reason if not.
  /// O(accounts + holdings).
  package func imbalance() -> String? {
    if cash.total != cash.issued { return "cash: \(cash.total) in accounts, \(cash.issued) issued" }
    for slot in accounts.indices where cash[slot].available < 0 || cash[slot].held < 0 {
      return "account \(accounts[slot].number): negative cash"
    }
    for edition in editions {
      var units: Int64 = 0
      for holding in edition.holdings {
        units += holding.quantity
        let serials = holding.lots.reduce(0) { $0 + $1.count }
        if serials != holding.quantity {
          return "edition \(edition.number): serials and units differ"
        }
        if holding.held < 0 || holding.available < 0 {
          return "edition \(edition.number): negative units"
        }
      }
      if units != edition.quantity { return "edition \(edition.number): \(units) units" }
    }
    return nil
  }
}
