import API
import ArgumentParser
import Documents
import Foundation
import Logging
import Node

/// Runs a venue.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Run a venue.",
    discussion: """
      Prints one JSON line on standard output once it listens:
      {"listening":"127.0.0.1:41234","operatorKey":"DIR/operator.key","origin":"NAME"}
      Logs go to standard error. SIGTERM lets open requests end and exits 0.

      A new venue starts under the rule set cn-prudent, which registers and lists works but takes no
      orders; with --demo it starts under open-continuous, and its log says that no approval stands
      behind it.

      Example: yunshang serve --data ./venue --listen 127.0.0.1:0 --origin exchange.example --demo
      """)

  @Option(help: ArgumentHelp("The folder of everything that is kept.", valueName: "dir"))
  var data: String

  @Option(help: ArgumentHelp("Where to listen; port 0 takes any free one.", valueName: "host:port"))
  var listen = "127.0.0.1:8080"

  @Option(help: ArgumentHelp("The venue's name, which documents carry.", valueName: "name"))
  var origin: String

  @Flag(help: "Start a new venue under open-continuous, as a demonstration.")
  var demo = false

  @Option(
    help: ArgumentHelp("Entries from one snapshot of the state to the next.", valueName: "entries"))
  var snapshotInterval = NodeRuntime.Options.snapshotIntervalDefault

  func validate() throws {
    guard snapshotInterval >= 1 else {
      throw ValidationError("--snapshot-interval is a number of entries, at least 1.")
    }
    guard address != nil else {
      throw ValidationError("--listen is HOST:PORT, such as 127.0.0.1:8080.")
    }
    let isName =
      (1...200).contains(origin.utf8.count)
      && origin.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || [0x2D, 0x2E, 0x2F].contains($0)
      }
    guard isName else {
      throw ValidationError("--origin is a name such as exchange.example: a-z 0-9 . - and /.")
    }
  }

  private var address: (host: String, port: Int)? {
    guard let colon = listen.lastIndex(of: ":"),
      let port = Int(listen[listen.index(after: colon)...]), (0...65_535).contains(port),
      colon > listen.startIndex
    else { return nil }
    return (String(listen[..<colon]), port)
  }

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    Server.prepare()
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    let logger = Logger(label: "yunshang")
    guard let (host, port) = address else { throw ValidationError("--listen is HOST:PORT.") }
    let node = try NodeRuntime(
      NodeRuntime.Options(
        folder: data, origin: origin, isDemo: demo, imageWorker: "/proc/self/exe",
        snapshotInterval: snapshotInterval),
      logger: logger)
    let keyPath = URL(fileURLWithPath: data).appendingPathComponent("operator.key").path
    let line: (Int) -> JSON = { [origin] bound in
      [
        "listening": .string("\(host):\(bound)"), "operatorKey": .string(keyPath),
        "origin": .string(origin),
      ]
    }
    let announcement = Announcement(line: line)
    try await Server.run(node, host: host, port: port, logger: logger) { announcement.print($0) }
  }
}

/// The line that tells where the venue listens.
private struct Announcement: @unchecked Sendable {
  let line: (Int) -> JSON

  func print(_ port: Int) {
    Swift.print(String(decoding: line(port).canonicalBytes, as: UTF8.self))
    fflush(nil)
  }
}
