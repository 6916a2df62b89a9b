import Venue
import VenueModel

/// The same commands through a Venue that knows everything, one that knows what is public, and the
/// model; and whatever must hold between the three after each of them.
struct Trial: ~Copyable {
  /// How closely is looked. Refusals, public events and what is withheld are compared at every step.
  enum Care {
    /// State, answers and dry runs now and then.
    case swift
    /// As before, and a second Venue must write the same bytes.
    case repeated
    /// Answers and dry runs at every step, state at the end.
    case close
    /// Everything at every step.
    case thorough
  }

  var full = Venue(scope: .full)
  var open = Venue(scope: .open)
  var model = Model()
  /// Commands so far, ticks included.
  private(set) var count = 0
  private let care: Care
  /// What was applied, to be repeated.
  private(set) var applied: [(command: Command, time: Int64)] = []
  /// A digest of all that was written.
  private var written = ByteDigest()
  /// A step's number when it was drawn, to its number in this run.
  private var numbers: [UInt64: UInt64] = [:]

  private static let stateStride = 256
  private static let answerStride = 8

  init(_ care: Care) { self.care = care }

  /// Whether steps are run again, perhaps fewer of them, so that what they name has other numbers.
  private var isAgain: Bool { care == .close || care == .thorough }

  /// Runs all of `steps`.
  static func run(_ steps: [TrialStep], _ care: Care) throws(TrialFailure) {
    var trial = Trial(care)
    for (at, step) in steps.enumerated() {
      if let what = trial.apply(step) { throw TrialFailure(at: at, what: what) }
    }
    if let what = trial.finish() { throw TrialFailure(at: steps.count, what: what) }
  }

  /// Applies what is due by the step's time, and the step; what went wrong.
  mutating func apply(_ step: TrialStep) -> String? {
    let time = max(step.time, model.time)
    if let what = applyDue(at: time) { return what }
    var command = step.command
    if isAgain {
      numbers[step.number] = full.nextSequence
      command = step.renamed { $0 == 0 ? 0 : numbers[$0] ?? 1 << 40 + $0 }
    }
    if step.hasAlias { command.facts.alias = alias(command) }
    return applyOne(command, at: time)
  }

  /// Ticks until nothing is due; what went wrong.
  mutating func applyDue(at time: Int64) -> String? {
    while true {
      let isDue = model.isDue(at: time)
      guard full.isDue(at: time) == isDue, open.isDue(at: time) == isDue else {
        return "due is \(full.isDue(at: time)), publicly \(open.isDue(at: time)), model \(isDue)"
      }
      guard isDue else { return nil }
      let tick = Command(account: nil, action: .tick)
      if let what = applyOne(tick, at: time) { return "tick: " + what }
    }
  }

  /// What must hold at the end of a run.
  mutating func finish() -> String? {
    if let what = compareAll() { return what }
    guard care == .repeated || care == .thorough else { return nil }
    var again = Venue(scope: .full)
    var repeated = ByteDigest()
    for step in applied { repeated.add(again.apply(step.command, at: step.time)) }
    guard repeated == written, again.publicState() == full.publicState(),
      again.sealedState() == full.sealedState()
    else { return "a replay wrote other bytes" }
    return nil
  }

  /// The alias that a sequencer would have put into the facts.
  private func alias(_ command: Command) -> Alias? {
    guard let account = command.account, let member = model.members[account] else { return nil }
    let edition: UInt64? =
      switch command.action {
      case .placeOrder(_, let symbol, _), .placeBatch(_, let symbol, _),
        .cancelAll(let symbol, _), .cancelAfter(let symbol, _):
        model.boards[symbol]?.edition
      case .amendOrder(let number, _, _), .cancelOrder(let number):
        model.order(number).flatMap { model.boards[$0.symbol]?.edition }
      case .issueEdition: model.sequence
      default: nil
      }
    return edition.map { Alias(high: member.owner, low: $0) }
  }

  private mutating func applyOne(_ command: Command, at time: Int64) -> String? {
    count += 1
    let looksAtAnswer = isAgain || count % Self.answerStride == 0
    let looksAtState =
      care == .thorough || (care != .close && count % Self.stateStride == 0)
    let before = looksAtState ? (full.publicState(), full.sealedState()) : nil
    let planned = looksAtAnswer ? plan(command, at: time) : nil
    let outcome = full.apply(command, at: time)
    let verdict = model.apply(command, at: time)
    if care == .repeated || care == .thorough {
      applied.append((command, time))
      written.add(outcome)
    }
    guard outcome.refusal?.rawValue == verdict.refusal else {
      return "refused `\(outcome.refusal?.rawValue ?? "-")`, model `\(verdict.refusal ?? "-")`"
    }
    guard Self.isSame(outcome.publicEvents.bytes, verdict.lines) else {
      return "events\n" + String(decoding: outcome.publicEvents.bytes, as: UTF8.self)
        + "model\n" + verdict.lines.map { $0 + "\n" }.joined()
    }
    guard outcome.withheld == verdict.withheld else {
      return "withheld \(outcome.withheld), model \(verdict.withheld)"
    }
    let seen = open.apply(command.seenInPublic(withheld: outcome.withheld), at: time)
    guard seen.publicEvents.bytes == outcome.publicEvents.bytes else {
      return "public events\n" + String(decoding: seen.publicEvents.bytes, as: UTF8.self)
        + "instead of\n" + String(decoding: outcome.publicEvents.bytes, as: UTF8.self)
    }
    guard seen.sealedEvents.count == 0 else { return "public replay writes something sealed" }
    if looksAtAnswer {
      if let what = compare(planned, with: outcome, verdict, command) { return "plan: \(what)" }
      if let what = compareAnswer(outcome, verdict) { return what }
    }
    guard let before else { return nil }
    if outcome.refusal != nil {
      guard full.publicState() == before.0, full.sealedState() == before.1 else {
        return "a refusal changed the state"
      }
    }
    return compareAll()
  }

  /// All that can be compared at once.
  private func compareAll() -> String? {
    if let what = full.imbalance() ?? model.difference(from: full) { return what }
    let (mine, its) = (full.publicState(), open.publicState())
    guard mine == its else {
      return "public state\n" + String(decoding: its, as: UTF8.self) + "instead of\n"
        + String(decoding: mine, as: UTF8.self)
    }
    return nil
  }

  private static func isSame(_ bytes: [UInt8], _ lines: [String]) -> Bool {
    var at = 0
    for line in lines {
      let text = line.utf8
      guard bytes.count > at + text.count, bytes[at..<at + text.count].elementsEqual(text),
        bytes[at + text.count] == 10
      else { return false }
      at += text.count + 1
    }
    return at == bytes.count
  }
}

/// A digest of many bytes (FNV-1a, on whole words where there are enough).
struct ByteDigest: Equatable {
  private var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ bytes: [UInt8]) {
    add(UInt64(bytes.count))
    for byte in bytes { add(UInt64(byte)) }
  }

  private mutating func add(_ word: UInt64) { value = (value ^ word) &* 0x0000_0100_0000_01B3 }

  /// All that an outcome says.
  mutating func add(_ outcome: borrowing Outcome) {
    add(outcome.publicEvents.bytes)
    add(outcome.sealedEvents.bytes)
    add(outcome.reply)
    add(UInt64(outcome.withheld.count))
  }
}
