import Venue

/// Random commands that know enough of the market to be interesting: most name what exists and
/// could be accepted, some are off by one, and some are nonsense.
struct RandomFlow {
  var random: SeededGenerator
  var model = Model()
  var steps: [TrialStep] = []
  private var time: Int64 = 1_700_000_000_000_000
  private var lastKey: UInt64 = 0
  private var lastSymbol = 0
  /// Numbers of orders that were placed, so that stale ones are named too.
  private var orders: [OrderNumber] = []

  static func steps(seed: UInt64, count: Int) -> [TrialStep] {
    var flow = RandomFlow(random: SeededGenerator(seed: seed))
    flow.begin()
    while flow.steps.count < count { flow.addAny() }
    return flow.steps
  }

  mutating func add(
    _ account: UInt64?, _ action: Action, signers: [Bytes32] = [], similar: [Resemblance] = [],
    hasAlias: Bool = true
  ) {
    if random.once(in: 3) { time += Int64.random(in: 0...5, using: &random) }
    var facts = Facts()
    facts.similar = similar
    let step = TrialStep(
      command: Command(account: account, signers: signers, action: action, facts: facts),
      hasAlias: hasAlias, time: time)
    steps.append(step)
    _ = model.apply(Trial.sequenced(step, model), at: time)
  }

  mutating func newKey() -> Bytes32 {
    lastKey += 1
    return bytes32(lastKey, kind: 1)
  }

  // MARK: A market to begin with

  private mutating func begin() {
    let fees = Fees(
      maker: Int64.random(in: 0...40, using: &random),
      taker: Int64.random(in: 0...60, using: &random))
    var rules = Rules.sample
    rules.fees = fees
    rules.accountOrdersMaximum = Int64.random(in: 4...10, using: &random)
    rules.quantityMaximum = 5000
    add(nil, .genesis(Genesis(operatorKey: newKey(), rules: rules, approval: "sample")))
    for index in 0..<9 {
      let key = newKey()
      let number = model.sequence
      add(nil, .openAccount(key: key), signers: [key])
      let roles: Roles =
        index == 0 ? .auditor : index < 4 ? [.creator, .trader] : .trader
      let owner = index == 8 ? number - 4 : nil
      add(0, .admit(member: number, roles: roles, owner: owner))
      add(0, .credit(member: number, amount: Int64.random(in: 1...400_000, using: &random)))
    }
    for _ in 0..<3 {
      addWork()
      addEdition()
      addListing()
    }
  }

  // MARK: One more command

  private mutating func addAny() {
    switch Int.random(in: 0..<1000, using: &random) {
    case 0..<470: addOrder()
    case 470..<560: addBatch()
    case 560..<680: addAmendment()
    case 680..<770: addCancellation()
    case 770..<785: addMassCancellation()
    case 785..<840: addCredit()
    case 840..<870: addWithdrawal()
    case 870..<900: addSettlement()
    case 900..<920: addMember()
    case 920..<932: addWork()
    case 932..<942: addEdition()
    case 942..<950: addListing()
    case 950..<965: addExamination()
    case 965..<975: addPhase()
    case 975..<995: addClaim()
    default: addRules()
    }
  }

  /// Mostly someone who may trade; now and then an auditor, the operator, or nobody.
  mutating func anyone() -> UInt64 {
    if random.once(in: 60) { return random.pick([0, 3, 999_999]) ?? 0 }
    return trader() ?? 0
  }

  mutating func trader() -> UInt64? {
    random.pick(
      model.members.filter { !$0.value.roles.isDisjoint(with: [.creator, .trader]) }.keys.sorted())
  }

  mutating func holder(_ roles: Roles) -> UInt64 {
    if random.once(in: 25) { return anyone() }
    let all = model.members.filter { !$0.value.roles.isDisjoint(with: roles) }.keys.sorted()
    return random.pick(all) ?? 0
  }

  mutating func symbol() -> String {
    if random.once(in: 150) { return "NONE" }
    return random.pick(model.boards.keys.sorted()) ?? "NONE"
  }

  private mutating func limit() -> Int64 {
    switch Int.random(in: 0..<120, using: &random) {
    case 0: return 0
    case 1: return -5
    case 2: return 1 << 40
    case 3: return (1 << 41) + 5
    default:
      let around = Int64.random(in: 95...105, using: &random)
      return random.once(in: 4) ? around : around / 5 * 5
    }
  }

