import ArgumentParser
import Foundation

/// Runs whole venues in a simulated world.
@main
struct Simulator: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulator",
    abstract: "Runs a whole venue in a simulated world, the same way for the same seed.",
    subcommands: [RunCommand.self, ShrinkCommand.self, PlantsCommand.self])

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let status = exitCode(for: error).rawValue
      let text = fullMessage(for: error)
      if status == 0 {
        print(text)
        Foundation.exit(0)
      }
      // What is typed wrongly is 2, as a workload is that says something unknown.
      if !text.isEmpty { FileHandle.standardError.write(Data((text + "\n").utf8)) }
      Foundation.exit(status == 1 ? 1 : 2)
    }
  }
}
