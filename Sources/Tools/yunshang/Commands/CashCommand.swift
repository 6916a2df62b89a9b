import ArgumentParser
import Client
import Documents

struct CashCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cash", abstract: "Money in, money out, and every fen between.",
    subcommands: [
      Show.self, Statement.self, Withdraw.self, Credit.self, Approve.self, Reject.self,
      Withdrawals.self,
    ], defaultSubcommand: Show.self)

  struct Show: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show your cash.", discussion: "  yunshang cash show")
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let session = try context.session()
      let cash = try session.get(try session.accountPath("cash"), isPrivate: true)
      context.show(cash) {
        context.show([
          (localized("available", "可用"), Cell.yuan(cash["available"])),
          (localized("held", "冻结"), Cell.yuan(cash["held"])),
          (localized("total", "合计"), Cell.yuan(cash["total"])),
        ])
      }
    }
  }

  struct Statement: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "List every change of your cash.",
      discussion: "  yunshang cash statement --from 100")
    @Option(help: ArgumentHelp("From this entry on.", valueName: "sequence")) var from: Int64?
    @Option(help: ArgumentHelp("Up to this entry.", valueName: "sequence")) var to: Int64?
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let session = try context.session()
      let path = Session.path(
        try session.accountPath("statement"),
        [("from", from.map(String.init)), ("to", to.map(String.init))])
      let statement = try session.list(path, "lines", cursor: "after", isPrivate: true)
      context.show(statement) { Statement.show(lines: statement["lines"], context) }
    }

    /// Lines of a statement, for people.
    static func show(lines: JSON?, _ context: Context) {
      var table = Table([
        .init(localized("Entry", "日志"), isNumber: true), .init(localized("Time", "时间")),
        .init(localized("Reason", "事由")), .init(localized("Trade", "成交")),
        .init(localized("Change", "变动"), isNumber: true),
        .init(localized("Balance", "余额"), isNumber: true),
      ])
      for line in lines?.array ?? [] {
        table.add([
          Cell.text(line["sequence"]), Cell.time(line["time"]), Cell.text(line["reason"]),
          Cell.text(line["trade"]), Cell.yuan(line["change"]), Cell.yuan(line["balance"]),
        ])
      }
      context.show(table, orElse: localized("Nothing has moved.", "没有资金变动。"))
    }
  }

  struct Withdraw: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Ask for money to be paid out to you.",
      discussion: Help.text(
        """
        The amount is held until the operator confirms the bank's reference or rejects it.

          yunshang cash withdraw 1200.00
        """))
    @Argument(help: "Yuan, such as 1200.00.") var amount: String?
    @Option(help: ArgumentHelp("The amount in fen, instead of yuan.", valueName: "fen"))
    var amountFen: String?
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let amount = try Arguments.fen(yuan: amount, fen: amountFen, "AMOUNT")
      let reply = try context.session().submit(.withdrawCash, [("amount", amount)])
      let (number, yuan) = (Cell.text(reply["withdrawal"]), Cell.yuan(reply["amount"]))
      context.accepted(
        reply,
        localized("Withdrawal \(number) of \(yuan) is requested.", "已申请提现 \(number)：\(yuan)。"))
    }
  }

  struct Credit: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Book money that came in at the bank (operator).",
      discussion: "  yunshang cash credit 3 50000.00 --reference ICBC-20261123-17")
    @Argument(help: "The account.") var member: String
    @Argument(help: "Yuan, such as 50000.00.") var amount: String?
    @Option(help: ArgumentHelp("The amount in fen, instead of yuan.", valueName: "fen"))
    var amountFen: String?
    @Option(help: "The bank's reference.") var reference: String
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let amount = try Arguments.fen(yuan: amount, fen: amountFen, "AMOUNT")
      let reply = try context.session().submit(
        .creditCash,
        [("amount", amount), ("member", .string(member)), ("reference", .string(reference))])
      let yuan = Cell.yuan(reply["amount"])
      context.accepted(
        reply, localized("\(yuan) is credited to account \(member).", "账户 \(member) 已入账 \(yuan)。"))
    }
  }
}
