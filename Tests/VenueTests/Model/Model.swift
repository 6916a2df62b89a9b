import Venue

/// The market as one would explain it on a blackboard: maps and lists, nothing kept that can be
/// counted. It shares no code with the Venue beyond the words of a command.
///
/// What is held is never stored: it is the sum of what stands behind the orders and withdrawals that
/// there are. Units are single serial numbers in a list.
struct Model {
  struct Member {
    var owner: UInt64
    var isAdmitted = false
    var roles: Roles = []
    /// All its fen, held ones too.
    var cash: Int64 = 0
    var keys: [Bytes32]
    var revoked: Set<Bytes32> = []
  }
  struct Request {
    var account: UInt64
    var amount: Int64
    var isSettled = false
  }
  struct Work {
    var authors: [UInt64]
    var status: String
    var freezes: [(claim: UInt64, scope: FreezeScope)] = []
    var editions: [UInt64] = []
  }
  struct Unit: Equatable {
    var serial: Int64
    var acquired: Int64
  }
  struct Issued {
    var asset: UInt64
    var terms: Terms
    /// Owner to units, in the order they were acquired.
    var units: [UInt64: [Unit]]
    var symbol: Symbol?
  }
  struct Order: Equatable {
    var number: OrderNumber
    var account: UInt64
    var owner: UInt64
    var side: Side
    var limit: Int64
    var quantity: Int64
    var remaining: Int64
    var timeInForce: TimeInForce
    var isPostOnly: Bool
    /// When it stops standing; 0 is never.
    var expiry: Int64
    var selfTrade: SelfTrade?
  }
  struct Timer: Equatable {
    var due: Int64
    /// The entry that armed it.
    var armed: UInt64
  }
  struct Board {
    var edition: UInt64
    var isHalted = false
    var collar = (lowest: Int64(1), highest: Int64.max)
    /// In the order in which they came to rest.
    var orders: [Order] = []
    /// Owner to the timer that takes all its orders off.
    var timers: [UInt64: Timer] = [:]
    var last: Int64 = 0
    var volume: Int64 = 0
  }
  struct Dispute {
    var asset: UInt64
    var status: String
  }

  var rules = Rules(
    name: "none", matching: .negotiated, fees: Fees(maker: 0, taker: 0), royaltyCap: 0, tick: 1,
    limitMaximum: 1, quantityMaximum: 1, accountOrdersMaximum: 1)
  var rulesVersion = "none@0"
  var members: [UInt64: Member] = [:]
  var requests: [UInt64: Request] = [:]
  var works: [UInt64: Work] = [:]
  var editions: [UInt64: Issued] = [:]
  var boards: [Symbol: Board] = [:]
  var disputes: [UInt64: Dispute] = [:]
  var sequence: UInt64 = 0
  var time: Int64 = 0

  /// What the command at hand has brought about.
  var verdict = Verdict()
  /// How often what was reached, for whoever wants to know that everything was.
  var reached: [String: Int] = [:]

  struct Refused: Error {
    let code: String
    init(_ code: String) { self.code = code }
  }

  /// What a command comes to.
  struct Verdict {
    var refusal: String?
    /// Public events, one a line.
    var lines: [String] = []
    var withheld: [UInt32] = []
    var trades: [(price: Int64, quantity: Int64)] = []
    /// Matches with the owner's own orders that did not come about.
    var prevented: [(price: Int64, quantity: Int64)] = []
    /// Resting orders of the sender's owner that self-trade prevention took off.
    var ownCancelled = 0
    /// Of each order that was accepted.
    var executions: [Execution] = []
  }

  /// What came of a new order at once.
  struct Execution {
    var number: OrderNumber
    var filled: Int64 = 0
    var remaining: Int64 = 0
    /// Neither traded nor resting.
    var cancelled: Int64 = 0

    var status: String {
      if remaining > 0 { return filled == 0 ? "open" : "partly-filled" }
      return cancelled > 0 ? "cancelled" : "filled"
    }
  }

  static let secret: Set<String> = [
    "not-admitted", "not-allowed", "insufficient-cash", "unknown-account", "unknown-withdrawal",
    "withdrawal-settled", "key-taken", "last-key", "too-many-keys", "unknown-claim", "withheld",
    "amount-out-of-range", "claim-not-of-asset", "too-many-orders", "signature-missing",
  ]

  mutating func apply(_ command: Command, at time: Int64) -> Verdict {
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
