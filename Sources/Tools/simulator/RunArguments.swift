import ArgumentParser
import Foundation
import Simulation
import Venue

/// What a run is asked for with.
struct RunArguments: ParsableArguments {
  @Argument(help: "The workload's file, such as Fixtures/simulations/market.txt.")
  var file: String
  @Option(help: "The seed, from which everything that is drawn follows.")
  var seed: UInt64 = 1
  @Option(help: "How many commands are sent.")
  var commands: Int = 10_000
  @Option(help: "A bug to plant; `simulator plants` lists them.")
  var plant: String?
  @Option(help: "A fault that is left out; may be given several times.")
  var without: [String] = []
  @Option(help: "Commands that are drawn and not sent, such as 40-99,120.")
  var skip: String?

  /// The options of the run.
  func options() throws -> RunOptions {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw ValidationError("\(file) cannot be read")
    }
    let workload: Workload
    do throws(WorkloadError) {
      workload = try Workload(parsing: String(decoding: data, as: UTF8.self))
    } catch {
      throw ValidationError("\(file): \(error)")
    }
    guard commands >= 0 else { throw ValidationError("--commands is a whole number from 0") }
    var options = RunOptions(workload: workload, seed: seed, commands: commands)
    if let plant {
      guard let known = Plant(rawValue: plant) else {
        throw ValidationError("there is no plant `\(plant)`; `simulator plants` lists them")
      }
      options.plant = known
    }
    for name in without {
      guard let fault = Fault(rawValue: name) else {
        let names = Fault.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("there is no fault `\(name)`; there are \(names)")
      }
      options.without.append(fault)
    }
    if let skip {
      guard let ranges = SkippedCommands.parse(skip) else {
        throw ValidationError("--skip is a list of numbers and ranges, such as 40-99,120")
      }
      options.skipped = ranges
    }
    return options
  }

  /// The command line that runs this again.
  func line(_ options: RunOptions) -> String {
    var words = [
      "simulator", "run", file, "--seed", String(options.seed), "--commands",
      String(options.commands),
    ]
    if let plant = options.plant { words += ["--plant", plant.rawValue] }
    for fault in options.without { words += ["--without", fault.rawValue] }
    if !options.skipped.isEmpty { words += ["--skip", SkippedCommands.text(options.skipped)] }
    return words.joined(separator: " ")
  }
}
