import ArgumentParser
import Client
import Cryptography
import Documents
import Foundation

/// A command of a client.
protocol ClientCommand: ParsableCommand {
  /// What every command takes.
  var client: ClientOptions { get }
  /// Does it.
  func run(_ context: Context) throws
}

extension ClientCommand {
  mutating func run() throws {
    HTTPClient.catchInterrupts()
    try run(Context(client))
  }
}

/// What a command works with: the venue on one side, the user on the other.
final class Context {
  let options: ClientOptions
  let folders = Folders()
  private var opened: Session?

  init(_ options: ClientOptions) { self.options = options }

  /// Whether to print JSON.
  var isJSON: Bool { options.json }

  /// The session, opened when it is first needed: some commands work without a server.
  func session() throws -> Session {
    if let opened { return opened }
    let session = try options.session(folders)
    opened = session
    return session
  }

  /// The key, for commands that need no server.
  func localKey() throws -> Ed25519.PrivateKey {
    try Session.loadKey(try keyPath())
  }

  /// The path of the key's file.
  func keyPath() throws -> String {
    options.keyPath(
      try Profile.load(options.profile, folders), ProcessInfo.processInfo.environment, folders)
  }

  /// Prints the one object, or what a person wants to know.
  func show(_ json: JSON, text: () throws -> Void) rethrows {
    if isJSON {
      Terminal.print(String(decoding: json.canonicalBytes, as: UTF8.self))
    } else {
      try text()
    }
  }

  /// Prints the answer to a document: the object, or a sentence and the number of its entry.
  func accepted(_ reply: JSON, _ sentence: @autoclosure () -> String) {
    show(reply) {
      Terminal.print(sentence())
      noteEntry(reply)
    }
  }

  /// Says which entry the document became.
  func noteEntry(_ reply: JSON) {
    guard let sequence = reply["sequence"]?.number else { return }
    Terminal.note(
      localized(
        "Entry \(sequence), \(Cell.time(reply["time"])). Its proof: yunshang receipt \(sequence)",
        "日志第 \(sequence) 条，\(Cell.time(reply["time"]))。凭证：yunshang receipt \(sequence)"))
  }

  /// Prints a table, or a line that says that there is nothing.
  func show(_ table: Table, orElse nothing: @autoclosure () -> String) {
    guard !table.rows.isEmpty else {
      Terminal.note(nothing())
      return
    }
    for line in table.lines(emphasis: Terminal.bold) { Terminal.print(line) }
  }

  /// Prints names and values, one pair a line.
  func show(_ fields: [(String, String)]) {
    let width = fields.reduce(0) { max($0, DisplayWidth.of($1.0)) }
    for (name, value) in fields where !value.isEmpty {
      let gap = String(repeating: " ", count: width - DisplayWidth.of(name) + 2)
      Terminal.print(Terminal.faint(name) + gap + Table.plain(value))
    }
  }
}
