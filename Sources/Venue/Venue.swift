import Synchronization

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

  /// The engine's behaviour version. A change of any outcome byte is a new number.
  package static let engine: UInt64 = 1

  /// How much of the state is known.
  package let scope: Scope

  // Sealed state; empty in public scope.
  package internal(set) var accounts: [Account] = []
  var standings = Pool<Standing>()
  package internal(set) var cash = CashLedger()
  package internal(set) var withdrawals: [Withdrawal] = []
  var accountSlots = SlotIndex()
  var keySlots = LookupTable<Bytes32, Int>()
  var withdrawalSlots = LookupTable<EntryNumber, Int>()

  // Public state: works, rules and claims.
  package internal(set) var assets: [Asset] = []
  package internal(set) var claims: [Claim] = []
  package internal(set) var rules: Rules?
  package internal(set) var rulesSequence: EntryNumber = 0
  package internal(set) var approval = ""
  package internal(set) var epoch: UInt64 = 0
  var assetSlots = LookupTable<EntryNumber, Int>()
  var claimSlots = LookupTable<EntryNumber, Int>()

  // Public state: editions and who owns them.
  package internal(set) var editions: [Edition] = []
  var editionTerms = Pool<EditionTerms>()
  var royaltyLines = Pool<RoyaltyLine>()
  var editionSlots = LookupTable<EntryNumber, Int>()
  var holdings = Pool<Holding>()
  var lots = Lots()
  var holdingSlots = SlotIndex()
  var ownerSlots = SlotIndex()

  // Public state: instruments and their books. A record stands in the slot of its order's place.
  package internal(set) var instruments = Pool<Instrument>()
  var instrumentSlots = SlotIndex()
  var books = Books()
  var records = Pool<OrderRecord>()
  var orderSlots = SlotIndex()
  var timers = TimerQueue()
  /// The limits of the rules in force, as each order needs them.
  var limits = OrderLimits()

  private var spare: Step? = Step()
  /// A bug that a simulation has planted; see `Plant`.
  package var plant: Plant?

  /// Holds the venue in its place. A value that has an atomic in it lies somewhere and is handed on by
  /// its address; without one the compiler lays a copy of all the fields above into the frame of each
  /// function that only reads them, on every order.
  private let anchor = Atomic<UInt8>(0)

  /// The number of the next entry.
  package internal(set) var nextSequence: EntryNumber = 0
  /// The time of the last entry.
  package internal(set) var time: Microseconds = 0

  /// An empty venue; its first command must be the genesis.
  package init(scope: Scope) { self.scope = scope }

  /// Makes room for a market of a known size, so that no order waits for memory while it grows to it.
  package mutating func reserve(orders: Int, lots: Int) {
    books.reserve(orders)
    records.reserve(orders)
    orderSlots.reserve(orders)
    self.lots.reserve(lots)
  }

  /// The rule set in force as trades name it: `<name>@<sequence>`.
  package var rulesVersion: String { "\(rules?.name ?? "none")@\(rulesSequence)" }

  /// Applies one command at its number and time, and writes out what it brought about.
  package mutating func apply(_ command: borrowing Command, at time: Microseconds) -> Outcome {
    var step = spare.take() ?? Step()
    apply(command, at: time, into: &step)
    let outcome = outcome(of: step)
    spare = consume step
    return outcome
  }

  /// Applies one command at its number and time. It never fails halfway: a refused command changes
  /// nothing but the number and the time. Time must not go back, and what has fallen due must be
  /// ticked first. Allocates nothing once memory has grown to what the market needs.
  package mutating func apply(
    _ command: borrowing Command, at time: Microseconds, into step: inout Step
  ) {
    begin(&step, at: time, account: command.account, alias: command.facts.alias)
    precondition(isDue(at: time) == command.action.isTick, "what has fallen due comes first")
    if scope == .open { step.given = command.facts.withheld }
    do throws(Refusal) {
      try perform(command, &step)
    } catch {
      refuse(error, &step)
    }
    end(step)
  }

  /// Applies one new order, as `apply` does, for a caller who has no command around it.
  package mutating func place(
    _ line: OrderLine, on symbol: Symbol, terms: Bytes32, account: AccountNumber, alias: Alias,
    at time: Microseconds, into step: inout Step
  ) {
    begin(&step, at: time, account: account, alias: alias)
    precondition(!isDue(at: time), "what has fallen due comes first")
    do throws(Refusal) {
      try place(line, symbol, terms, &step)
    } catch {
      refuse(error, &step)
    }
    end(step)
  }

  /// Applies one cancellation, as `apply` does, for a caller who has no command around it.
  package mutating func cancel(
    _ order: OrderNumber, account: AccountNumber, alias: Alias, at time: Microseconds,
    into step: inout Step
  ) {
    begin(&step, at: time, account: account, alias: alias)
    precondition(!isDue(at: time), "what has fallen due comes first")
    do throws(Refusal) {
      try cancel(order, &step)
    } catch {
      refuse(error, &step)
    }
    end(step)
  }

  /// Has the memory fetched that changes of orders will need. Whoever applies a batch says some commands
  /// ahead which orders it names, and none of them waits for memory. A number that no order has does no
  /// harm, and costs less than a branch would.
  ///
  /// - Parameters:
  ///   - far: named about a dozen commands from now; where it rests is fetched.
  ///   - near: named about five commands from now; the order itself is fetched.
  package func lookAhead(far: OrderNumber, near: OrderNumber) {
    orderSlots.bringNear(Venue.likelyHash(far))
    // The first will be the one. To make sure, one would have to wait for it.
    let slot = orderSlots.guess(Venue.likelyHash(near))
    books.bringNear(slot)
    records.bringNear(slot)
  }

  /// The hash of a number that an order has; of any other, some hash.
  @inline(__always)
  private static func likelyHash(_ order: OrderNumber) -> UInt32 {
    SlotIndex.hash(order: order.sequence &<< 8 | UInt64(order.position))
  }

  @inline(__always)
  private func begin(
    _ step: inout Step, at time: Microseconds, account: AccountNumber?, alias: Alias?
  ) {
    precondition(time >= self.time, "time went back")
    // The order after the next eight will be looked for where none has been for a while.
    orderSlots.bringNear(SlotIndex.hash(order: (nextSequence &+ 8) &<< 8))
    step.begin(nextSequence, at: time, account: account, alias: alias)
  }

  @inline(__always)
  private mutating func end(_ step: borrowing Step) {
    nextSequence += 1
    time = step.time
  }

  private mutating func perform(
    _ command: borrowing Command, _ step: inout Step
  ) throws(Refusal) {
    switch command.action {
    case .tick: tick(&step)
    case .placeOrder(let line, let symbol, let terms): try place(line, symbol, terms, &step)
    case .cancelOrder(let order): try cancel(order, &step)
    case .amendOrder(let order, let limit, let quantity):
      try amend(order, limit: limit, quantity: quantity, &step)
    case .placeBatch(let lines, let symbol, let terms): try place(lines, symbol, terms, &step)
    case .cancelAll(let symbol, let side): try cancelAll(symbol, side, &step)
    case .cancelAfter(let symbol, let seconds): try cancelAfter(symbol, seconds, &step)
    default: try performRarely(command, &step)
    }
  }

  /// Everything that is not an order.
  @inline(never)
  private mutating func performRarely(
    _ command: borrowing Command, _ step: inout Step
  ) throws(Refusal) {
    switch command.action {
    case .genesis(let genesis): begin(genesis, &step)
    case .term(let epoch): self.epoch = epoch
    case .note: break
    case .setRules(let rules, let approval): try setRules(rules, approval, &step)

    case .openAccount(let key): try openAccount(key, &step)
    case .admit(let member, let roles, let owner): try admit(member, roles, owner, &step)
    case .addKey(let key): try addKey(key, signers: command.signers, &step)
    case .revokeKey(let key): try revokeKey(key, &step)
    case .credit(let member, let amount): try credit(member, amount, &step)
    case .withdraw(let amount): try withdraw(amount, &step)
    case .approveWithdrawal(let number): try settleWithdrawal(number, .approved, &step)
    case .rejectWithdrawal(let number): try settleWithdrawal(number, .rejected, &step)

    case .registerAsset(let filing):
      try register(filing, signers: command.signers, similar: command.facts.similar, &step)
    case .examineAsset(let asset, let cleared): try examine(asset, cleared, &step)
    case .issueEdition(let issue): try self.issue(issue, &step)
    case .openInstrument(let edition, let symbol): try openInstrument(edition, symbol, &step)
    case .haltInstrument(let symbol): try setPhase(symbol, .halted, &step)
    case .resumeInstrument(let symbol): try setPhase(symbol, .continuous, &step)
    case .setCollar(let symbol, let collar): try setCollar(symbol, collar, &step)

    case .notifyClaim(let asset): try notifyClaim(asset, &step)
    case .openClaim(let claim, let asset, let scope): try openClaim(claim, asset, scope, &step)
    case .counterClaim(let claim): try counterClaim(claim, &step)
    case .decideClaim(let claim, let decision, let scope):
      try decideClaim(claim, decision, scope, &step)

    case .sealed:
      if step.given.contains(0) { throw .withheld }

    case .placeOrder, .placeBatch, .amendOrder, .cancelOrder, .cancelAll, .cancelAfter, .tick:
      preconditionFailure("orders and ticks are performed elsewhere")
    }
  }

  @inline(never)
  private func refuse(_ refusal: Refusal, _ step: inout Step) {
    step.refusal = refusal
    if refusal.isPrivate {
      step.withheld.append(0)
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
    _ step: borrowing Step, _ check: (Int) throws(Refusal) -> Void
  ) throws(Refusal) -> Int? {
    guard scope == .full else {
      if step.given.contains(0) { throw .withheld }
      return nil
    }
    guard let number = step.account, let slot = accountSlot(number) else { throw .unknownAccount }
    try check(slot)
    return slot
  }

  /// Requires an admitted sender with at least one of `roles`.
  func privately(_ step: borrowing Step, anyOf roles: Roles) throws(Refusal) -> Int? {
    try privately(step) { (slot) throws(Refusal) in try require(slot, anyOf: roles) }
  }

  func require(_ slot: Int, anyOf roles: Roles) throws(Refusal) {
    guard accounts[slot].isAdmitted else { throw .notAdmitted }
    guard !accounts[slot].roles.isDisjoint(with: roles) else { throw .notAllowed }
  }

  /// The slot of an account which is likely to be in the slot `guess`, where it is looked for first;
  /// -1 for no guess. O(1).
  @inline(__always)
  func accountSlot(_ number: AccountNumber, likely guess: Int32) -> Int? {
    if guess >= 0, standings[guess].number == number { return Int(guess) }
    return accountSlot(number)
  }

  /// The slot of an account. O(1).
  @inline(__always)
  func accountSlot(_ number: AccountNumber) -> Int? {
    let slot = accountSlots.find(SlotIndex.hash(number)) { standings[$0].number == number }
    return slot < 0 ? nil : Int(slot)
  }
}
