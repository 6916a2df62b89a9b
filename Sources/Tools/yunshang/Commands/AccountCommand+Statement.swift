import ArgumentParser
import Client
import Documents
import Foundation

extension AccountCommand {
  struct Statement: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show how a day began and ended for your account, and what moved between.",
      discussion: Help.text(
        """
        Days are those of Shanghai. Cash is this account's; units are your owner's, as they are held.

          yunshang account statement
          yunshang account statement --date 2026-11-24 --json
        """))
    @Option(help: ArgumentHelp("The day; without it, today.", valueName: "YYYY-MM-DD"))
    var date: String?
    @OptionGroup var client: ClientOptions

    /// The most pages of lines that are fetched.
    private static let pageMaximum = 10_000

    func validate() throws {
      guard date.map({ Timestamp.parse("\($0)T00:00:00Z") != nil }) ?? true else {
        throw ValidationError("--date is a day, such as 2026-11-24.")
      }
    }

    func run(_ context: Context) throws {
      let session = try context.session()
      let path = try session.accountPath("statements/\(date ?? Statement.today())")
      let statement = try fetch(path, session)
      context.show(statement) { show(statement, context) }
    }

    private static func today() -> String {
      let seconds = Int64(Date().timeIntervalSince1970) + 8 * 3600
      return String(Timestamp.format(seconds: seconds).prefix(10))
    }

    /// The statement with the lines of all its pages.
    private func fetch(_ path: String, _ session: Session) throws -> JSON {
      var lines: [JSON] = []
      var after: String?
      for _ in 0..<Statement.pageMaximum {
        let page = try session.get(
          Session.path(path, [("limit", "200"), ("after", after)]), isPrivate: true)
        lines += page["lines"]?.array ?? []
        after = page["next"]?.string
        guard after == nil, var whole = page.object else { continue }
        whole["lines"] = .array(lines)
        return .object(whole)
      }
      throw ClientError.failed("too-many", "\(path) has more lines than this command reads.")
    }

    private func show(_ statement: JSON, _ context: Context) {
      func balance(_ name: String) -> String {
        let (available, held) = (
          Cell.yuan(statement[name]?["available"]), Cell.yuan(statement[name]?["held"])
        )
        return localized("\(available) and \(held) held", "\(available)，另冻结 \(held)")
      }
      func flow(_ name: String, _ direction: String) -> String {
        Cell.yuan(statement[name]?[direction])
      }
      context.show([
        (localized("account", "账户"), Cell.text(statement["account"])),
        (localized("day", "日期"), Cell.text(statement["date"])),
        (localized("opening cash", "期初资金"), balance("opening")),
        (localized("closing cash", "期末资金"), balance("closing")),
        (localized("fees paid", "支付手续费"), flow("fees", "paid")),
        (localized("fees received", "收取手续费"), flow("fees", "received")),
        (localized("royalties paid", "支付版税"), flow("royalties", "paid")),
        (localized("royalties received", "收取版税"), flow("royalties", "received")),
      ])
      Terminal.print("")
      showUnits(statement["units"], context)
      Terminal.print("")
      CashCommand.Statement.show(lines: statement["lines"], context)
    }

    private func showUnits(_ units: JSON?, _ context: Context) {
      var table = Table([
        .init(localized("Edition", "版次"), isNumber: true), .init(localized("Instrument", "品种")),
        .init(localized("Opening", "期初"), isNumber: true),
        .init(localized("Issued", "发行"), isNumber: true),
        .init(localized("Bought", "买入"), isNumber: true),
        .init(localized("for", "金额"), isNumber: true),
        .init(localized("Sold", "卖出"), isNumber: true),
        .init(localized("for", "金额"), isNumber: true),
        .init(localized("Closing", "期末"), isNumber: true),
      ])
      for line in units?.array ?? [] {
        table.add([
          Cell.text(line["edition"]), Cell.text(line["instrument"]), Cell.text(line["opening"]),
          Cell.text(line["issued"]), Cell.text(line["bought"]), Cell.yuan(line["paid"]),
          Cell.text(line["sold"]), Cell.yuan(line["earned"]), Cell.text(line["closing"]),
        ])
      }
      context.show(table, orElse: localized("No units.", "没有持仓。"))
    }
  }
}
