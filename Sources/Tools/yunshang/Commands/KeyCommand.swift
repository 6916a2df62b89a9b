import ArgumentParser
import Client
import Cryptography
import Documents
import Foundation

struct KeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Make keys, and tell the venue which are yours.",
    subcommands: [New.self, Show.self, Add.self, Revoke.self])

  struct New: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a new Ed25519 key.",
      discussion: Help.text(
        """
        The file is yours alone (mode 0600) and never overwritten. Who has it can sign in your name.

          yunshang key new
          yunshang key new --key ~/keys/studio.json
        """))
    @Argument(help: "Where to put it; without it, --key or the usual place.", completion: .file())
    var file: String?
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let path = try file ?? context.keyPath()
      let folder = (path as NSString).deletingLastPathComponent
      if !folder.isEmpty { try LocalFile.makeFolder(folder) }
      let key = Ed25519.PrivateKey.generate()
      try LocalFile.write(Array(KeyFile.text(key).utf8), to: path, replacing: false)
      let name = DIDKey.text(key.publicKey)
      context.show(["file": .string(path), "key": .string(name)]) {
        Terminal.print(name)
        Terminal.note(localized("Kept in \(path).", "已保存到 \(path)。"))
      }
    }
  }

  struct Show: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print your key's public name, `did:key:…`.", discussion: "  yunshang key show")
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let path = try context.keyPath()
      let name = DIDKey.text(try Session.loadKey(path).publicKey)
      context.show(["file": .string(path), "key": .string(name)]) { Terminal.print(name) }
    }
  }

  struct Add: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let another key sign for your account.",
      discussion: Help.text(
        """
        Both keys sign, so that nobody can claim a key that is not theirs.

          yunshang key new second.json
          yunshang key add second.json
        """))
    @Argument(help: "The new key's file.", completion: .file()) var file: String
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let added = try Session.loadKey(file)
      let name = DIDKey.text(added.publicKey)
      let session = try context.session()
      let reply = try session.submit(.addKey, [("key", .string(name))], others: [added])
      try session.memory.remember(account: session.account(), of: added.publicKey)
      context.accepted(
        reply, localized("\(name) signs for your account from now on.", "\(name) 已可代表您的账户签名。"))
    }
  }

  struct Revoke: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a key's right to sign away, for ever.",
      discussion: "  yunshang key revoke did:key:z6Mk…")
    @Argument(help: "The key's public name, or its file.", completion: .file()) var revoked: String
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let name =
        revoked.hasPrefix("did:key:")
        ? revoked : DIDKey.text(try Session.loadKey(revoked).publicKey)
      let reply = try context.session().submit(.revokeKey, [("key", .string(name))])
      context.accepted(reply, localized("\(name) signs no more.", "\(name) 已吊销。"))
    }
  }
}
