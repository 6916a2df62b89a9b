// Members and money: opening and admitting accounts, their keys, credits and withdrawals.
extension Venue {
  mutating func begin(_ genesis: Genesis, _ step: inout Step) {
    precondition(step.sequence == 0, "the genesis is the first entry")
    precondition(genesis.rules.isSound, "the venue starts under sound rules")
    if scope == .full {
      let slot = addAccount(0, key: genesis.operatorKey)
      accounts[slot].isAdmitted = true
      accounts[slot].roles = [.operating]
      refreshStanding(slot)
    }
    rules = genesis.rules
    limits = OrderLimits(genesis.rules)
    approval = genesis.approval
  }

  private mutating func addAccount(_ number: AccountNumber, key: Bytes32) -> Int {
    add(Account(number: number, owner: number, keys: [Account.Key(key: key, since: number)]))
  }

  /// Adds an account without cash, whose number and keys are not known yet, and returns its slot.
  mutating func add(_ account: Account) -> Int {
    accounts.append(account)
    let slot = cash.open()
    _ = standings.append(Standing(number: account.number, owner: Int32(slot)))
    accountSlots.insert(SlotIndex.hash(account.number), Int32(slot))
    for key in account.keys { keySlots[key.key] = slot }
    return slot
  }

  /// What orders need to know of an account, after it changed.
  mutating func refreshStanding(_ slot: Int) {
    let account = accounts[slot]
    standings[Int32(slot)].owner = Int32(ownerSlot(of: account.owner))
    standings[Int32(slot)].bar =
      !account.isAdmitted
      ? .notAdmitted : account.roles.isDisjoint(with: [.creator, .trader]) ? .notAllowed : nil
  }

  mutating func openAccount(_ key: Bytes32, _ step: inout Step) throws(Refusal) {
    guard keySlots[key] == nil else { throw .keyTaken }
    let number = step.sequence
    _ = addAccount(number, key: key)
    step.seal(number) {
      $0.name("account")
      $0.decimal(number)
      $0.name("event")
      $0.string("account-opened")
    }
    step.reply.name("account")
    step.reply.decimal(number)
  }

  mutating func admit(
    _ member: AccountNumber, _ roles: Roles, _ owner: AccountNumber?, _ step: inout Step
  ) throws(Refusal) {
    _ = try privately(step, anyOf: .operating)
    guard let slot = accountSlot(member) else { throw .unknownAccount }
    if let owner {
      guard let named = accountSlot(owner) else { throw .unknownAccount }
      // Holdings are kept by beneficial owner: once an account has been admitted, moving it to
      // another owner would move units without a trade.
      let merged = accounts[named].owner
      guard !accounts[slot].isAdmitted || accounts[slot].owner == merged else { throw .notAllowed }
      // An owner of others stays one, or those accounts would stand for two owners.
      guard !accounts[slot].ownsOthers || merged == member else { throw .notAllowed }
      accounts[slot].owner = merged
      if merged != member { accounts[ownerSlot(of: merged)].ownsOthers = true }
    }
    // The operator's own account cannot lose its role, or nobody could ever give it back.
    accounts[slot].roles = member == 0 ? roles.union(.operating) : roles
    accounts[slot].isAdmitted = true
    refreshStanding(slot)
    step.seal(member) {
      $0.name("account")
      $0.decimal(member)
      $0.name("event")
      $0.string("member-admitted")
      $0.name("owner")
      $0.decimal(accounts[slot].owner)
      $0.name("roles")
      writeWords(of: accounts[slot].roles, &$0)
    }
    step.reply.name("member")
    step.reply.decimal(member)
    step.reply.name("roles")
    writeWords(of: accounts[slot].roles, &step.reply)
  }

  /// The slot of an account that is known to be an owner.
  private func ownerSlot(of owner: AccountNumber) -> Int {
    guard let slot = accountSlot(owner) else { preconditionFailure("an owner has an account") }
    return slot
  }

  private func writeWords(of roles: Roles, _ writer: inout JSONWriter) {
    writer.beginArray()
    for (word, role) in Roles.words where roles.contains(role) { writer.string(word) }
    writer.endArray()
  }

  mutating func addKey(
    _ key: Bytes32, signers: [Bytes32], _ step: inout Step
  ) throws(Refusal) {
    let sender = try privately(step) { (slot) throws(Refusal) in
      guard keySlots[key] == nil else { throw .keyTaken }
      guard accounts[slot].keys.count < Account.keyCountMaximum else { throw .tooManyKeys }
      // Possession is proven by the new key's own signature, so that nobody can take a key hostage.
      guard signers.contains(key) else { throw .signatureMissing }
    }
    guard let sender else { return }
    accounts[sender].keys.append(Account.Key(key: key, since: step.sequence))
    keySlots[key] = sender
    sealKeyEvent("key-added", sender, key, &step)
  }

