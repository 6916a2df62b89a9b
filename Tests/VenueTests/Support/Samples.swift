import Venue

/// Thirty-two bytes that stand for a key or a digest.
func bytes32(_ number: UInt64, kind: UInt8 = 0) -> Bytes32 {
  var bytes = [UInt8](repeating: kind, count: 24)
  for shift in stride(from: UInt64(56), through: 0, by: -8) {
    bytes.append(UInt8(truncatingIfNeeded: number >> shift))
  }
  guard let made = Bytes32(bytes) else { fatalError("32 bytes are 32 bytes") }
  return made
}

extension Bytes32: CustomStringConvertible {
  /// Short, as in what random runs print.
  public var description: String { "#\(words.3)" }
}

/// A line of an order.
func line(
  _ side: Side, _ limit: Fen, _ quantity: Int64, _ force: TimeInForce = .goodTillCancelled,
  postOnly: Bool = false, expiry: Microseconds = 0, selfTrade: SelfTrade? = nil
) -> OrderLine {
  OrderLine(
    side: side, limit: limit, quantity: quantity, timeInForce: force, isPostOnly: postOnly,
    expiry: expiry, selfTrade: selfTrade)
}

/// A market order, which goes no further than its collar.
func market(
  _ side: Side, collar: Fen, _ quantity: Int64, _ force: TimeInForce = .immediateOrCancel
) -> OrderLine {
  OrderLine(
    side: side, limit: collar, quantity: quantity, timeInForce: force, isMarket: true)
}

extension Symbol: ExpressibleByStringLiteral {
  /// So that a test can write a symbol as it is read.
  public init(stringLiteral value: String) {
    guard let made = Symbol(value) else { fatalError("`\(value)` is no symbol") }
    self = made
  }
}

/// A second and a day.
let second: Microseconds = 1_000_000
let wholeDay: Microseconds = 86_400 * second

extension Rules {
  /// A continuous board with few bounds in the way.
  static let sample = Rules(
    name: "sample", matching: .continuous, fees: Fees(maker: 10, taker: 20), royaltyCap: 3000,
    tick: 1, limitMaximum: 100_000_000_000, quantityMaximum: 10_000_000,
    accountOrdersMaximum: 10_000)
}

extension Command {
  /// What public replay gets to see of a command that came to `withheld`, as an entry shows it:
  /// nothing of sealed kinds, the excerpt of orders without their account, and all of the others.
  func seenInPublic(withheld: [UInt32]) -> Command {
    var seen = self
    seen.facts.withheld = withheld
    switch action {
    case .openAccount, .admit, .addKey, .revokeKey, .credit, .withdraw, .approveWithdrawal,
      .rejectWithdrawal, .notifyClaim:
      seen.action = .sealed
      seen.account = nil
      seen.signers = []
      seen.facts.alias = nil
    case .placeOrder, .placeBatch, .amendOrder, .cancelOrder, .cancelAll, .cancelAfter,
      .counterClaim:
      seen.account = nil
      seen.signers = []
    default: break
    }
    return seen
  }
}
