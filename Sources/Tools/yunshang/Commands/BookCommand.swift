import ArgumentParser
import Client
import Documents
import Foundation

struct BookCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "book", abstract: "Show an instrument's order book, once or live.",
    discussion: Help.text(
      """
      With --watch it is drawn again at every change until you interrupt; with --json too, one
      object a line.

        yunshang book QIPAO
        yunshang book QIPAO --depth 5 --watch
      """))
  @Argument(help: "The instrument's symbol.") var symbol: String
  @Option(help: ArgumentHelp("So many prices a side.", valueName: "prices")) var depth = 10
  @Flag(help: "Follow it.") var watch = false
  @OptionGroup var client: ClientOptions

  func validate() throws {
    guard (1...1000).contains(depth) else { throw ValidationError("--depth is from 1 to 1000.") }
  }

  func run(_ context: Context) throws {
    let session = try context.session()
    var book = try session.book(symbol, depth: depth)
    try show(book, session, context)
    guard watch else { return }
    // The feed has its own connection: the book is fetched while it runs.
    let feed = try client.session(context.folders)
    try feed.follow(symbol, after: book["sequence"]?.number ?? 0) {
      book = try session.book(symbol, depth: depth)
      try show(book, session, context)
      return book["sequence"]?.number ?? 0
    }
  }

  private func show(_ book: JSON, _ session: Session, _ context: Context) throws {
    guard !context.isJSON else {
      context.show(book) {}
      return
    }
    let instrument = try session.instrument(symbol)
    var lines = [heading(instrument, sequence: Cell.text(book["sequence"]))]
    lines += BookText.lines(book)
    // Home, draw, clear the rest: no flicker, and nothing of a longer book before remains.
    let isLive = watch && Terminal.outputIsTerminal
    let text = lines.joined(separator: isLive ? "\u{1B}[K\n" : "\n")
    Terminal.write(
      (isLive ? "\u{1B}[H" : "") + text + (isLive ? "\u{1B}[K" : ""), toMessages: false)
    Terminal.write(isLive ? "\n\u{1B}[J" : "\n", toMessages: false)
  }

  private func heading(_ instrument: JSON, sequence: String) -> String {
    let last = Cell.yuan(instrument["last"])
    let parts = [
      Terminal.bold(symbol), Table.plain(Cell.text(instrument["title"])),
      Cell.status(instrument["phase"]),
      last.isEmpty ? "" : localized("last \(last)", "最新 \(last)"),
      localized(
        "volume \(Cell.text(instrument["volume"]))", "成交量 \(Cell.text(instrument["volume"]))"),
      Terminal.faint("#\(sequence)"),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: " · ")
  }
}
