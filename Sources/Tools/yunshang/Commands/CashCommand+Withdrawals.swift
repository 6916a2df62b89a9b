import ArgumentParser
import Client
import Documents

extension CashCommand {
  struct Approve: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Confirm that a withdrawal was paid (operator).",
      discussion: "  yunshang cash approve 91 --reference ICBC-20261124-3")
    @Argument(help: "The withdrawal.") var withdrawal: String
    @Option(help: "The bank's reference.") var reference: String
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let reply = try context.session().submit(
        .approveWithdrawal,
        [("reference", .string(reference)), ("withdrawal", .string(withdrawal))])
      context.accepted(
        reply, localized("Withdrawal \(withdrawal) is paid.", "提现 \(withdrawal) 已支付。"))
    }
  }

  struct Reject: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Turn a withdrawal down (operator).",
      discussion: "  yunshang cash reject 91 --reason \"account name differs\"")
    @Argument(help: "The withdrawal.") var withdrawal: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let reply = try context.session().submit(
        .rejectWithdrawal, [("reason", .string(reason)), ("withdrawal", .string(withdrawal))])
      context.accepted(
        reply,
        localized(
          "Withdrawal \(withdrawal) is rejected; the money is available again.",
          "提现 \(withdrawal) 已驳回，资金恢复可用。"))
    }
  }

  struct Withdrawals: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "List withdrawals: your own, or with --all everybody's (operator).",
      discussion: "  yunshang cash withdrawals")
    @Flag(help: "Everybody's.") var all = false
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let session = try context.session()
      let path = try all ? "/v1/withdrawals" : session.accountPath("withdrawals")
      let list = try session.list(path, "withdrawals", cursor: "before", isPrivate: true)
      context.show(list) {
        var table = Table([
          .init(localized("Withdrawal", "提现"), isNumber: true),
          .init(localized("Account", "账户"), isNumber: true),
          .init(localized("Amount", "金额"), isNumber: true), .init(localized("Status", "状态")),
        ])
        for line in list["withdrawals"]?.array ?? [] {
          table.add([
            Cell.text(line["withdrawal"]), Cell.text(line["account"]), Cell.yuan(line["amount"]),
            Cell.status(line["status"]),
          ])
        }
        context.show(table, orElse: localized("No withdrawals.", "没有提现记录。"))
      }
    }
  }
}
