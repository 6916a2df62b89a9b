import Documents

/// Something that must never be, and was.
package struct Violation: Sendable, CustomStringConvertible {
  /// How many commands had been sent.
  package let commands: Int
  /// The simulated time, in microseconds since 1970.
  package let time: Int64
  /// What broke.
  package let what: String

  package var description: String {
    let micros = String(time % 1_000_000)
    let digits = String(repeating: "0", count: 6 - micros.count) + micros
    let seconds = Timestamp.format(seconds: time / 1_000_000).dropLast()
    return "after \(commands) commands, at \(seconds).\(digits)Z: \(what)"
  }
}
