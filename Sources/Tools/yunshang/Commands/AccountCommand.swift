import ArgumentParser
import Client
import Documents

struct AccountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account", abstract: "Open an account, and see it.",
    subcommands: [Open.self, Show.self, Statement.self], defaultSubcommand: Show.self)

  struct Open: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open an account for your key; the operator admits it.",
      discussion: Help.text(
        """
        Name and contact are sealed: the public log has only their salted digests.

          yunshang account open --name "Lin Yue" --contact lin@example.com --role creator
          yunshang account open --name "Wan Studio" --role creator,trader
        """))
    @Option(help: "Your name, or your institution's.") var name: String
    @Option(help: "How the venue reaches you.") var contact = ""
    @Option(help: "What you ask to be: creator, trader, auditor. May be repeated.")
    var role: [String] = []
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let reply = try context.session().submit(
        .openAccount,
        [
          ("contact", .string(contact)), ("name", .string(name)),
          ("roles", Arguments.words(role.isEmpty ? ["trader"] : role)),
        ])
      let account = Cell.text(reply["account"])
      context.accepted(
        reply,
        localized(
          "Account \(account) is open, and waits to be admitted.", "账户 \(account) 已开立，等待准入。"))
    }
  }

  struct Show: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show your account, its keys and roles.", discussion: "  yunshang account show")
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let session = try context.session()
      let account = try session.get(try session.accountPath(), isPrivate: true)
      context.show(account) {
        let keys = (account["keys"]?.array ?? []).map {
          Cell.text($0["key"])
            + ($0["revoked"]?.number == nil ? "" : localized(" (revoked)", "（已吊销）"))
        }
        context.show(
          [
            (localized("account", "账户"), Cell.text(account["account"])),
            (localized("name", "名称"), Cell.text(account["name"])),
            (localized("contact", "联系方式"), Cell.text(account["contact"])),
            (localized("status", "状态"), Cell.status(account["status"])),
            (localized("roles", "角色"), Cell.text(account["roles"])),
            (localized("owner", "受益所有人"), Cell.text(account["owner"])),
          ] + keys.map { (localized("key", "密钥"), $0) })
      }
    }
  }
}
