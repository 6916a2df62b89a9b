import ArgumentParser
import Client
import Documents
import Fingerprints
import Node

struct AssetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "asset", abstract: "Register works, find them, prove them.",
    subcommands: [
      Register.self, Show.self, Search.self, Similar.self, Certificate.self, Fetch.self,
      Deposit.self, Examine.self,
    ])

  struct Show: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a work.", discussion: "  yunshang asset show 17")
    @Argument(help: "The asset.") var asset: String
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let found = try context.session().asset(asset)
      context.show(found) { AssetText.show(found, context) }
    }
  }

  struct Search: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Search the register.",
      discussion: Help.text(
        """
          yunshang asset search 旗袍
          yunshang asset search --kind virtual-human --status registered
        """))
    @Argument(help: "Words of the title or the description.") var query: String?
    @Option(help: "garment, virtual-human, collectible or material.") var kind: String?
    @Option(name: .customLong("class"), help: "UGC, PGC or OGC.") var classification: String?
    @Option(help: "registered, examination, contested or refused.") var status: String?
    @Option(help: ArgumentHelp("At most so many.", valueName: "count")) var limit: Int?
    @Option(help: ArgumentHelp("Only those after this one.", valueName: "asset"))
    var after: String?
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let path = Session.path(
        "/v1/assets",
        [
          ("query", query), ("kind", kind), ("class", classification), ("status", status),
          ("after", after), ("limit", limit.map(String.init)),
        ])
      let list = try context.session().get(path)
      context.show(list) {
        AssetText.show(list: list, context)
        if let next = list["next"]?.string {
          Terminal.note(localized("More: --after \(next)", "更多：--after \(next)"))
        }
      }
    }
  }

  struct Similar: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what a work resembles, or whether a file resembles any work.",
      discussion: Help.text(
        """
        A number is a work, and what it resembled when it was filed is shown. Anything else is a
        file: its codes are computed here and the venue is asked with them; the file itself stays
        where it is.

          yunshang asset similar 17
          yunshang asset similar found.jpg
          yunshang asset similar ./17
        """))
    @Argument(help: "The asset, or a file.", completion: .file()) var asset: String
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let isNumber = !asset.isEmpty && asset.utf8.allSatisfy { (0x30...0x39).contains($0) }
      guard isNumber else { return try ask(with: asset, context) }
      let found = try context.session().get("/v1/assets/\(Session.escaped(asset))/similar")
      context.show(found) { AssetText.show(similar: found["similar"], context) }
    }

    private func ask(with path: String, _ context: Context) throws {
      let print = try LocalExaminer(jobs: 2).fingerprint(path, looking: .deep)
      let found = try context.session().search(.object(SimilarityQuery([print]).question))
      context.show(found) {
        Terminal.print(AssetText.verdict(found["verdict"]))
        AssetText.show(similar: found["similar"], context)
      }
    }
  }

  struct Deposit: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Bring files that were registered by their codes alone.",
      discussion: Help.text(
        """
        Each file must be what was stated about it when the work was registered with --at-home.

          yunshang asset deposit qipao.glb
        """))
    @Argument(help: "The files.", completion: .file()) var files: [String]
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let session = try context.session()
      var done: [JSON] = []
      for path in files {
        let (digest, size) = try Session.measure(path)
        let bar = ProgressBar(FileKind.name(of: path), total: size)
        defer { bar.finish() }
        try session.upload(path, digest, mediaType: FileKind.mediaType(of: path)) { bar.show($0) }
        done.append(["file": .string(path), "sha256": .string(digest.hex)])
        if !context.isJSON { Terminal.print("\(path)  SHA-256 \(digest.hex)") }
      }
      context.show(["files": .array(done)]) {}
    }
  }

  struct Examine: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Clear or refuse a work that waits for examination (auditor).",
      discussion: "  yunshang asset examine 21 cleared --reasons \"a licensed variant\"")
    @Argument(help: "The asset.") var asset: String
    @Argument(help: "cleared or refused.") var decision: String
    @Option(help: "Why.") var reasons: String
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let reply = try context.session().submit(
        .examineAsset,
        [
          ("asset", .string(asset)), ("decision", .string(decision)),
          ("reasons", .string(reasons)),
        ])
      let status = Cell.status(reply["status"])
      context.accepted(reply, localized("Asset \(asset): \(status).", "作品 \(asset)：\(status)。"))
    }
  }

  struct Fetch: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Download a work's originals: for its authors, holders and auditors.",
      discussion: Help.text(
        """
        Each file is checked against its registered SHA-256 before it gets its name.

          yunshang asset fetch 17
          yunshang asset fetch 17 --file qipao.glb --out ~/wardrobe/qipao.glb
        """))
    @Argument(help: "The asset.") var asset: String
    @Option(help: ArgumentHelp("Only this file.", valueName: "name-or-sha256")) var file: String?
    @Option(help: "Where to put it: a folder, or for one file a path.", completion: .file())
    var out = "."
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let session = try context.session()
      let files = (try session.asset(asset)["files"]?.array ?? []).filter {
        file == nil
          ? $0["role"] == "original" : $0["name"]?.string == file || $0["sha256"]?.string == file
      }
      guard !files.isEmpty else {
        throw ClientError.refused(
          Problem(404, "not-found", "Asset \(asset) has no such file."), members: JSON.Object())
      }
      var fetched: [JSON] = []
      for entry in files {
        fetched.append(try fetch(entry, isOnly: files.count == 1, session, context))
      }
      context.show(["asset": .string(asset), "files": .array(fetched)]) {}
    }

    private func fetch(
      _ entry: JSON, isOnly: Bool, _ session: Session, _ context: Context
    ) throws -> JSON {
      let path = try LocalFile.target(
        out, name: entry["name"]?.string ?? "", isOnly: isOnly)
      let bar = ProgressBar(path, total: entry["size"]?.number ?? 0)
      let size: Int64
      do {
        defer { bar.finish() }
        size = try session.fetchOriginal(entry["sha256"]?.string ?? "", to: path) { bar.show($0) }
      }
      if !context.isJSON { Terminal.print("\(path)  \(size) B  SHA-256 ✓") }
      return [
        "file": .string(path), "sha256": entry["sha256"] ?? .null, "size": .number(size),
      ]
    }
  }
}
