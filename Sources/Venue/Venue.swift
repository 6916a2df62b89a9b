/// The venue: the one state machine behind registry and exchange, and the only door through which
/// their state changes.
///
/// It is deterministic: no clock, randomness, input or output, hash order or floating point. The
/// same commands in the same sequence give the same outcomes, byte for byte, on any machine.
///
/// In *public* scope, which is what anyone can replay, owners are aliases, cash is unlimited, and
/// refusals that rest on sealed state are taken from the entry; everything else is recomputed by
/// the very same code.
package struct Venue: ~Copyable {
  /// How much of the state is known.
  package enum Scope: Sendable {
    /// Everything: the node itself, an auditor, a regulator.
    case full
    /// What the public log shows.
    case open
  }

  /// Where an open order is.
  struct OrderLocation: Sendable {
    var instrument: Int32
    var slot: Int32
  }

  /// The engine's behaviour version. A change of any outcome byte is a new number.
  package static let engine: UInt64 = 1

  /// How much of the state is known.
  package let scope: Scope

  // Sealed state; empty in public scope.
  package internal(set) var accounts: [Account] = []
  package internal(set) var cash = CashLedger()
  package internal(set) var withdrawals: [Withdrawal] = []
  var accountSlots = LookupTable<AccountNumber, Int>()
  var keySlots = LookupTable<Bytes32, Int>()
  var withdrawalSlots = LookupTable<EntryNumber, Int>()

  // Public state.
  package internal(set) var assets: [Asset] = []
  package internal(set) var editions: [Edition] = []
  package internal(set) var instruments: [Instrument] = []
  package internal(set) var claims: [Claim] = []
  package internal(set) var rules: Rules?
  package internal(set) var rulesSequence: EntryNumber = 0
  package internal(set) var approval = ""
  package internal(set) var epoch: UInt64 = 0
  var assetSlots = LookupTable<EntryNumber, Int>()
  var editionSlots = LookupTable<EntryNumber, Int>()
  var instrumentSlots = LookupTable<String, Int>()
  var claimSlots = LookupTable<EntryNumber, Int>()
  var orders = LookupTable<OrderNumber, OrderLocation>()

  /// The number of the next entry.
  package internal(set) var nextSequence: EntryNumber = 0
  /// The time of the last entry.
  package internal(set) var time: Microseconds = 0

  /// An empty venue; its first command must be the genesis.
  package init(scope: Scope) { self.scope = scope }

  /// The rule set in force as trades name it: `<name>@<sequence>`.
  package var rulesVersion: String { "\(rules?.name ?? "none")@\(rulesSequence)" }

  /// Applies one command at its number and time. It never fails halfway: a refused command changes
  /// nothing but the number and the time. Time must not go back.
  package mutating func apply(_ command: Command, at time: Microseconds) -> Outcome {
    precondition(time >= self.time, "time went back")
    var step = Step(sequence: nextSequence, time: time, command: command)
    var refusal: Refusal?
    do throws(Refusal) {
      try perform(command.action, &step)
    } catch {
      refusal = error
      refuse(error, &step)
    }
    nextSequence += 1
    self.time = time
    return step.outcome(refusal: refusal)
  }

  private mutating func perform(_ action: Action, _ step: inout Step) throws(Refusal) {
    switch action {
    case .genesis(let genesis): begin(genesis, &step)
    case .term(let epoch): self.epoch = epoch
    case .setRules(let rules, let approval): try setRules(rules, approval, &step)

    case .openAccount(let key): try openAccount(key, &step)
    case .admit(let member, let roles, let owner): try admit(member, roles, owner, &step)
    case .addKey(let key): try addKey(key, &step)
    case .revokeKey(let key): try revokeKey(key, &step)
    case .credit(let member, let amount): try credit(member, amount, &step)
    case .withdraw(let amount): try withdraw(amount, &step)
    case .approveWithdrawal(let number): try settleWithdrawal(number, .approved, &step)
    case .rejectWithdrawal(let number): try settleWithdrawal(number, .rejected, &step)

    case .registerAsset(let filing): try register(filing, &step)
    case .examineAsset(let asset, let cleared): try examine(asset, cleared, &step)
    case .issueEdition(let issue): try self.issue(issue, &step)
    case .openInstrument(let edition, let symbol): try openInstrument(edition, symbol, &step)
    case .haltInstrument(let symbol): try setPhase(symbol, .halted, &step)
    case .resumeInstrument(let symbol): try setPhase(symbol, .continuous, &step)

    case .placeOrders(let entry): try place(entry, &step)
    case .amendOrder(let order, let limit, let quantity):
      try amend(order, limit: limit, quantity: quantity, &step)
    case .cancelOrder(let order): try cancel(order, &step)
    case .cancelAll(let symbol, let side): try cancelAll(symbol, side, &step)

    case .notifyClaim(let asset): try notifyClaim(asset, &step)
    case .openClaim(let claim, let asset, let scope): try openClaim(claim, asset, scope, &step)
    case .counterClaim(let claim): try counterClaim(claim, &step)
    case .decideClaim(let claim, let decision, let scope):
      try decideClaim(claim, decision, scope, &step)

    case .sealed:
      if step.facts.withheld.contains(0) { throw .withheld }
    }
  }

  private func refuse(_ refusal: Refusal, _ step: inout Step) {
    if refusal.isPrivate {
      step.withheld = [0]
      if scope == .full, let account = step.account {
        step.seal(account) {
          $0.name("account")
          $0.decimal(account)
          $0.name("code")
          $0.string(refusal.rawValue)
          $0.name("event")
          $0.string("refused")
        }
      }
    }
    step.publish {
      $0.name("code")
      $0.string(refusal.isPrivate ? Refusal.withheld.rawValue : refusal.rawValue)
      $0.name("event")
      $0.string("refused")
    }
  }

  /// A check that rests on sealed state. In public scope its result is taken from the entry; in full
  /// scope `check` gets the sender's account slot, which is returned when it passes.
  func privately(
    _ step: Step, position: UInt32 = 0, _ check: (Int) throws(Refusal) -> Void
  ) throws(Refusal) -> Int? {
    guard scope == .full else {
      if step.facts.withheld.contains(position) { throw .withheld }
      return nil
    }
    guard let number = step.account, let slot = accountSlots[number] else { throw .unknownAccount }
    try check(slot)
    return slot
  }

  /// Requires an admitted sender with at least one of `roles`.
  func privately(_ step: Step, anyOf roles: Roles) throws(Refusal) -> Int? {
    try privately(step) { (slot) throws(Refusal) in try require(slot, anyOf: roles) }
  }

  func require(_ slot: Int, anyOf roles: Roles) throws(Refusal) {
    guard accounts[slot].isAdmitted else { throw .notAdmitted }
    guard !accounts[slot].roles.isDisjoint(with: roles) else { throw .notAllowed }
  }
}
