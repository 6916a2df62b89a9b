import ArgumentParser
import Client
import Foundation

/// The one binary.
@main
struct Yunshang: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "yunshang",
    abstract: "Yunshang 云裳: the registry and exchange for virtual fashion.",
    discussion: Help.text(
      """
      Everything that changes anything is a signed document; every answer is an entry of a log
      that anyone can check. Begin with:

        yunshang profile set --server https://exchange.example
        yunshang key new
        yunshang account open --name "Lin Yue" --role creator --role trader
        yunshang book QIPAO --watch

      Every command takes --json and then prints exactly one object on standard output; messages
      go to standard error. `yunshang help NOUN VERB` has examples.

      Exit status: 0 done · 1 failed · 2 wrong usage · 3 order cancelled unfilled · 4 not allowed ·
      5 refused by the rules · 6 not found · 7 conflict · 8 too many requests · 9 outcome unknown
      (see `yunshang outbox`) · 130 interrupted.
      """),
    version: "yunshang 0.1.0",
    groupedSubcommands: [
      CommandGroup(
        name: "Yourself",
        subcommands: [
          ProfileCommand.self, KeyCommand.self, AccountCommand.self, CashCommand.self,
        ]),
      CommandGroup(
        name: "Works",
        subcommands: [AssetCommand.self, EditionCommand.self, ClaimCommand.self]),
      CommandGroup(
        name: "Copies",
        subcommands: [FingerprintCommand.self, CompareCommand.self, EvidenceCommand.self]),
      CommandGroup(
        name: "The market",
        subcommands: [
          InstrumentCommand.self, OrderCommand.self, BookCommand.self, TradesCommand.self,
          HoldingsCommand.self,
        ]),
      CommandGroup(
        name: "The venue",
        subcommands: [
          MemberCommand.self, RulesCommand.self, ReportCommand.self, DisclosuresCommand.self,
          StatusCommand.self,
        ]),
      CommandGroup(
        name: "Documents and proofs",
        subcommands: [DocumentCommand.self, OutboxCommand.self, ReceiptCommand.self]),
    ] + HostCommands.groups
  )

  /// Parses, runs, and ends with the exit status that the command's outcome has.
  static func main() async {
    ImageWorkerCommand.runIfAsked()
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      Foundation.exit(Failure.report(error, isJSON: CommandLine.arguments.contains("--json")))
    }
  }
}