  private mutating func quantity() -> Int64 {
    switch Int.random(in: 0..<100, using: &random) {
    case 0: 0
    case 1: -1
    case 2: 5001
    case 3: 4999
    case 4..<14: Int64.random(in: 20...150, using: &random)
    default: Int64.random(in: 1...20, using: &random)
    }
  }

  private mutating func anyLine() -> OrderEntry.Line {
    line(
      random.once(in: 2) ? .buy : .sell, limit(), quantity(),
      random.once(in: 4) ? .immediateOrCancel : .goodTillCancelled)
  }

  /// Someone who can offer units of `symbol`, mostly; else anyone.
  private mutating func seller(_ symbol: String) -> UInt64? {
    guard let edition = model.boards[symbol]?.edition else { return nil }
    let owners = model.editions[edition]?.units.keys.filter {
      model.unitsAvailable($0, edition) > 0
    }
    return random.pick(owners?.sorted() ?? [])
  }

  private mutating func terms(_ symbol: String) -> Bytes32 {
    let edition = model.boards[symbol].flatMap { model.editions[$0.edition] }
    return random.once(in: 80) ? bytes32(7, kind: 9) : edition?.terms.digest ?? bytes32(0)
  }

  private mutating func addOrder() {
    let symbol = symbol()
    orders.append(OrderNumber(sequence: model.sequence, position: 0))
    var line = anyLine()
    var account = anyone()
    if line.side == .sell, !random.once(in: 10), let seller = seller(symbol) {
      account = seller
      let room = model.unitsAvailable(seller, model.boards[symbol]?.edition ?? 0)
      if !random.once(in: 8) { line.quantity = min(line.quantity, room) }
    }
    add(
      account,
      .placeOrders(
        OrderEntry(instrument: symbol, terms: terms(symbol), lines: [line], isBatch: false)),
      hasAlias: !random.once(in: 150))
  }

  private mutating func addBatch() {
    let symbol = symbol()
    var lines: [OrderEntry.Line] = []
    for at in 0..<Int.random(in: 1...6, using: &random) {
      lines.append(anyLine())
      orders.append(OrderNumber(sequence: model.sequence, position: UInt32(at)))
    }
    add(
      anyone(),
      .placeOrders(
        OrderEntry(instrument: symbol, terms: terms(symbol), lines: lines, isBatch: true)),
      hasAlias: !random.once(in: 60))
  }

  /// An order that rests, mostly; else any that was placed. And whoever may change it, mostly.
  private mutating func target() -> (number: OrderNumber, account: UInt64, order: Model.Order?) {
    let resting = model.boards.values.flatMap(\.orders).sorted { $0.number < $1.number }
    guard !random.once(in: 12), let order = random.pick(resting) else {
      let number = random.pick(orders) ?? OrderNumber(sequence: 5, position: 9)
      return (number, anyone(), model.order(number)?.order)
    }
    let siblings = model.members.filter { $0.value.owner == order.owner }.keys.sorted()
    let own = random.once(in: 4) ? random.pick(siblings) : order.account
    return (order.number, random.once(in: 25) ? anyone() : own ?? 0, order)
  }

  private mutating func addAmendment() {
    let (number, account, order) = target()
    guard let roles = model.members[account]?.roles, !roles.isDisjoint(with: [.creator, .trader])
    else { return }
    var limit = random.once(in: 2) ? order?.limit ?? limit() : limit()
    let filled = order.map { $0.quantity - $0.remaining } ?? 0
    var quantity = quantity() + (random.once(in: 8) ? 0 : filled)
    if let order {
      if random.once(in: 3) { quantity = Int64.random(in: 1...order.quantity + 3, using: &random) }
      if random.once(in: 20) { (limit, quantity) = (order.limit, order.quantity) }
      if random.once(in: 20) { quantity = filled }
    }
    add(
      account, .amendOrder(number, limit: limit, quantity: quantity),
      hasAlias: !random.once(in: 100))
  }

  private mutating func addCancellation() {
    let (number, account, _) = target()
    add(account, .cancelOrder(number), hasAlias: !random.once(in: 100))
  }

  private mutating func addMassCancellation() {
    let side: Side? = random.pick([nil, .buy, .sell]) ?? nil
    add(
      anyone(), .cancelAll(instrument: symbol(), side: side), hasAlias: !random.once(in: 20))
  }

  mutating func symbolToOpen() -> String {
    if random.once(in: 10) { return symbol() }
    lastSymbol += 1
    return "S\(lastSymbol)"
  }
}