  mutating func revokeKey(_ key: Bytes32, _ step: inout Step) throws(Refusal) {
    let sender = try privately(step) { (slot) throws(Refusal) in
      let standing = accounts[slot].keys.filter { $0.revoked == nil }
      guard standing.contains(where: { $0.key == key }) else { throw .notAllowed }
      guard standing.count > 1 else { throw .lastKey }
    }
    guard let sender else { return }
    for at in accounts[sender].keys.indices where accounts[sender].keys[at].key == key {
      accounts[sender].keys[at].revoked = step.sequence
    }
    sealKeyEvent("key-revoked", sender, key, &step)
  }

  private func sealKeyEvent(
    _ event: StaticString, _ slot: Int, _ key: Bytes32, _ step: inout Step
  ) {
    step.seal(accounts[slot].number) {
      $0.name("account")
      $0.decimal(accounts[slot].number)
      $0.name("event")
      $0.string(event)
      $0.name("key")
      $0.hex(key.bytes)
    }
  }

  mutating func credit(_ member: AccountNumber, _ amount: Fen, _ step: inout Step) throws(Refusal) {
    _ = try privately(step, anyOf: .operating)
    guard let slot = accountSlot(member) else { throw .unknownAccount }
    guard accounts[slot].isAdmitted else { throw .notAdmitted }
    guard cash.mayCredit(amount) else { throw .amountOutOfRange }
    cash.credit(Int32(slot), amount)
    sealCash(slot, change: amount, reason: "credit", &step)
    step.reply.name("amount")
    step.reply.decimal(amount)
    step.reply.name("member")
    step.reply.decimal(member)
  }

  mutating func withdraw(_ amount: Fen, _ step: inout Step) throws(Refusal) {
    let sender = try privately(step) { (slot) throws(Refusal) in
      guard accounts[slot].isAdmitted else { throw .notAdmitted }
      guard (1...CashLedger.amountMaximum).contains(amount) else { throw .amountOutOfRange }
      guard cash[slot].available >= amount else { throw .insufficientCash }
    }
    guard let sender else { return }
    cash.hold(Int32(sender), amount)
    withdrawals.append(Withdrawal(number: step.sequence, account: sender, amount: amount))
    withdrawalSlots[step.sequence] = withdrawals.count - 1
    sealCash(sender, change: 0, reason: "withdrawal-requested", &step)
    step.reply.name("amount")
    step.reply.decimal(amount)
    step.reply.name("withdrawal")
    step.reply.decimal(step.sequence)
  }

  mutating func settleWithdrawal(
    _ number: EntryNumber, _ status: Withdrawal.Status, _ step: inout Step
  ) throws(Refusal) {
    _ = try privately(step, anyOf: .operating)
    guard let at = withdrawalSlots[number] else { throw .unknownWithdrawal }
    let request = withdrawals[at]
    let isForgotten =
      plant == .doubleWithdrawal && request.status == .approved
      && cash[request.account].held >= request.amount
    guard request.status == .requested || isForgotten else { throw .withdrawalSettled }
    withdrawals[at].status = status
    if status == .approved {
      cash.send(Int32(request.account), request.amount)
      sealCash(request.account, change: -request.amount, reason: "withdrawal-approved", &step)
    } else {
      cash.release(Int32(request.account), request.amount)
      sealCash(request.account, change: 0, reason: "withdrawal-rejected", &step)
    }
    step.reply.name("status")
    step.reply.string(status.word)
    step.reply.name("withdrawal")
    step.reply.decimal(number)
  }

  /// Seals what an account has after a change, for its statement and its own replay.
  func sealCash(_ slot: Int, change: Fen, reason: StaticString, _ step: inout Step) {
    let number = accounts[slot].number
    let balance = cash[slot]
    step.seal(number) {
      $0.cash(
        number, change: change, available: balance.available, held: balance.held, reason: reason)
    }
  }

  /// The same where it is told as a value, in a trade or behind an order.
  @inline(__always)
  func sealCash(
    _ slot: Int32, change: Fen, _ reason: CashReason, trade: Int32 = -1, _ step: inout Step
  ) {
    sealCash(slot, cash[slot], change: change, reason, trade: trade, &step)
  }

  /// The same where the balance after the change is at hand.
  @inline(__always)
  func sealCash(
    _ slot: Int32, _ balance: CashLedger.Balance, change: Fen, _ reason: CashReason,
    trade: Int32, _ step: inout Step
  ) {
    _ = step.sealed.append(
      .cash(
        account: slot, change: change, available: balance.available, held: balance.held,
        reason: reason, trade: trade))
  }
}
