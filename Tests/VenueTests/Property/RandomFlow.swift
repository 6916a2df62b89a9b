import Venue
import VenueModel

/// Random commands that know enough of the market to be interesting: most name what exists and
/// could be accepted, some are off by one, and some are nonsense. They are tried as they are drawn.
struct RandomFlow: ~Copyable {
  var random: SeededGenerator
  var trial: Trial
  /// All that was tried, to try fewer of them when something failed.
  private(set) var steps: [TrialStep] = []
  private(set) var failure: TrialFailure?
  private(set) var time: Int64
  private var lastKey: UInt64 = 0
  private var lastSymbol = 0
  /// Numbers of orders that were placed lately, so that stale ones are named too.
  var orders: [OrderNumber] = []
  /// Once in how many commands a day passes.
  private let dayLength: Int

  init(seed: UInt64, _ care: Trial.Care) {
    random = SeededGenerator(seed: seed)
    trial = Trial(care)
    dayLength = random.once(in: 3) ? 150 : 900
    time = 1_700_000_000_000_000 + Int64.random(in: 0..<wholeDay, using: &random)
  }

  /// Tries at least `count` commands, ticks included, unless one fails.
  mutating func run(_ count: Int) {
    begin()
    while trial.count < count, failure == nil { addAny() }
    if failure == nil, let what = trial.finish() {
      failure = TrialFailure(at: steps.count, what: what)
    }
  }

  mutating func add(
    _ account: UInt64?, _ action: Action, signers: [Bytes32] = [], similar: [Resemblance] = [],
    hasAlias: Bool = true
  ) {
    guard failure == nil else { return }
    var facts = Facts()
    facts.similar = similar
    let step = TrialStep(
      command: Command(account: account, signers: signers, action: action, facts: facts),
      hasAlias: hasAlias, time: time, number: trial.model.sequence)
    steps.append(step)
    if let what = trial.apply(step) { failure = TrialFailure(at: steps.count - 1, what: what) }
  }

  /// Lets time pass before the next command, and applies what is due by then, so that what is drawn
  /// knows of it.
  mutating func pass() {
    let due = trial.model.nextDue
    switch Int.random(in: 0..<1000, using: &random) {
    case 0..<300: time += Int64.random(in: 0...5, using: &random)
    case 300..<330: time += Int64.random(in: 0...3_000_000, using: &random)
    case 330..<334: time += Int64.random(in: 0...7_200_000_000, using: &random)
    case 334..<360:
      // Exactly when something falls due, or as late as it can be before.
      if let due, due - time < 100 * second {
        time = max(time, due - (random.once(in: 2) ? 1 : 0))
      }
    default: break
    }
    if random.once(in: dayLength) {
      let next = trial.model.midnight(trial.model.day(time) + 1)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: time = next - 1
      case 1: time = next
      default: time += Int64.random(in: 0...wholeDay * 3 / 2, using: &random)
      }
    }
    if failure == nil, let what = trial.applyDue(at: time) {
      // A step that does nothing stands for the time that has passed.
      add(nil, .term(epoch: 1))
      failure = failure ?? TrialFailure(at: steps.count - 1, what: what)
    }
  }

  mutating func newKey() -> Bytes32 {
    lastKey += 1
    return bytes32(lastKey, kind: 1)
  }

  mutating func symbolToOpen() -> Symbol {
    if random.once(in: 10) { return symbol() }
    lastSymbol += 1
    return Symbol("S\(lastSymbol)") ?? "NONE"
  }

  // MARK: A market to begin with

  private mutating func begin() {
    var rules = Rules.sample
    rules.fees = Fees(
      maker: Int64.random(in: 0...40, using: &random),
      taker: Int64.random(in: 0...60, using: &random))
    rules.accountOrdersMaximum = Int64.random(in: 4...10, using: &random)
    rules.quantityMaximum = 5000
    rules.selfTrade = random.pick(SelfTrade.allCases) ?? .off
    rules.holdingDays = random.pick([0, 0, 0, 0, 1, 2]) ?? 0
    rules.positionMaximum = random.pick([10_000_000, 200, 60]) ?? 60
    add(nil, .genesis(Genesis(operatorKey: newKey(), rules: rules, approval: "sample")))
    var traders: [UInt64] = []
    for index in 0..<9 {
      let key = newKey()
      let number = trial.model.sequence
      add(nil, .openAccount(key: key), signers: [key])
      let roles: Roles =
        index == 0 ? .auditor : index < 4 ? [.creator, .trader] : .trader
      // The last two are further accounts of owners that trade already.
      let owner = index < 7 ? nil : traders[index - 5]
      add(0, .admit(member: number, roles: roles, owner: owner))
      add(0, .credit(member: number, amount: Int64.random(in: 1...400_000, using: &random)))
      traders.append(number)
    }
    for _ in 0..<3 {
      addWork()
      addEdition()
      addListing()
    }
    time += rules.holdingDays * wholeDay
  }

  // MARK: One more command

  private mutating func addAny() {
    pass()
    switch Int.random(in: 0..<1000, using: &random) {
    case 0..<470: addOrder()
    case 470..<540: addBatch()
    case 540..<660: addAmendment()
    case 660..<740: addCancellation()
    case 740..<755: addMassCancellation()
    case 755..<780: addTimer()
    case 780..<830: addCredit()
    case 830..<855: addWithdrawal()
    case 855..<885: addSettlement()
    case 885..<900: addMember()
    case 900..<910: addWork()
    case 910..<917: addEdition()
    case 917..<923: addListing()
    case 923..<932: addExamination()
    case 932..<950: addPhase()
    case 950..<960: addCollar()
    case 960..<978: addClaim()
    default: addRules()
    }
  }

  /// Mostly someone who may trade; now and then an auditor, the operator, or nobody.
  mutating func anyone() -> UInt64 {
    if random.once(in: 60) { return random.pick([0, 3, 999_999]) ?? 0 }
    if random.once(in: 60) { return random.pick(trial.model.members.keys.sorted()) ?? 0 }
    return trader() ?? 0
  }

  mutating func trader() -> UInt64? { holders([.creator, .trader]) }

  private mutating func holders(_ roles: Roles) -> UInt64? {
    var all: [UInt64] = []
    for (number, member) in trial.model.members where !member.roles.isDisjoint(with: roles) {
      all.append(number)
    }
    return random.pick(all.sorted())
  }

  mutating func holder(_ roles: Roles) -> UInt64 {
    random.once(in: 25) ? anyone() : holders(roles) ?? 0
  }

  mutating func symbol() -> Symbol {
    if random.once(in: 150) { return "NONE" }
    return random.pick(symbols { _ in true }) ?? "NONE"
  }

  /// The instruments of which `holds` is true, by name.
  func symbols(where holds: (Model.Board) -> Bool) -> [Symbol] {
    trial.model.boards.filter { holds($0.value) }.keys.sorted {
      ($0.description.count, $0.description) < ($1.description.count, $1.description)
    }
  }
}
