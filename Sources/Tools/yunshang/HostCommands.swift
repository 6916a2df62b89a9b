import ArgumentParser

/// The commands that are not a client's: running a venue, keeping it, and checking one.
enum HostCommands {
  /// Their place in the help.
  static let groups = [
    CommandGroup(
      name: "Running and checking",
      subcommands: [
        ServeCommand.self, VerifyCommand.self, BackupCommand.self, RestoreCommand.self,
        ScrubCommand.self, RepairCommand.self,
      ])
  ]
}
