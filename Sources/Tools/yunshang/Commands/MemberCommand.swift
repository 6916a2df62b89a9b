import ArgumentParser
import Client
import Documents

struct MemberCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "member", abstract: "Admit members (operator).",
    subcommands: [Admit.self, List.self])

  struct Admit: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give an account its roles, or take them.",
      discussion: Help.text(
        """
        The roles replace those that the account has. Accounts of one owner never trade with each
        other.

          yunshang member admit 3 --role creator --role trader
          yunshang member admit 7 --role trader --owner 3
          yunshang member admit 7 --suspend
        """))
    @Argument(help: "The account.") var member: String
    @Option(help: "creator, trader, auditor or operator. May be repeated.") var role: [String] = []
    @Option(
      help: ArgumentHelp("It belongs to the owner of this account.", valueName: "account"))
    var owner: String?
    @Flag(help: "Take all roles away.") var suspend = false
    @OptionGroup var client: ClientOptions

    func validate() throws {
      guard role.isEmpty == suspend else {
        throw ValidationError("Say either --role, once or more, or --suspend.")
      }
    }

    func run(_ context: Context) throws {
      var members: [(String, JSON)] = [
        ("member", .string(member)), ("roles", Arguments.words(role)),
      ]
      if let owner { members.append(("owner", .string(owner))) }
      let reply = try context.session().submit(.admitMember, members)
      let roles = Cell.text(reply["roles"])
      context.accepted(
        reply,
        suspend
          ? localized("Account \(member) is suspended.", "账户 \(member) 已暂停。")
          : localized("Account \(member) is admitted: \(roles).", "账户 \(member) 已准入：\(roles)。"))
    }
  }

  struct List: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "List all accounts.", discussion: "  yunshang member list --json")
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let list = try context.session().list(
        "/v1/members", "members", cursor: "after", isPrivate: true)
      context.show(list) {
        var table = Table([
          .init(localized("Account", "账户"), isNumber: true), .init(localized("Name", "名称")),
          .init(localized("Contact", "联系方式")), .init(localized("Status", "状态")),
          .init(localized("Roles", "角色")), .init(localized("Owner", "受益所有人")),
        ])
        for member in list["members"]?.array ?? [] {
          table.add([
            Cell.text(member["account"]), Cell.text(member["name"]), Cell.text(member["contact"]),
            Cell.status(member["status"]), Cell.text(member["roles"]), Cell.text(member["owner"]),
          ])
        }
        context.show(table, orElse: localized("No accounts.", "没有账户。"))
      }
    }
  }
}
