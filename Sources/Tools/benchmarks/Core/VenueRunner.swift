import Venue

/// The whole Venue on a flow: a thousand admitted accounts with cash and units, an edition with two
/// royalty payees, every limit on.
struct VenueRunner: ~Copyable, FlowRunner {
  /// One command as it comes out of its document, with the number that the Venue will have given to
  /// the order that it names, as its sender would know it.
  struct Request {
    let line: OrderLine
    /// The order to be cancelled; for a new order, its own number.
    let order: OrderNumber
    let isCancel: Bool
    /// Who sends it, among the members.
    let member: Int32
    /// The flow's own number of the order.
    let number: UInt64

    fileprivate init(line: OrderLine, entry: EntryNumber, isCancel: Bool, number: UInt64) {
      self.line = line
      order = OrderNumber(sequence: entry, position: 0)
      self.isCancel = isCancel
      member = Int32(number % UInt64(VenueRunner.accountCount))
      self.number = number
    }
  }

  /// A flow with every number known.
  struct Plan {
    /// The commands; a replace is a cancel and, where that is accepted, a new order.
    fileprivate(set) var requests: [Request] = []
    /// Where each command of the flow begins among the requests.
    fileprivate(set) var starts: [Int] = []
  }

  fileprivate static let accountCount = 1_000
  private static let unitsEach: Int64 = 10_000
  private static let cashEach: Fen = 2_200_000_000_000_000
  private static let began: Microseconds = 1_700_000_000_000_000

  private var venue = Venue(scope: .full)
  private var step = Step()
  private var now = VenueRunner.began
  private var members: [AccountNumber] = []
  /// What names each of those who trade.
  private var senders: [(account: AccountNumber, alias: Alias)] = []
  private let terms = VenueRunner.bytes(3)
  private let symbol: Symbol
  private var first: EntryNumber = 0
  private var refusals = 0
  private var trades: [(request: Int, maker: UInt64, price: Fen, quantity: Int32)] = []

  private let plan: Plan

  private init(_ plan: Plan, _ symbol: Symbol) {
    self.plan = plan
    self.symbol = symbol
  }

  /// A venue on the eve of a flow that was planned.
  static func ready(_ plan: Plan, rules: Rules) throws -> VenueRunner {
    guard let symbol = Symbol("FLOW") else { throw BenchmarkError("no such symbol") }
    var runner = VenueRunner(plan, symbol)
    try runner.open(rules)
    let commands = plan.starts.count
    runner.venue.reserve(orders: 1 << 16, lots: commands / 2 + 1 << 16)
    runner.trades = Array(repeating: (0, 0, 0, 0), count: commands)
    runner.trades.removeAll(keepingCapacity: true)
    runner.first = runner.venue.nextSequence
    return runner
  }

  private static func bytes(_ number: UInt64) -> Bytes32 {
    guard
      let made = Bytes32((0..<32).map { UInt8(truncatingIfNeeded: number >> UInt64($0 % 8 * 8)) })
    else { preconditionFailure("32 bytes") }
    return made
  }

  private static func alias(_ member: Int) -> Alias {
    Alias(high: UInt64(member + 1) &* 0x9E37_79B9_7F4A_7C15, low: 7)
  }

  private mutating func open(_ rules: Rules) throws {
    let key = VenueRunner.bytes(1)
    try act(nil, .genesis(Genesis(operatorKey: key, rules: rules, approval: "benchmark")))
    for at in 0..<VenueRunner.accountCount + 2 {
      members.append(venue.nextSequence)
      try act(nil, .openAccount(key: VenueRunner.bytes(UInt64(1_000 + at))))
      try act(0, .admit(member: members[at], roles: [.creator, .trader], owner: nil))
      try act(0, .credit(member: members[at], amount: VenueRunner.cashEach))
    }
    let author = VenueRunner.accountCount
    let asset = venue.nextSequence
    try act(
      members[author],
      .registerAsset(
        Filing(
          authors: [(account: members[author], share: 10_000)],
          originals: [VenueRunner.bytes(2)])),
      signers: [VenueRunner.bytes(UInt64(1_000 + author))])
    let edition = venue.nextSequence
    let royalties = [
      Terms.Royalty(account: members[author], rate: 500),
      Terms.Royalty(account: members[author + 1], rate: 250),
    ]
    let units = VenueRunner.unitsEach * Int64(VenueRunner.accountCount)
    try act(
      members[author],
      .issueEdition(
        Issue(
          asset: asset, quantity: units,
          terms: Terms(digest: terms, fees: rules.fees, royalties: royalties))),
      alias: VenueRunner.alias(author))
    try act(0, .openInstrument(edition: edition, symbol: symbol))
    for at in 0..<VenueRunner.accountCount {
      senders.append((members[at], VenueRunner.alias(at)))
      for (side, member) in [(Side.sell, author), (.buy, at)] {
        let line = OrderLine(side: side, limit: 1, quantity: VenueRunner.unitsEach)
        try act(
          members[member], .placeOrder(line, instrument: symbol, terms: terms),
          alias: VenueRunner.alias(member))
      }
    }
  }

