import ArgumentParser
import Foundation
import Simulation

/// Looks for a shorter run that breaks the same thing.
struct ShrinkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shrink",
    abstract: "Look for fewer commands and fewer faults that break the same thing.")

  @OptionGroup var arguments: RunArguments

  func run() throws {
    guard try Self.shrink(try arguments.options(), arguments) else {
      print("nothing breaks: there is nothing to shrink")
      return
    }
    throw ExitCode(1)
  }

  /// Shrinks a run and says how the shorter one is run; `false` when nothing breaks.
  @discardableResult
  static func shrink(_ options: RunOptions, _ arguments: RunArguments) throws -> Bool {
    guard let found = try Shrinking.shorter(options) else { return false }
    let text = "\(found.violation)\nreplay: \(arguments.line(found.options))\n"
    FileHandle.standardError.write(Data(text.utf8))
    return true
  }
}
