import ArgumentParser

struct Root: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "yunshang", subcommands: [ServeCommand.self, VerifyCommand.self])
}

ImageWorkerCommand.runIfAsked()
await Root.main()
