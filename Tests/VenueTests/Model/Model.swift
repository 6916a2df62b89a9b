import Venue

/// The thin market as one would explain it on a blackboard: maps and lists, nothing kept that can be
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
    var symbol: String?
  }
  struct Order: Equatable {
    var number: OrderNumber
    var account: UInt64
    var owner: UInt64
    var side: Side
    var limit: Int64
    var quantity: Int64
    var remaining: Int64
  }
  struct Board {
    var edition: UInt64
    var isHalted = false
    /// In the order in which they came to their place.
    var orders: [Order] = []
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
  var boards: [String: Board] = [:]
  var disputes: [UInt64: Dispute] = [:]
  var sequence: UInt64 = 0
  var time: Int64 = 0

  // What the command at hand has brought about.
  var lines: [String] = []
  var withheld: [UInt32] = []
  /// Trades of the command at hand.
  var trades: [(price: Int64, quantity: Int64)] = []

  struct Refused: Error {
    let code: String
    init(_ code: String) { self.code = code }
  }

  /// What a command comes to.
  struct Verdict {
    var refusal: String?
    /// Public events, one a line.
    var lines: [String]
    var withheld: [UInt32]
    var trades: [(price: Int64, quantity: Int64)]
  }

  static let secret: Set<String> = [
    "not-admitted", "not-allowed", "insufficient-cash", "unknown-account", "unknown-withdrawal",
    "withdrawal-settled", "key-taken", "last-key", "too-many-keys", "unknown-claim", "withheld",
    "amount-out-of-range", "claim-not-of-asset", "too-many-orders", "signature-missing",
  ]

  mutating func apply(_ command: Command, at time: Int64) -> Verdict {
    (lines, withheld, trades) = ([], [], [])
    self.time = time
    var refusal: String?
    do {
      try perform(command)
    } catch let refused as Refused {
      refusal = refused.code
      if Self.secret.contains(refused.code) { withheld = [0] }
      lines = [#"{"code":"\#(shown(refused.code))","event":"refused"}"#]
    } catch {
      refusal = "\(error)"
    }
    sequence += 1
    return Verdict(refusal: refusal, lines: lines, withheld: withheld, trades: trades)
  }

  func shown(_ code: String) -> String { Self.secret.contains(code) ? "withheld" : code }

  private mutating func perform(_ command: Command) throws {
    switch command.action {
    case .genesis(let genesis):
      rules = genesis.rules
      rulesVersion = "\(rules.name)@0"
      members[0] = Member(
        owner: 0, isAdmitted: true, roles: .operating, keys: [genesis.operatorKey])
    case .term, .sealed: break
    case .setRules(let rules, let approval): try setRules(command, rules, approval)
    case .openAccount, .admit, .addKey, .revokeKey, .credit, .withdraw, .approveWithdrawal,
      .rejectWithdrawal:
      try performMember(command)
    case .registerAsset, .examineAsset, .issueEdition, .openInstrument, .haltInstrument,
      .resumeInstrument:
      try performWork(command)
    case .placeOrders, .amendOrder, .cancelOrder, .cancelAll: try performOrder(command)
    case .notifyClaim, .openClaim, .counterClaim, .decideClaim: try performClaim(command)
    }
  }

  // What is counted, never stored.

  func escrow(_ limit: Int64, _ quantity: Int64, _ terms: Terms) -> Int64 {
    let gross = limit * quantity
    return gross + fee(gross, max(terms.fees.maker, terms.fees.taker))
  }

  func fee(_ gross: Int64, _ rate: Int64) -> Int64 { Int64(Int128(gross) * Int128(rate) / 10_000) }

  func held(_ account: UInt64) -> Int64 {
    var sum: Int64 = 0
    for board in boards.values {
      guard let edition = editions[board.edition] else { continue }
      for order in board.orders where order.account == account && order.side == .buy {
        sum += escrow(order.limit, order.remaining, edition.terms)
      }
    }
    for request in requests.values where request.account == account && !request.isSettled {
      sum += request.amount
    }
    return sum
  }

  func available(_ account: UInt64) -> Int64 { (members[account]?.cash ?? 0) - held(account) }

  func unitsHeld(_ owner: UInt64, _ edition: UInt64) -> Int64 {
    var sum: Int64 = 0
    for board in boards.values where board.edition == edition {
      for order in board.orders where order.owner == owner && order.side == .sell {
        sum += order.remaining
      }
    }
    return sum
  }

  func unitsAvailable(_ owner: UInt64, _ edition: UInt64) -> Int64 {
    Int64(editions[edition]?.units[owner]?.count ?? 0) - unitsHeld(owner, edition)
  }

  func openOrders(_ account: UInt64) -> Int {
    boards.values.reduce(0) { $0 + $1.orders.count { $0.account == account } }
  }

  /// A side of a book in price–time priority.
  func queue(_ symbol: String, _ side: Side) -> [Order] {
    let orders = (boards[symbol]?.orders ?? []).enumerated().filter { $0.element.side == side }
    return orders.sorted { a, b in
      let (x, y) = (a.element.limit, b.element.limit)
      return x == y ? a.offset < b.offset : side == .buy ? x > y : x < y
    }.map(\.element)
  }

  func order(_ number: OrderNumber) -> (symbol: String, order: Order)? {
    for (symbol, board) in boards {
      if let order = board.orders.first(where: { $0.number == number }) { return (symbol, order) }
    }
    return nil
  }
}
