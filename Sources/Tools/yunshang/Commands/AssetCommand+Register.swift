import ArgumentParser
import Client
import Cryptography
import Documents
import Node

extension AssetCommand {
  struct Register: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Register a work with its files.",
      discussion: Help.text(
        """
        Every file is uploaded, hashed and compared with what is registered; what the work
        resembles is shown. Authors' names are sealed until they are disclosed.

          yunshang asset register qipao.glb --title 云裳旗袍 --kind garment --class UGC \\
            --category qipao

        A co-author signs too. Where their key is at hand, it is named; where it is not, the
        document goes to them as a file:

          … --co-author 5:3000:lin.json
          … --co-author 5:3000 --out work.json
          yunshang document sign work.json --add --key lin.json --out work.json
          yunshang document send work.json

        With --at-home the originals stay on this machine: their codes are computed here and stated,
        and the work is compared by them. Before an edition is issued they are brought with
        `yunshang asset deposit`, and must then be what was stated.
        """))
    @Argument(help: "The original files.", completion: .file()) var files: [String]
    @Option(help: "The work's title.") var title: String
    @Option(help: "What it is about.") var description = ""
    @Option(help: "garment, virtual-human, collectible or material.") var kind = "garment"
    @Option(name: .customLong("class"), help: "UGC, PGC or OGC: who makes such works.")
    var classification = "UGC"
    @Option(help: "A category, such as qipao.") var category: String
    @Option(help: "own-work, employment, commission or assignment.") var basis = "own-work"
    @Option(help: "human, ai-assisted or ai-generated.") var making = "human"
    @Option(help: "A file that everyone may see. May be repeated.", completion: .file())
    var preview: [String] = []
    @Option(help: "Your name as an author; without it, the account's.") var author: String?
    @Option(
      help: ArgumentHelp(
        "Another author: account, share in basis points, key file, name. May be repeated.",
        valueName: "account:share[:keyfile[:name]]"))
    var coAuthor: [String] = []
    @Option(help: "Of a virtual human: fictional or consented.") var likeness: String?
    @Option(help: "Of a virtual human: none, fictional or consented.") var voice: String?
    @Option(
      help: "Write the document to this file for others to sign, and do not send it.",
      completion: .file())
    var out: String?
    @Flag(help: "State the originals' codes and keep the files.") var atHome = false
    @OptionGroup var client: ClientOptions

    func validate() throws {
      guard !files.isEmpty else { throw ValidationError("Name at least one file.") }
      guard (kind == "virtual-human") == (likeness != nil && voice != nil) else {
        throw ValidationError("--likeness and --voice belong to a virtual-human, always both.")
      }
    }

    func run(_ context: Context) throws {
      let session = try context.session()
      let others = try coAuthors()
      guard out != nil || others.allSatisfy({ $0.key != nil }) else {
        throw ClientError.usage(
          "A co-author without a key file signs elsewhere: write the document with --out FILE.")
      }
      let registration = try registration(session, others.map(\.author))
      for file in registration.files {
        if atHome, !file.isPreview { try state(file, session) } else { try upload(file, session) }
      }
      let (members, disclosures) = registration.members()
      let keys = try [session.key()] + others.compactMap(\.key)
      let signed = Proof.sign(try session.draft(.registerAsset, members), by: keys)
      if let out {
        try write(signed, disclosures, to: out, context)
        return
      }
      let reply = try session.send(signed, disclosures: disclosures)
      context.show(reply) { AssetText.show(registered: reply, context) }
    }

    private typealias CoAuthor = (author: Registration.Author, key: Ed25519.PrivateKey?)

    private func coAuthors() throws -> [CoAuthor] {
      try coAuthor.map { text in
        let parts = try Arguments.parts(
          text, 2...4, form: "ACCOUNT:SHARE, ACCOUNT:SHARE:KEYFILE or ACCOUNT:SHARE:KEYFILE:NAME")
        guard let share = Int64(parts[1]), (1..<10_000).contains(share) else {
          throw ValidationError("A share is 1 to 9999 basis points: \(text).")
        }
        let name = parts.count > 3 ? parts[3] : parts[0]
        let key = parts.count > 2 && !parts[2].isEmpty ? try Session.loadKey(parts[2]) : nil
        return (.init(account: parts[0], share: share, name: name), key)
      }
    }

    private func registration(
      _ session: Session, _ others: [Registration.Author]
    ) throws -> Registration {
      let share = others.reduce(10_000) { $0 - $1.share }
      guard share > 0 else {
        throw ValidationError("The co-authors' shares leave nothing of 10,000 basis points.")
      }
      let name = try author ?? session.name()
      let me = Registration.Author(account: try session.account(), share: share, name: name)
      var consent: JSON?
      if let likeness, let voice {
        consent = ["likeness": .string(likeness), "voice": .string(voice)]
      }
      return Registration(
        declarations: [
          ("basis", .string(basis)), ("category", .string(category)),
          ("class", .string(classification)), ("description", .string(description)),
          ("kind", .string(kind)), ("making", .string(making)), ("title", .string(title)),
        ],
        consent: consent, authors: [me] + others,
        files: try files.map { try .init($0, isPreview: false) }
          + preview.map { try .init($0, isPreview: true) })
    }

    private func state(_ file: Registration.File, _ session: Session) throws {
      let print = try LocalExaminer(jobs: 2).fingerprint(file.path, looking: .deep)
      try session.state(file.digest, StatedFingerprint.body(print))
    }

    private func upload(_ file: Registration.File, _ session: Session) throws {
      let bar = ProgressBar(FileKind.name(of: file.path), total: file.size)
      defer { bar.finish() }
      try session.upload(file.path, file.digest, mediaType: file.mediaType) { bar.show($0) }
    }

    private func write(
      _ document: JSON.Object, _ disclosures: [String], to path: String, _ context: Context
    ) throws {
      try LocalFile.write(JSON.object(document).canonicalBytes + [0x0A], to: path)
      // They are not part of the document; `document send` finds them beside it.
      try DisclosureFile.write(disclosures, beside: path)
      context.show(["file": .string(path)]) {
        Terminal.note(
          localized(
            "Written to \(path), not sent: the other authors add their proofs, then send it.",
            "已写入 \(path)，未发送：请其他作者签名后发送。"))
      }
    }
  }
}
