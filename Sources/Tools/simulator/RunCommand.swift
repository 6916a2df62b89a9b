import ArgumentParser
import Documents
import Foundation
import Simulation

/// Runs a workload once.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a workload, and say in one line of JSON what broke.")

  @OptionGroup var arguments: RunArguments
  @Flag(help: "Add a digest of everything that happened, and what came about.")
  var trace = false
  @Flag(help: "Do not look for a shorter run when something broke.")
  var noShrink = false

  func run() throws {
    let options = try arguments.options()
    let report = try World(options).run()
    var members: [(String, JSON)] = [
      ("commands", .number(Int64(report.commands))),
      ("commandsToCatch", report.commandsToCatch.map { .number(Int64($0)) } ?? .null),
      ("seed", .number(Int64(truncatingIfNeeded: report.seed))),
      ("violations", .array(report.violations.map { .string("\($0)") })),
    ]
    if trace {
      members += [("tally", .string("\(report.tally)")), ("trace", .string(report.trace))]
    }
    print(String(decoding: JSON.object(JSON.Object(members)).canonicalBytes, as: UTF8.self))
    guard !report.violations.isEmpty else { return }
    if !noShrink { try ShrinkCommand.shrink(options, arguments) }
    throw ExitCode(1)
  }
}
