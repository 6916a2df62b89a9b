import Venue

/// The market as one would explain it on a blackboard: maps and lists, nothing kept that can be
/// counted. It shares no code with the Venue beyond the words of a command.
///
/// What is held is never stored: it is the sum of what stands behind the orders and withdrawals that
/// there are. Units are single serial numbers in a list.
package struct Model {
  /// A member.
  package struct Member {
    /// The beneficial owner.
    package var owner: UInt64
    /// Whether the operator has admitted it.
    package var isAdmitted = false
    /// What it may do.
    package var roles: Roles = []
    /// All its fen, held ones too.
    package var cash: Int64 = 0
    /// All keys that it ever had.
    package var keys: [Bytes32]
    /// Those that sign nothing any more.
    package var revoked: Set<Bytes32> = []
  }
  /// A withdrawal that was asked for.
  package struct Request {
    /// Who asked.
    package var account: UInt64
    /// Fen.
    package var amount: Int64
    /// Whether it was approved or rejected.
    package var isSettled = false
  }
  /// A registered work.
  package struct Work {
    /// Who made it, the filer first.
    package var authors: [UInt64]
    /// Where its filing stands.
    package var status: String
    /// Each claim's freeze.
    package var freezes: [(claim: UInt64, scope: FreezeScope)] = []
    /// Its editions.
    package var editions: [UInt64] = []
  }
  /// One copy of an edition.
  package struct Unit: Equatable {
    /// Its number.
    package var serial: Int64
    /// When its owner got it.
    package var acquired: Int64
  }
  /// An edition.
  package struct Issued {
    /// The work.
    package var asset: UInt64
    /// What was fixed at issue.
    package var terms: Terms
    /// Owner to units, in the order they were acquired.
    package var units: [UInt64: [Unit]]
    /// The instrument it is listed as.
    package var symbol: Symbol?
  }
  /// A resting order.
  package struct Order: Equatable {
    /// Its number.
    package var number: OrderNumber
    /// Who sent it, and who is behind that.
    package var account: UInt64, owner: UInt64
    /// Which side of the book it is on.
    package var side: Side
    /// Fen per unit.
    package var limit: Int64
    /// Units ordered, and those that still rest.
    package var quantity: Int64, remaining: Int64
    /// How long it stands.
    package var timeInForce: TimeInForce
    /// Whether it only rests.
    package var isPostOnly: Bool
    /// When it stops standing; 0 is never.
    package var expiry: Int64
    /// What happens where it meets its owner's own.
    package var selfTrade: SelfTrade?

    package init(
      number: OrderNumber, account: UInt64, owner: UInt64, side: Side, limit: Int64,
      quantity: Int64, remaining: Int64, timeInForce: TimeInForce, isPostOnly: Bool,
      expiry: Int64, selfTrade: SelfTrade?
    ) {
      self.number = number
      self.account = account
      self.owner = owner
      self.side = side
      self.limit = limit
      self.quantity = quantity
      self.remaining = remaining
      self.timeInForce = timeInForce
      self.isPostOnly = isPostOnly
      self.expiry = expiry
      self.selfTrade = selfTrade
    }
  }
  /// What takes all orders of an owner off.
  package struct Timer: Equatable {
    /// When it runs out.
    package var due: Int64
    /// The entry that armed it.
    package var armed: UInt64
  }
  /// An instrument and its book.
  package struct Board {
    /// The edition that trades here.
    package var edition: UInt64
    /// Whether the operator has stopped trading.
    package var isHalted = false
    /// The prices between which orders must lie.
    package var collar = (lowest: Int64(1), highest: Int64.max)
    /// In the order in which they came to rest.
    package var orders: [Order] = []
    /// Owner to the timer that takes all its orders off.
    package var timers: [UInt64: Timer] = [:]
    /// The last trade's price, and units traded ever.
    package var last: Int64 = 0, volume: Int64 = 0
  }
  /// A claim.
  package struct Dispute {
    /// The work.
    package var asset: UInt64
    /// Where it stands.
    package var status: String
  }

  /// The rules in force.
  package var rules = Rules(
    name: "none", matching: .negotiated, fees: Fees(maker: 0, taker: 0), royaltyCap: 0, tick: 1,
    limitMaximum: 1, quantityMaximum: 1, accountOrdersMaximum: 1)
  /// Their name, as trades give it.
  package var rulesVersion = "none@0"
  /// Members by account.
  package var members: [UInt64: Member] = [:]
  /// Withdrawals by number.
  package var requests: [UInt64: Request] = [:]
  /// Works by number.
  package var works: [UInt64: Work] = [:]
  /// Editions by number.
  package var editions: [UInt64: Issued] = [:]
  /// Instruments by symbol.
  package var boards: [Symbol: Board] = [:]
  /// Claims by number.
  package var disputes: [UInt64: Dispute] = [:]
  /// The next entry's number.
  package var sequence: UInt64 = 0
  /// The last entry's time.
  package var time: Int64 = 0

  /// What the command at hand has brought about.
  package var verdict = Verdict()
  /// How often what was reached, for whoever wants to know that everything was.
  package var reached: [String: Int] = [:]

  /// An empty market.
  package init() {}

  struct Refused: Error {
    let code: String
    init(_ code: String) { self.code = code }
  }

  /// What a command comes to.
  package struct Verdict {
    /// Why it was refused; `nil` when it was accepted.
    package var refusal: String?
    /// Public events, one a line.
    package var lines: [String] = []
    /// Positions that private checks refused.
    package var withheld: [UInt32] = []
    /// Price and quantity of each trade.
    package var trades: [(price: Int64, quantity: Int64)] = []
    /// Matches with the owner's own orders that did not come about.
    package var prevented: [(price: Int64, quantity: Int64)] = []
    /// Resting orders of the sender's owner that self-trade prevention took off.
    package var ownCancelled = 0
    /// Of each order that was accepted.
    package var executions: [Execution] = []
  }

  /// What came of a new order at once.
  package struct Execution {
    /// The order.
    package var number: OrderNumber
    /// Units that traded, and those that rest.
    package var filled: Int64 = 0, remaining: Int64 = 0
    /// Neither traded nor resting.
    package var cancelled: Int64 = 0

    /// Where it stands, as the answer says it.
    package var status: String {
      if remaining > 0 { return filled == 0 ? "open" : "partly-filled" }
      return cancelled > 0 ? "cancelled" : "filled"
    }
  }

  /// Refusals that rest on something sealed.
  package static let secret: Set<String> = [
    "not-admitted", "not-allowed", "insufficient-cash", "unknown-account", "unknown-withdrawal",
    "withdrawal-settled", "key-taken", "last-key", "too-many-keys", "unknown-claim", "withheld",
    "amount-out-of-range", "claim-not-of-asset", "too-many-orders", "signature-missing",
  ]

  /// Applies one command.
  package mutating func apply(_ command: Command, at time: Int64) -> Verdict {
    verdict = Verdict()
    self.time = time
    do {
      try perform(command)
    } catch let refused as Refused {
      verdict.refusal = refused.code
      if Self.secret.contains(refused.code) { verdict.withheld = [0] }
      tell(#"{"code":"\#(shown(refused.code))","event":"refused"}"#)
      reach(kind(command.action) + " refused " + refused.code)
    } catch {
      verdict.refusal = "\(error)"
    }
    sequence += 1
    return verdict
  }

  mutating func tell(_ line: String) { verdict.lines.append(line) }

  mutating func reach(_ what: String) { reached[what, default: 0] += 1 }

  func shown(_ code: String) -> String { Self.secret.contains(code) ? "withheld" : code }

  private func kind(_ action: Action) -> String {
    switch action {
    case .placeOrder: "order"
    case .amendOrder: "amendment"
    case .cancelOrder, .cancelAll: "cancellation"
    case .cancelAfter: "timer"
    case .setCollar: "collar"
    case .setRules: "rules"
    default: "other"
    }
  }

  private mutating func perform(_ command: Command) throws {
    switch command.action {
    case .genesis(let genesis):
      rules = genesis.rules
      rulesVersion = "\(rules.name)@0"
      members[0] = Member(
        owner: 0, isAdmitted: true, roles: .operating, keys: [genesis.operatorKey])
    case .term, .note, .sealed: break
    case .setRules(let rules, let approval): try setRules(command, rules, approval)
    case .openAccount, .admit, .addKey, .revokeKey, .credit, .withdraw, .approveWithdrawal,
      .rejectWithdrawal:
      try performMember(command)
    case .registerAsset, .examineAsset, .issueEdition, .openInstrument, .haltInstrument,
      .resumeInstrument:
      try performWork(command)
    case .setCollar(let symbol, let collar): try setCollar(command, symbol, collar)
    case .placeOrder(let line, let symbol, let terms):
      let number = OrderNumber(sequence: sequence, position: 0)
      try place(line, on: symbol, terms, number, command)
    case .placeBatch(let lines, let symbol, let terms):
      for (at, line) in lines.enumerated() { placeOne(line, at, on: symbol, terms, command) }
    case .amendOrder, .cancelOrder, .cancelAll, .cancelAfter: try performChange(command)
    case .tick: tick()
    case .notifyClaim, .openClaim, .counterClaim, .decideClaim: try performClaim(command)
    }
  }
}
