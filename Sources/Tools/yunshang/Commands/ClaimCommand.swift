import ArgumentParser
import Client
import Documents

struct ClaimCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claim", abstract: "Notices, freezes, counter-declarations and decisions.",
    subcommands: [
      Notify.self, Open.self, Counter.self, Decide.self, Show.self, List.self, Bulletin.self,
    ])

  struct Notify: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give notice that a work infringes a right.",
      discussion: Help.text(
        """
        Notice and evidence are sealed. Evidence is a file, which is uploaded, or the SHA-256 of
        one that is there already.

          yunshang claim notify 17 --grounds copyright --statement "My pattern of 2024" \\
            --evidence sketch.png
        """))
    @Argument(help: "The asset.") var asset: String
    @Option(help: "copyright, likeness, trademark or other.") var grounds: String
    @Option(help: "What is claimed, and why.") var statement: String
    @Option(
      help: ArgumentHelp("May be repeated.", valueName: "file-or-sha256"), completion: .file())
    var evidence: [String] = []
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let session = try context.session()
      let reply = try session.submit(
        .notifyClaim,
        [
          ("asset", .string(asset)), ("evidence", try session.evidence(evidence)),
          ("grounds", .string(grounds)), ("statement", .string(statement)),
        ])
      ClaimText.accepted(reply, context)
    }
  }

  struct Open: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open a claim and freeze the work (auditor).",
      discussion: Help.text(
        """
        The scope says what the freeze stops: deliver, issue, trade. Orders that it hits are pulled.

          yunshang claim open 51 --scope trade,issue --reasons "the notice is formally complete"
        """))
    @Argument(help: "The claim.") var claim: String
    @Option(help: "deliver, issue, trade. May be repeated.") var scope: [String]
    @Option(help: "Why; it is published.") var reasons: String
    @Option(help: "The asset; without it, the claim's own.") var asset: String?
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let session = try context.session()
      let asset = try asset ?? session.claim(claim)["asset"]?.string ?? ""
      let reply = try session.submit(
        .openClaim,
        [
          ("asset", .string(asset)), ("claim", .string(claim)), ("reasons", .string(reasons)),
          ("scope", Arguments.words(scope)),
        ])
      ClaimText.accepted(reply, context)
    }
  }

  struct Counter: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Answer a claim on your work.",
      discussion: "  yunshang claim counter 51 --statement \"I drew it in 2023\" --evidence wip.png"
    )
    @Argument(help: "The claim.") var claim: String
    @Option(help: "Your answer.") var statement: String
    @Option(
      help: ArgumentHelp("May be repeated.", valueName: "file-or-sha256"), completion: .file())
    var evidence: [String] = []
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let session = try context.session()
      let reply = try session.submit(
        .counterClaim,
        [
          ("claim", .string(claim)), ("evidence", try session.evidence(evidence)),
          ("statement", .string(statement)),
        ])
      ClaimText.accepted(reply, context)
    }
  }

  struct Decide: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decide a claim (auditor).",
      discussion: Help.text(
        """
        What stays frozen is said with --scope; of a released claim, nothing.

          yunshang claim decide 51 released --reasons "the counter-declaration is proved"
          yunshang claim decide 51 partial --scope issue --reasons "…"
        """))
    @Argument(help: "The claim.") var claim: String
    @Argument(help: "upheld, released or partial.") var decision: String
    @Option(help: "What stays frozen. May be repeated.") var scope: [String] = []
    @Option(help: "Why; it is published.") var reasons: String
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let reply = try context.session().submit(
        .decideClaim,
        [
          ("claim", .string(claim)), ("decision", .string(decision)),
          ("reasons", .string(reasons)), ("scope", Arguments.words(scope)),
        ])
      ClaimText.accepted(reply, context)
    }
  }

  struct Show: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a claim: to its parties and auditors.", discussion: "  yunshang claim show 51"
    )
    @Argument(help: "The claim.") var claim: String
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let found = try context.session().claim(claim)
      context.show(found) { ClaimText.show(found, context) }
    }
  }

  struct List: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "The docket (auditor).", discussion: "  yunshang claim list")
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let list = try context.session().list(
        "/v1/claims", "claims", cursor: "before", isPrivate: true)
      context.show(list) { ClaimText.show(list: list["claims"], context) }
    }
  }

  struct Bulletin: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "The public bulletin of claims and decisions.",
      discussion: "  yunshang claim bulletin")
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let list = try context.session().list("/v1/bulletin", "entries", cursor: "before")
      context.show(list) { ClaimText.show(list: list["entries"], context) }
    }
  }
}
