import Testing
import Venue

/// A small market to act on, with the public replay alongside: each act must show there as it does
/// in the venue itself, and leave cash and units conserved.
final class Stage {
  private(set) var full = Venue(scope: .full)
  private(set) var open = Venue(scope: .open)
  /// The time of the last act.
  var now: Microseconds = 1_700_000_000_000_000
  /// What fell due before the last act.
  private(set) var ticks: [Outcome] = []
  private var keyCount: UInt64 = 0

  /// The operator is account 0.
  init(rules: Rules = .sample) {
    act(nil, .genesis(Genesis(operatorKey: bytes32(0, kind: 1), rules: rules, approval: "yes")))
  }

  /// The number that the next act will have.
  var next: EntryNumber { full.nextSequence }

  /// Applies a command in both scopes, after what is due by then. A refusal must leave both states
  /// as they were.
  @discardableResult
  func act(
    _ account: AccountNumber?, _ action: Action, signers: [Bytes32] = [],
    similar: [Resemblance] = [], alias: Alias? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> Outcome {
    now += 1
    var facts = Facts()
    facts.similar = similar
    wait(until: now, sourceLocation: sourceLocation)
    facts.alias = alias ?? self.alias(account, action)
    let command = Command(account: account, signers: signers, action: action, facts: facts)
    return apply(command, sourceLocation)
  }

  /// Lets time pass up to and including `time`: what was due on the way.
  @discardableResult
  func wait(
    until time: Microseconds, sourceLocation: SourceLocation = #_sourceLocation
  ) -> [Outcome] {
    now = time
    ticks = []
    while full.isDue(at: now) {
      ticks.append(apply(Command(account: nil, action: .tick), sourceLocation))
    }
    return ticks
  }

  private func apply(_ command: Command, _ sourceLocation: SourceLocation) -> Outcome {
    #expect(open.isDue(at: now) == full.isDue(at: now), sourceLocation: sourceLocation)
    let before = (full.publicState(), full.sealedState())
    let outcome = full.apply(command, at: now)
    let seen = open.apply(command.seenInPublic(withheld: outcome.withheld), at: now)
    #expect(seen.publicEvents.bytes == outcome.publicEvents.bytes, sourceLocation: sourceLocation)
    #expect(open.publicState() == full.publicState(), sourceLocation: sourceLocation)
    #expect(full.imbalance() == nil, sourceLocation: sourceLocation)
    if outcome.refusal != nil {
      #expect(full.publicState() == before.0, sourceLocation: sourceLocation)
      #expect(full.sealedState() == before.1, sourceLocation: sourceLocation)
    }
    return outcome
  }

  private func alias(_ account: AccountNumber?, _ action: Action) -> Alias? {
    guard let account, let owner = full.account(account)?.owner else { return nil }
    let symbol: Symbol? =
      switch action {
      case .placeOrder(_, let symbol, _), .placeBatch(_, let symbol, _): symbol
      case .cancelAll(let symbol, _), .cancelAfter(let symbol, _): symbol
      case .amendOrder(let number, _, _), .cancelOrder(let number):
        full.instrument(ofOrder: number)
      default: nil
      }
    if case .issueEdition = action { return Alias(high: owner, low: next) }
    guard let symbol, let slot = full.instrument(symbol) else { return nil }
    return Alias(high: owner, low: full.editions[full.instruments[slot].edition].number)
  }

  // MARK: People

  /// A fresh key.
  func key() -> Bytes32 {
    keyCount += 1
    return bytes32(keyCount, kind: 1)
  }

  /// Opens an account that is not yet admitted.
  func open(_ key: Bytes32? = nil) -> AccountNumber {
    let number = next
    act(nil, .openAccount(key: key ?? self.key()))
    return number
  }

  /// An admitted account with cash.
  func member(
    _ roles: Roles = .trader, cash: Fen = 0, owner: AccountNumber? = nil
  ) -> AccountNumber {
    let number = open()
    act(0, .admit(member: number, roles: roles, owner: owner))
    if cash > 0 { act(0, .credit(member: number, amount: cash)) }
    return number
  }

  // MARK: Works

  func register(_ author: AccountNumber, similar: [Resemblance] = []) -> EntryNumber {
    let number = next
    let key = full.account(author)?.keys.last?.key ?? bytes32(0)
    act(
      author,
      .registerAsset(
        Filing(authors: [(account: author, share: 10_000)], originals: [bytes32(number, kind: 2)])),
      signers: [key], similar: similar)
    return number
  }

  @discardableResult
  func issue(
    _ author: AccountNumber, of asset: EntryNumber, quantity: Int64,
    royalties: [Terms.Royalty] = []
  ) -> EntryNumber {
    let number = next
    let terms = Terms(
      digest: bytes32(number, kind: 3), fees: full.rules?.fees ?? Fees(maker: 0, taker: 0),
      royalties: royalties)
    act(author, .issueEdition(Issue(asset: asset, quantity: quantity, terms: terms)))
    return number
  }

  /// A registered, issued and listed work of `author`'s.
  @discardableResult
  func list(
    _ symbol: Symbol, _ author: AccountNumber, quantity: Int64, royalties: [Terms.Royalty] = []
  ) -> EntryNumber {
    let asset = register(author)
    let edition = issue(author, of: asset, quantity: quantity, royalties: royalties)
    act(0, .openInstrument(edition: edition, symbol: symbol))
    return asset
  }

  // MARK: Orders

  func terms(_ symbol: Symbol) -> Bytes32 {
    full.instrument(symbol).map { full.editions[full.instruments[$0].edition].terms.digest }
      ?? bytes32(0)
  }

  /// Places one order and returns its number and outcome.
  @discardableResult
  func place(
    _ account: AccountNumber, _ symbol: Symbol, _ line: OrderLine,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> (number: OrderNumber, outcome: Outcome) {
    let outcome = act(
      account, .placeOrder(line, instrument: symbol, terms: terms(symbol)),
      sourceLocation: sourceLocation)
    return (OrderNumber(sequence: next - 1, position: 0), outcome)
  }

  @discardableResult
  func batch(
    _ account: AccountNumber, _ symbol: Symbol, _ lines: [OrderLine]
  ) -> Outcome {
    act(account, .placeBatch(lines, instrument: symbol, terms: terms(symbol)))
  }

  /// What a dry run of an order says, were it the next act.
  func plan(
    _ account: AccountNumber, _ symbol: Symbol, _ line: OrderLine
  ) throws(Refusal) -> Venue.Plan {
    let owner = full.account(account)?.owner ?? account
    let edition = full.instrument(symbol).map { full.editions[full.instruments[$0].edition].number }
    return try full.plan(
      line, on: symbol, terms: terms(symbol), account: account,
      alias: Alias(high: owner, low: edition ?? 0), at: now + 1)
  }

  /// Puts other rules in force.
  func change(_ body: (inout Rules) -> Void) {
    var rules = full.rules ?? .sample
    body(&rules)
    act(0, .setRules(rules, approval: "yes"))
  }

  // MARK: What there is

  /// `side limit xremaining` of each resting order, buys first, in price–time priority.
  func book(_ symbol: Symbol) -> [String] {
    var found: [String] = []
    for side in [Side.buy, .sell] {
      guard let slot = full.instrument(symbol) else { continue }
      full.forEachOrder(slot, side) { order in
        found.append("\(side) \(order.limit) x\(order.remaining)")
        return true
      }
    }
    return found
  }

  func orderCount(_ symbol: Symbol) -> Int {
    full.instrument(symbol).map { full.orderCount($0) } ?? 0
  }

  func cash(_ account: AccountNumber) -> [Fen] {
    full.balance(of: account).map { [$0.available, $0.held] } ?? []
  }

  func units(_ account: AccountNumber, _ symbol: Symbol) -> [Int64] {
    guard let owner = full.account(account)?.owner, let slot = full.instrument(symbol),
      let holding = full.holding(of: owner, edition: full.instruments[slot].edition)
    else { return [0, 0] }
    return [holding.quantity, holding.held]
  }
}

extension Outcome {
  /// The public events, one a line.
  var lines: [String] {
    (0..<publicEvents.count).map { String(decoding: publicEvents[$0], as: UTF8.self) }
  }

  /// The names of the public events, each with its reason.
  var events: [String] {
    lines.map { line in
      let name = line.part(after: #""event":""#)
      let reason = line.part(after: #""reason":""#)
      return reason == "" ? name : name + " " + reason
    }
  }

  /// Price and quantity of each trade.
  var trades: [String] {
    lines.filter { $0.contains(#""event":"trade""#) }.map {
      $0.part(after: #""price":""#) + " x" + $0.part(after: #""quantity":"#)
    }
  }

  /// The orders that were taken off, in their sequence.
  var cancelled: [String] {
    lines.filter { $0.contains(#""event":"order-cancelled""#) }.map {
      $0.part(after: #""order":""#)
    }
  }

  /// The answer to the sender.
  var answer: String { String(decoding: reply, as: UTF8.self) }
}

extension String {
  /// What follows `mark`, up to the next quote, comma or bracket.
  func part(after mark: String) -> String {
    guard let found = firstRange(of: mark) else { return "" }
    return String(self[found.upperBound...].prefix { !"\",]}".contains($0) })
  }
}