  private mutating func act(
    _ account: AccountNumber?, _ action: Action, signers: [Bytes32] = [], alias: Alias? = nil
  ) throws {
    var facts = Facts()
    facts.alias = alias
    let command = Command(account: account, signers: signers, action: action, facts: facts)
    now += 1
    venue.apply(command, at: now, into: &step)
    if let refusal = step.refusal { throw BenchmarkError("preparing the venue: \(refusal)") }
  }

  /// Runs a flow once and notes which numbers its orders get.
  static func plan(_ flow: Flow, rules: Rules) throws -> Plan {
    var runner = try ready(Plan(), rules: rules)
    return try runner.plan(flow)
  }

  private mutating func plan(_ flow: Flow) throws -> Plan {
    var plan = Plan()
    var entries = [EntryNumber](repeating: 0, count: flow.numbers)
    for command in flow.commands {
      plan.starts.append(plan.requests.count)
      let line = OrderLine(
        side: command.side, limit: command.limit, quantity: Int64(command.quantity),
        timeInForce: command.kind == .place && command.isImmediate
          ? .immediateOrCancel : .goodTillCancelled)
      if command.kind != .place {
        let request = Request(
          line: line, entry: entries[Int(command.number)], isCancel: true, number: command.number)
        plan.requests.append(request)
        run(request)
        if command.kind == .cancel || step.refusal != nil { continue }
      }
      entries[Int(command.number)] = venue.nextSequence
      let request = Request(
        line: line, entry: venue.nextSequence, isCancel: false, number: command.number)
      plan.requests.append(request)
      run(request)
      if let refusal = step.refusal { throw BenchmarkError("a limit of the rules: \(refusal)") }
    }
    return plan
  }

  @inline(__always)
  private mutating func run(_ request: Request) {
    let (account, alias) = senders[Int(request.member)]
    now += 1
    if request.isCancel {
      venue.cancel(request.order, account: account, alias: alias, at: now, into: &step)
    } else {
      venue.place(
        request.line, on: symbol, terms: terms, account: account, alias: alias, at: now,
        into: &step)
    }
  }

  mutating func run() {
    // A copy of the array's reference: the loop must not reach for it through this value.
    let requests = plan.requests
    for at in requests.indices {
      lookAhead(requests, at)
      run(requests[at])
      if step.refusal != nil { refusals &+= 1 }
      guard step.tradeCount > 0 else { continue }
      for event in 0..<step.events.count {
        guard case .trade(let trade) = step.events[event] else { continue }
        trades.append((at, trade.maker, trade.price, trade.quantity))
      }
    }
  }

  /// How many requests ahead an order is brought near.
  private static let reach = (number: 12, order: 5)

  @inline(__always)
  private mutating func lookAhead(_ requests: [Request], _ at: Int) {
    let reach = VenueRunner.reach
    guard at &+ reach.number < requests.count else { return }
    venue.lookAhead(
      far: requests[at &+ reach.number].order, near: requests[at &+ reach.order].order)
  }

  mutating func run(command: Int) {
    let end = command + 1 < plan.starts.count ? plan.starts[command + 1] : plan.requests.count
    for at in plan.starts[command]..<end { run(plan.requests[at]) }
  }

  /// The answer in the flow's own numbers.
  func answer() throws -> FlowAnswer {
    if let what = venue.imbalance() { throw BenchmarkError("out of balance: \(what)") }
    var answer = FlowAnswer()
    answer.refused = refusals
    for trade in trades {
      let maker = Int(OrderNumber(packed: trade.maker).sequence - first)
      answer.trade(
        plan.requests[trade.request].number, plan.requests[maker].number, trade.price,
        trade.quantity)
    }
    return answer
  }
}
