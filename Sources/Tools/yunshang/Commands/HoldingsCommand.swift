import ArgumentParser
import Client
import Cryptography
import Documents
import Foundation

struct HoldingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "holdings", abstract: "What you hold, and proofs that you hold it.",
    subcommands: [Show.self, Prove.self, Check.self], defaultSubcommand: Show.self)

  struct Show: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show your units, their serial numbers and the days from which they can be sold.",
      discussion: "  yunshang holdings")
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let session = try context.session()
      let list = try session.get(try session.accountPath("holdings"), isPrivate: true)
      context.show(list) {
        var table = Table([
          .init(localized("Instrument", "品种")), .init(localized("Title", "名称")),
          .init(localized("Edition", "版次"), isNumber: true),
          .init(localized("Units", "数量"), isNumber: true),
          .init(localized("Held", "冻结"), isNumber: true),
          .init(localized("Available", "可用"), isNumber: true),
          .init(localized("Serials", "序列号")), .init(localized("Sellable from", "可卖日期")),
        ])
        for line in list["holdings"]?.array ?? [] {
          let lots = line["serials"]?.array ?? []
          let unlocks = Swift.Set(lots.map { Cell.text($0["unlock"]) }).sorted()
          table.add([
            Cell.text(line["instrument"]), Cell.text(line["title"]), Cell.text(line["edition"]),
            Cell.text(line["quantity"]), Cell.text(line["held"]), Cell.text(line["available"]),
            lots.map { serials($0) }.joined(separator: ", "), unlocks.joined(separator: ", "),
          ])
        }
        context.show(table, orElse: localized("You hold nothing.", "没有持仓。"))
      }
    }

    private func serials(_ lot: JSON) -> String {
      guard let first = lot["first"]?.number, let count = lot["count"]?.number else { return "" }
      let (last, overflows) = first.addingReportingOverflow(count - 1)
      return count <= 1 || overflows ? "#\(first)" : "#\(first)–\(last)"
    }
  }

  struct Prove: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a proof, for one audience, that you hold units of an edition.",
      discussion: Help.text(
        """
        The venue signs what you hold for your key; you sign the audience's nonce. It stands for at
        most a day and can be checked offline.

          yunshang holdings prove 27 --audience metaverse.example --nonce 8f2c > proof.json
        """))
    @Argument(help: "The edition.") var edition: String
    @Option(help: "Who is to accept it.") var audience: String
    @Option(help: "What they asked you to sign; without it, random.") var nonce: String?
    @Option(help: "Keep it in this file.", completion: .file()) var out: String?
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let session = try context.session()
      let path = Session.path(
        try session.accountPath("holder-credential"),
        [("edition", edition), ("audience", audience)])
      let credential = try session.get(path, isPrivate: true)
      let proof = HolderProof.present(
        credential, audience: audience,
        nonce: nonce ?? Base64.encode(RandomBytes.make(16), .url), by: try session.key())
      if let out {
        try LocalFile.write(proof.canonicalBytes + [0x0A], to: out, mode: 0o644)
      }
      if context.isJSON || out == nil {
        Terminal.print(String(decoding: proof.canonicalBytes, as: UTF8.self))
      }
    }
  }

  struct Check: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check somebody's proof that they hold units.",
      discussion: Help.text(
        """
        With --issuer nothing is asked of any server.

          yunshang holdings check proof.json --audience metaverse.example --nonce 8f2c
        """))
    @Argument(help: "The proof's file, or - for standard input.", completion: .file())
    var file: String
    @Option(help: "Who is to accept it: you.") var audience: String
    @Option(help: "What you asked them to sign.") var nonce: String?
    @Option(
      help: ArgumentHelp("The venue's key; without it, the server's.", valueName: "did:key"))
    var issuer: String?
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let bytes = try LocalFile.input(file, limit: HolderProof.byteCountMaximum)
      let found = try HolderProof.check(
        bytes, issuer: try issuer ?? context.session().issuer(), audience: audience, nonce: nonce,
        now: Int64(Date().timeIntervalSince1970))
      context.show(found.json) {
        Terminal.print(
          localized(
            "The proof holds: \(found.quantity) units of edition \(found.edition).",
            "证明有效：持有版次 \(found.edition) 共 \(found.quantity) 份。"))
        context.show([
          (localized("holder", "持有者"), found.holder),
          (localized("as of entry", "截至日志"), String(found.sequence)),
          (localized("valid until", "有效期至"), found.validUntil),
        ])
      }
    }
  }
}
