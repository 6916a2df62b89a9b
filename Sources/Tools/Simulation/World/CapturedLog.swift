import Logging

/// Keeps what the venue says to its operator.
final class CapturedLog: @unchecked Sendable {
  // Everything happens on the one thread of the simulation.
  private(set) var lines: [(level: Logger.Level, text: String)] = []

  /// A logger that writes here.
  var logger: Logger { Logger(label: "venue") { _ in Handler(log: self) } }

  func clear() { lines = [] }

  fileprivate func add(_ level: Logger.Level, _ text: String) {
    if lines.count < 1_000 { lines.append((level, text)) }
  }

  private struct Handler: LogHandler {
    let log: CapturedLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.warning

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { log.add(event.level, "\(event.message)") }
  }
}
