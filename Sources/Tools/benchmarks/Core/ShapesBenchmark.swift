import ArgumentParser
import Foundation

/// How speed depends on the shape of the market.
struct ShapesBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shapes",
    abstract: "Measure speed against book depth, price width and the number of instruments.",
    discussion: """
      Each point fills the books, runs one stretch of a steady flow to warm up, and then one stretch a
      round: nine of twenty commands are new orders at a price drawn evenly over the width, as many
      cancel any resting order, and one of ten commands crosses. Each stretch is held to the answer of
      a model that was drawn with it. Depth and width are measured for the book alone and for the
      Venue, the number of instruments (ten resting orders and ten holders each) for the Venue.
      Prints one line a point:
      {"engine","axis","resting","width","instruments","trades",
      "commandsPerCPUSecond":{"min","median","max"},"residentMiB":{"before","filled","after"}}
      The resident memory is that of the process before there is a venue, with all books filled, and
      after the last round; it stands only with the number of instruments.

      Example: benchmarks shapes --rounds 9 > shapes.jsonl && scripts/plot-shapes shapes.jsonl
      """)

  private static let commandsRange = 1_000...10_000_000
  private static let commandsInAllMaximum = 50_000_000
  private static let largestRange = 10...1_000_000

  @Option(help: "How often each point is measured.")
  var rounds = 5

  @Option(help: "Commands in each round.")
  var commands = 500_000

  @Option(help: "What the flows are drawn from.")
  var seed: UInt64 = 1

  @Option(help: "Leave out points with more resting orders or instruments.")
  var largest = ShapesBenchmark.largestRange.upperBound

  @Option(help: "Only one engine.")
  var engine: ShapesPoint.Engine?

  @Option(help: "Only one axis.")
  var axis: ShapesPoint.Axis?

  func validate() throws {
    try CoreBenchmark.check(rounds: rounds)
    let range = ShapesBenchmark.commandsRange
    guard range.contains(commands) else {
      throw ValidationError("--commands is \(range.lowerBound) to \(range.upperBound).")
    }
    guard rounds * commands <= ShapesBenchmark.commandsInAllMaximum else {
      throw ValidationError(
        "--rounds times --commands is at most \(ShapesBenchmark.commandsInAllMaximum).")
    }
    let sizes = ShapesBenchmark.largestRange
    guard sizes.contains(largest) else {
      throw ValidationError("--largest is \(sizes.lowerBound) to \(sizes.upperBound).")
    }
    guard engine != .book || axis != .instruments else {
      throw ValidationError("The book alone has one instrument: leave out --engine or --axis.")
    }
  }

  func run() throws {
    for point in ShapesPoint.all(largest: largest) {
      guard engine == nil || engine == point.engine, axis == nil || axis == point.axis else {
        continue
      }
      print(try point.measure(rounds: rounds, commands: commands, seed: seed))
      fflush(nil)
    }
  }
}

extension ShapesPoint.Engine: ExpressibleByArgument {}
extension ShapesPoint.Axis: ExpressibleByArgument {}
