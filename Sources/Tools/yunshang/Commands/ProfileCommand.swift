import ArgumentParser
import Client
import Documents
import Foundation

struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile", abstract: "Keep what you would say each time: server, key, account.",
    subcommands: [Set.self, Show.self, Forget.self], defaultSubcommand: Show.self)

  struct Set: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Keep --server, --key and --account.",
      discussion: Help.text(
        """
        What is not said stays as it was.

          yunshang profile set --server https://exchange.example --key ~/keys/me.json
          yunshang profile set --profile studio --key ~/keys/studio.json
          yunshang account show --profile studio
        """))
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let name = client.profile ?? Profile.defaultName
      let known = try Profile.all(context.folders).first { $0.name == name }
      var profile = known?.profile ?? Profile()
      if let server = client.server { profile.server = try Session.normalised(server) }
      if let key = client.key {
        // The folder in which a command is started must not matter later.
        profile.key = URL(fileURLWithPath: key).standardizedFileURL.path
      }
      if let account = client.account { profile.account = account }
      if let audience = client.audience { profile.audience = audience }
      try profile.save(name, context.folders)
      context.show(profile.json) {
        Terminal.note(
          localized("Kept in \(context.folders.profiles).", "已保存到 \(context.folders.profiles)。"))
      }
    }
  }

  struct Show: ClientCommand {
    static let configuration = CommandConfiguration(abstract: "List the profiles.")
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let all = try Profile.all(context.folders)
      let json: JSON = [
        "profiles": .object(JSON.Object(all.map { ($0.name, $0.profile.json) }))
      ]
      context.show(json) {
        var table = Table([
          .init(localized("Profile", "配置")), .init(localized("Server", "服务器")),
          .init(localized("Key", "密钥")), .init(localized("Account", "账户")),
        ])
        for (name, profile) in all {
          table.add([
            name, profile.server ?? "", profile.key ?? "", profile.account ?? "",
          ])
        }
        context.show(table, orElse: localized("No profile is kept yet.", "尚无配置。"))
      }
    }
  }

  struct Forget: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Forget what was learnt about a server: its name, its log's key, your account there.",
      discussion: Help.text(
        """
        A log's key that changes is an error, since it may be another venue in the place of yours.
        Forget the old one only if you know why it changed.

          yunshang profile forget --server http://127.0.0.1:8080
        """))
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let session = try context.session()
      try session.memory.forget()
      context.show(["server": .string(session.server)]) {
        Terminal.note(localized("\(session.server) is forgotten.", "已清除 \(session.server) 的记录。"))
      }
    }
  }
}
