import ArgumentParser
import Foundation

/// Measures how long a venue with a long log takes to start.
struct StartBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Measure how long a server takes to listen over a long log.",
    discussion: """
      Starts `yunshang serve` over a folder several times, from the call of the program to its
      `listening` line. Prints one line, medians of all rounds:
      {"leaves","snapshotSequence","replayed","seconds","processorSeconds","rssMiB"}
      Leaves behind the snapshot are replayed; a batch of orders is one leaf.

      Example: benchmarks make --data ./long --entries 10000000 && benchmarks start --data ./long
      """)

  @Option(help: ArgumentHelp("The venue's folder.", valueName: "dir"))
  var data: String

  @Option(help: "The venue's name.")
  var origin = MadeVenue.origin

  @Option(help: "How often it is started.")
  var rounds = 3

  @Option(
    help: ArgumentHelp(
      "The server; without it, YUNSHANG_BINARY or the one beside this.", valueName: "file"))
  var serverBinary: String?

  private static let roundRange = 1...100

  func validate() throws {
    guard Self.roundRange.contains(rounds) else {
      throw ValidationError("--rounds is 1 to \(Self.roundRange.upperBound).")
    }
  }

  func run() throws {
    let binary = try ServerProcess.binary(serverBinary)
    var seconds: [Double] = []
    var processorSeconds: [Double] = []
    var resident: [Double] = []
    var messages = ""
    for _ in 0..<rounds {
      let begun = Clock.nanoseconds()
      let server = try ServerProcess(binary: binary, folder: data, origin: origin)
      seconds.append(Double(Clock.nanoseconds() - begun) / 1e9)
      processorSeconds.append(server.processorSeconds())
      resident.append(server.residentPeak())
      messages = server.messages
      try server.stop()
    }
    let leaves = try Self.number("entries", in: messages)
    let replayed = try Self.number("replayed", in: messages)
    print(
      "{\"leaves\":\(leaves),\"snapshotSequence\":\(leaves - replayed),\"replayed\":\(replayed),"
        + "\"seconds\":\(Median.text(seconds, 2)),"
        + "\"processorSeconds\":\(Median.text(processorSeconds, 2)),"
        + "\"rssMiB\":\(Median.text(resident, 0))}")
  }

  /// A number that the server tells of its start.
  private static func number(_ name: String, in messages: String) throws -> Int {
    guard let at = messages.range(of: " \(name)="),
      let number = Int(messages[at.upperBound...].prefix { $0.isNumber })
    else { throw BenchmarkError("the server does not tell how many entries are \(name)") }
    return number
  }
}
