// Members and money in a snapshot: accounts with their keys and cash, and withdrawals.
extension Venue {
  func writeMembers(_ out: inout SnapshotWriter) {
    out.put(count: accounts.count)
    for (slot, account) in accounts.enumerated() {
      out.put(account.number)
      out.put(account.owner)
      out.put(account.isAdmitted)
      out.put(account.roles.rawValue)
      out.put(cash[slot].total)
      out.put(count: account.keys.count)
      for key in account.keys {
        out.put(key.key)
        out.put(key.since)
        // Entry 0 revokes nothing.
        out.put(key.revoked ?? 0)
      }
    }
    out.put(count: withdrawals.count)
    for withdrawal in withdrawals {
      out.put(withdrawal.number)
      out.put(place: Int32(withdrawal.account))
      out.put(withdrawal.amount)
      out.put(withdrawal.status.rawValue)
    }
  }

  mutating func readMembers(_ reader: inout SnapshotReader) throws(SnapshotError) {
    for _ in 0..<(try reader.count(of: 30)) { try readAccount(&reader) }
    try reader.require(
      nextSequence == 0 ? accounts.isEmpty : accounts.first?.number == 0, "no operator")
    for slot in accounts.indices {
      let account = accounts[slot]
      guard let owner = accountSlot(account.owner), accounts[owner].owner == account.owner,
        owner == slot || account.isAdmitted
      else { throw reader.unsound("an owner") }
      if owner != slot { accounts[owner].ownsOthers = true }
      refreshStanding(slot)
    }
    for _ in 0..<(try reader.count(of: 21)) { try readWithdrawal(&reader) }
  }

  private mutating func readAccount(_ reader: inout SnapshotReader) throws(SnapshotError) {
    let number = try reader.entry(after: accounts.last?.number)
    let owner = try reader.entry()
    let isAdmitted = try reader.flag()
    let roles = Roles(rawValue: try reader.number())
    let total = try reader.number(0...CashLedger.issuedMaximum - cash.issued, "cash")
    var keys: [Account.Key] = []
    for _ in 0..<(try reader.count(of: 48)) {
      let key = try reader.bytes32()
      try reader.require(keySlots[key] == nil, "a key of two accounts")
      let since = try reader.entry(after: keys.last?.since)
      let revoked = try reader.entry()
      try reader.require(revoked == 0 || revoked > since, "a key revoked before it was added")
      keys.append(Account.Key(key: key, since: since, revoked: revoked == 0 ? nil : revoked))
    }
    try reader.require(
      keys.first?.since == number && keys.count <= Account.keyCountMaximum, "an account's keys")
    try reader.require(keys.contains { $0.revoked == nil }, "an account without a key")
    for (at, key) in keys.enumerated() {
      try reader.require(!keys[..<at].contains { $0.key == key.key }, "a key twice")
    }
    let slot = add(
      Account(number: number, owner: owner, isAdmitted: isAdmitted, roles: roles, keys: keys))
    cash.credit(Int32(slot), total)
  }

  private mutating func readWithdrawal(_ reader: inout SnapshotReader) throws(SnapshotError) {
    let number = try reader.entry(after: withdrawals.last?.number)
    let slot = try reader.place(among: accounts.count, "an account")
    let amount = try reader.number(1...CashLedger.amountMaximum, "an amount")
    guard let status = Withdrawal.Status(rawValue: try reader.number()) else {
      throw reader.unsound("a withdrawal's status")
    }
    if status == .requested {
      try reader.require(cash[slot].available >= amount, "more withdrawn than there is")
      cash.hold(slot, amount)
    }
    withdrawals.append(
      Withdrawal(number: number, account: Int(slot), amount: amount, status: status))
    withdrawalSlots[number] = withdrawals.count - 1
  }
}
