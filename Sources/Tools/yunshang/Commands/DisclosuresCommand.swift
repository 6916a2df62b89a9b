import ArgumentParser
import Client
import Documents

struct DisclosuresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disclosures", abstract: "What is sealed in the log, for whom it concerns.",
    subcommands: [Export.self])

  struct Export: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Export disclosures for `yunshang verify --disclosures`.",
      discussion: Help.text(
        """
        Your own replay your own cash and signatures; --all (operator, auditor) replays everything.
        The file tells what the log keeps sealed: it is written for you alone.

          yunshang disclosures export --out mine.ndjson
          yunshang disclosures export --all --out all.ndjson
        """))
    @Option(help: "The file.", completion: .file()) var out: String
    @Flag(help: "Everybody's.") var all = false
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let session = try context.session()
      let path = try all ? "/v1/disclosures" : session.accountPath("disclosures")
      let size = try session.download(path, to: out, isPrivate: true)
      context.show(["file": .string(out), "size": .number(size)]) {
        Terminal.note(localized("\(size) bytes are in \(out).", "已写入 \(out)（\(size) 字节）。"))
      }
    }
  }
}
