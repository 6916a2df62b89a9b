import ArgumentParser

@main
struct Root: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "yunshang", subcommands: [ServeCommand.self, VerifyCommand.self])
  static func main() async {
    ImageWorkerCommand.runIfAsked()
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand { try await asynchronous.run() } else { try command.run() }
    } catch { exit(withError: error) }
  }
}
