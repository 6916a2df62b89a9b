import ArgumentParser
import Client
import Documents

struct EditionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edition", abstract: "Issue numbered copies of a work.",
    subcommands: [Issue.self, Show.self])

  struct Issue: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Issue an edition of your work, with its terms for ever.",
      discussion: Help.text(
        """
        Fees are those of the rules in force. A royalty is paid to its account out of every later
        sale: in basis points, or as a percentage.

          yunshang edition issue 17 200 --royalty 3:500 --royalty 5:2.5%
        """))
    @Argument(help: "The asset.") var asset: String
    @Argument(help: "How many copies.") var quantity: Int64
    @Option(
      help: ArgumentHelp(
        "Who is paid what of each sale. May be repeated.", valueName: "account:rate"))
    var royalty: [String] = []
    @Option(help: "The edition's title; without it, the work's.") var title: String?
    @Option(help: "The licence that a copy conveys.") var licence = "personal-display-1"
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let royalties = try royalty.map { text -> JSON in
        let parts = try Arguments.parts(text, 2...2, form: "ACCOUNT:RATE")
        return ["account": .string(parts[0]), "rate": .number(try Arguments.rate(parts[1]))]
      }
      let session = try context.session()
      guard let fees = try session.get("/v1/rules")["rules"]?["fees"] else {
        throw ClientError.failed("bad-answer", "\(session.server) does not say its fees.")
      }
      let title = try title ?? session.asset(asset)["title"]?.string ?? ""
      let terms: JSON = [
        "fees": fees, "licence": .string(licence), "royalties": .array(royalties),
        "title": .string(title),
      ]
      let reply = try session.submit(
        .issueEdition,
        [("asset", .string(asset)), ("quantity", .number(quantity)), ("terms", terms)])
      let edition = Cell.text(reply["edition"])
      context.accepted(
        reply,
        localized(
          "Edition \(edition): \(quantity) copies of \(Table.plain(title)).",
          "版次 \(edition)：\(Table.plain(title)) 共 \(quantity) 份。"))
    }
  }

  struct Show: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show an edition and its terms.", discussion: "  yunshang edition show 27")
    @Argument(help: "The edition.") var edition: String
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let found = try context.session().get("/v1/editions/\(Session.escaped(edition))")
      context.show(found) {
        let terms = found["terms"]
        let royalties = (terms?["royalties"]?.array ?? []).map {
          "\(Cell.text($0["account"])): \(Cell.percent($0["rate"]))"
        }
        context.show([
          (localized("edition", "版次"), Cell.text(found["edition"])),
          (localized("title", "名称"), Cell.text(terms?["title"])),
          (localized("asset", "作品"), Cell.text(found["asset"])),
          (localized("copies", "份数"), Cell.text(found["quantity"])),
          (localized("instrument", "品种"), Cell.text(found["instrument"])),
          (localized("licence", "许可"), Cell.text(terms?["licence"])),
          (localized("maker fee", "挂单费率"), Cell.percent(terms?["fees"]?["maker"])),
          (localized("taker fee", "吃单费率"), Cell.percent(terms?["fees"]?["taker"])),
          (localized("royalties", "版税"), royalties.joined(separator: ", ")),
          (localized("terms", "条款摘要"), Cell.text(found["termsDigest"])),
        ])
      }
    }
  }
}
