import Venue

/// One command of a random run. Its alias is not kept: like the sequencer's, it follows from who
/// owns what at that number, so that a run stays true when other commands are dropped.
struct TrialStep {
  var command: Command
  var hasAlias = true
  var time: Int64
}

/// A run that did not go as the model says.
struct TrialFailure: Error, CustomStringConvertible {
  let at: Int
  let what: String
  var description: String { "step \(at): \(what)" }
}

/// The same commands through a Venue that knows everything, one that knows what is public, and the
/// model; and whatever must hold between the three after each of them.
struct Trial: ~Copyable {
  var full = Venue(scope: .full)
  var open = Venue(scope: .open)
  var model = Model()
  /// How many steps came to what: a run that refuses everything proves nothing.
  var tally: [String: Int] = [:]
  private var publicState: [UInt8] = []
  private var sealedState: [UInt8] = []
  /// All public and sealed events and answers, to compare with a second run.
  private(set) var written: [UInt8] = []
  private let isThorough: Bool

  init(isThorough: Bool) {
    self.isThorough = isThorough
    publicState = full.publicState()
    sealedState = full.sealedState()
  }

  /// Runs all of `steps`; the second Venue that replays them must write the same bytes.
  static func run(
    _ steps: [TrialStep], isThorough: Bool, tally: inout [String: Int]
  ) throws(TrialFailure) {
    var trial = Trial(isThorough: isThorough)
    var commands: [Command] = []
    for (at, step) in steps.enumerated() {
      commands.append(sequenced(step, trial.model))
      if let what = trial.apply(commands[at], time: step.time, at) {
        throw TrialFailure(at: at, what: what)
      }
    }
    var again = Venue(scope: .full)
    var written: [UInt8] = []
    for (command, step) in zip(commands, steps) {
      again.apply(command, at: step.time).append(to: &written)
    }
    guard written == trial.written, again.publicState() == trial.publicState,
      again.sealedState() == trial.sealedState
    else { throw TrialFailure(at: steps.count, what: "a replay wrote other bytes") }
    tally.merge(trial.tally) { $0 + $1 }
  }

  /// The command with the alias that a sequencer would have put into its facts.
  static func sequenced(_ step: TrialStep, _ model: Model) -> Command {
    var command = step.command
    guard step.hasAlias, let account = command.account, let member = model.members[account] else {
      return command
    }
    let edition: UInt64? =
      switch command.action {
      case .placeOrders(let entry): model.boards[entry.instrument]?.edition
      case .cancelAll(let symbol, _): model.boards[symbol]?.edition
      case .amendOrder(let number, _, _), .cancelOrder(let number):
        model.order(number).flatMap { model.boards[$0.symbol]?.edition }
      case .issueEdition: model.sequence
      default: nil
      }
    if let edition { command.facts.alias = Alias(high: member.owner, low: edition) }
    return command
  }

  private mutating func apply(_ command: Command, time: Int64, _ at: Int) -> String? {
    let planned = plan(command)
    let outcome = full.apply(command, at: time)
    let verdict = model.apply(command, at: time)
    outcome.append(to: &written)
    count(outcome, verdict)

    guard outcome.refusal?.rawValue == verdict.refusal else {
      return "refused `\(outcome.refusal?.rawValue ?? "-")`, model `\(verdict.refusal ?? "-")`"
    }
    let events = String(decoding: outcome.publicEvents.bytes, as: UTF8.self)
    let expected = verdict.lines.map { $0 + "\n" }.joined()
    guard events == expected else { return "events\n\(events)model\n\(expected)" }
    guard outcome.withheld == verdict.withheld else {
      return "withheld \(outcome.withheld), model \(verdict.withheld)"
    }
    if let what = compare(planned, with: outcome, verdict, command) { return "plan: \(what)" }
    if let what = full.imbalance() { return what }
    let state = (full.publicState(), full.sealedState())
    if let what = replayPublicly(command, outcome, time, state.0) { return "public: \(what)" }
    defer { (publicState, sealedState) = state }
    if outcome.refusal != nil {
      return state.0 == publicState && state.1 == sealedState ? nil : "a refusal changed the state"
    }
    return isThorough || at % 16 == 0 || !verdict.trades.isEmpty ? compareState() : nil
  }

  private mutating func count(_ outcome: borrowing Outcome, _ verdict: Model.Verdict) {
    tally[outcome.refusal?.rawValue ?? "accepted", default: 0] += 1
    tally["trades", default: 0] += verdict.trades.count
    tally["withheld lines", default: 0] += verdict.withheld.count
    for line in verdict.lines where line.hasSuffix(#""self-trade"}"#) {
      tally["self-trade", default: 0] += 1
    }
  }

  private mutating func replayPublicly(
    _ command: Command, _ outcome: borrowing Outcome, _ time: Int64, _ mine: [UInt8]
  ) -> String? {
    let seen = open.apply(command.seenInPublic(withheld: outcome.withheld), at: time)
    guard seen.publicEvents.bytes == outcome.publicEvents.bytes else {
      return "events\n" + String(decoding: seen.publicEvents.bytes, as: UTF8.self)
        + "instead of\n" + String(decoding: outcome.publicEvents.bytes, as: UTF8.self)
    }
    guard seen.sealedEvents.count == 0 else { return "something sealed is written" }
    let its = open.publicState()
    guard mine == its else {
      return "state\n" + String(decoding: its, as: UTF8.self) + "instead of\n"
        + String(decoding: mine, as: UTF8.self)
    }
    return nil
  }
}

extension Outcome {
  func append(to bytes: inout [UInt8]) {
    bytes += publicEvents.bytes + sealedEvents.bytes + reply
    bytes.append(UInt8(truncatingIfNeeded: withheld.count))
  }
}
