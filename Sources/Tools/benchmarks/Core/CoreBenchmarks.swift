import ArgumentParser
import Documents
import Foundation
import Venue

/// The book alone.
struct BookBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "book", abstract: "Measure the book alone on an order flow.",
    discussion: """
      Runs the flow several times from an empty book, then once more with a look at the clock after
      each command. Prints one line:
      {"commands","trades","volume","refused","hash","commandsPerCPUSecond":{"min","median","max"},
      "latencyNanoseconds":{"p50","p99","p999"}}

      Example: benchmarks book --flow walk.flow --rounds 9
      """)

  @Option(help: ArgumentHelp("The order flow.", valueName: "file"))
  var flow: String

  @Option(help: "How often it is run.")
  var rounds = 7

  func validate() throws { try CoreBenchmark.check(rounds: rounds) }

  func run() throws {
    let flow = try Flow(contentsOf: flow)
    let figures = try FlowFigures.measure(commands: flow.commands.count, rounds: rounds) {
      BookRunner(flow)
    }
    print(figures.line)
  }
}

/// The Venue with everything that it does for an order.
struct VenueBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "venue", abstract: "Measure the Venue on an order flow.",
    discussion: """
      The account of an order is its number mod 1,000; all accounts have cash and units, the rules are
      those of Contracts/rules/yardstick.json, and the edition pays two royalties. Prints the same
      line as `benchmarks book`; the hash is over the flow's own numbers.

      Example: benchmarks venue --flow walk.flow --rounds 9
      """)

  @Option(help: ArgumentHelp("The order flow.", valueName: "file"))
  var flow: String

  @Option(help: "How often it is run.")
  var rounds = 7

  @Option(help: ArgumentHelp("The rule set.", valueName: "file"))
  var rules = CoreBenchmark.rulesPath

  func validate() throws { try CoreBenchmark.check(rounds: rounds) }

  func run() throws {
    let flow = try Flow(contentsOf: flow)
    let rules = try CoreBenchmark.rules(at: rules)
    let plan = try VenueRunner.plan(flow, rules: rules)
    let figures = try FlowFigures.measure(commands: flow.commands.count, rounds: rounds) {
      try VenueRunner.ready(plan, rules: rules)
    }
    print(figures.line)
  }
}

/// What both share.
enum CoreBenchmark {
  private static let roundsMaximum = 1_000

  /// The yardstick's rule set beside these sources.
  static let rulesPath =
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Contracts/rules/yardstick.json").path

  static func check(rounds: Int) throws {
    guard (1...roundsMaximum).contains(rounds) else {
      throw ValidationError("--rounds is 1 to \(roundsMaximum).")
    }
  }

  static func rules(at path: String) throws -> Rules {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BenchmarkError("\(path) cannot be read: name a rule set with --rules")
    }
    // The file may end in a newline, as files do.
    let text = Array(data).filter { $0 != UInt8(ascii: "\n") }
    guard case .object(let object) = try CanonicalParser.parse(text) else {
      throw BenchmarkError("\(path) is no rule set")
    }
    return try RuleSet.read(object)
  }
}
