import ArgumentParser
import Client
import Documents

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "What all accounts come to (operator, auditor).",
    subcommands: [Balance.self])

  struct Balance: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Hold what came in and went out against what is there.",
      discussion: Help.text(
        """
        Credits less withdrawals are the cash of all accounts, and an edition's units are what its
        owners have. Exit status 1 says that a difference is not 0.

          yunshang report balance
        """))
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let report = try context.session().get("/v1/reports/balance", isPrivate: true)
      context.show(report) { show(report, context) }
      let differences =
        (report["cash"]?.array ?? []).map { $0["difference"] == "0" }
        + (report["units"]?.array ?? []).map { $0["difference"] == 0 }
      guard differences.allSatisfy({ $0 }) else {
        Terminal.fault(localized("The venue is out of balance.", "账目不平。"))
        throw ExitCode(CommandStatus.failed.rawValue)
      }
    }

    private func show(_ report: JSON, _ context: Context) {
      var cash = Table([
        .init(localized("Currency", "币种")), .init(localized("Credits", "入金"), isNumber: true),
        .init(localized("Withdrawals", "出金"), isNumber: true),
        .init(localized("Available", "可用"), isNumber: true),
        .init(localized("Held", "冻结"), isNumber: true),
        .init(localized("Difference", "差额"), isNumber: true),
      ])
      for line in report["cash"]?.array ?? [] {
        cash.add([
          Cell.text(line["currency"]), Cell.yuan(line["credits"]), Cell.yuan(line["withdrawals"]),
          Cell.yuan(line["available"]), Cell.yuan(line["held"]), Cell.yuan(line["difference"]),
        ])
      }
      context.show(cash, orElse: "")
      Terminal.print("")
      var units = Table([
        .init(localized("Edition", "版次"), isNumber: true), .init(localized("Instrument", "品种")),
        .init(localized("Issued", "发行"), isNumber: true),
        .init(localized("Owned", "持有"), isNumber: true),
        .init(localized("Difference", "差额"), isNumber: true),
      ])
      for line in report["units"]?.array ?? [] {
        units.add([
          Cell.text(line["edition"]), Cell.text(line["instrument"]), Cell.text(line["issued"]),
          Cell.text(line["owned"]), Cell.text(line["difference"]),
        ])
      }
      context.show(units, orElse: localized("Nothing is issued yet.", "尚无发行。"))
    }
  }
}
