import ArgumentParser
import Client
import Documents

struct DocumentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "document", abstract: "Sign, check and send documents of your own making.",
    subcommands: [Sign.self, Check.self, Send.self])

  struct Sign: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a signed document from plain JSON.",
      discussion: Help.text(
        """
        What every document has (account, audience, created, id) is filled in where it is missing.
        The result is canonical and can be sent with curl. --add adds your proof to those of others
        and changes nothing else.

          echo '{"type":"order.cancel","order":"41.0"}' | yunshang document sign - > cancel.json
          curl -H 'Content-Type: application/json' --data-binary @cancel.json $URL/v1/documents
          yunshang document sign work.json --add --out work.json
        """))
    @Argument(help: "The file, or - for standard input.", completion: .file()) var file: String
    @Flag(help: "Add a proof to those that are there.") var add = false
    @Option(help: "Write to this file instead of standard output.", completion: .file())
    var out: String?
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let bytes = try LocalFile.input(file, limit: 1 << 20)
      guard let plain = try LooseJSON.parse(bytes).object else {
        throw ClientError.failed("wrong-type", "A document is a JSON object.")
      }
      let signed =
        try add
        ? DocumentFile.adding(context.localKey(), to: plain)
        : context.session().sign(plain: plain)
      let canonical = JSON.object(signed).canonicalBytes
      if let out {
        try LocalFile.write(canonical, to: out)
      } else {
        // Without a newline: what is sent must be the canonical bytes and nothing else.
        Terminal.write(String(decoding: canonical, as: UTF8.self), toMessages: false)
        if Terminal.outputIsTerminal { Terminal.note("") }
      }
    }
  }

  struct Check: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check a document's form and signatures, without a server.",
      discussion: "  yunshang document check work.json")
    @Argument(help: "The file, or - for standard input.", completion: .file()) var file: String
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let document = try Document(bytes: DocumentFile.read(file))
      let signers = document.signers.map { DIDKey.text($0) }
      let json: JSON = [
        "account": document.object["account"] ?? .null, "audience": .string(document.audience),
        "created": .string(Timestamp.format(seconds: document.created)),
        "id": .string(document.id), "ok": true, "sha256": .string(document.digest.hex),
        "signers": .array(signers.map { .string($0) }),
        "type": .string(document.type.rawValue),
      ]
      context.show(json) {
        let names = ["type", "account", "id", "created", "audience", "sha256"]
        let chinese = ["类型", "账户", "编号", "时间", "场所", "SHA-256"]
        context.show(
          zip(names, chinese).map { (localized($0, $1), Cell.text(json[$0])) }
            + signers.map { (localized("signed by", "签名者"), $0) })
      }
    }
  }

  struct Send: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send a signed document.",
      discussion: Help.text(
        """
        Disclosures in FILE.disclosures, one a line, travel with it.

          yunshang document send work.json
        """))
    @Argument(help: "The file, or - for standard input.", completion: .file()) var file: String
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let document = try Document(bytes: DocumentFile.read(file))
      let disclosures = try file == "-" ? [] : DisclosureFile.read(beside: file)
      let reply = try context.session().send(document.object, disclosures: disclosures)
      let type = document.type.rawValue
      context.accepted(reply, localized("\(type) is accepted.", "\(type) 已受理。"))
    }
  }
}
