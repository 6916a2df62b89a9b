import Foundation

/// The standard streams: results on one, messages and progress on the other.
package enum Terminal {
  /// Whether a person reads the results.
  package static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  /// Whether a person reads the messages.
  package static var messagesAreTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Whether to use colour and weight on a stream (https://no-color.org).
  private static func isPlain(_ isTerminal: Bool) -> Bool {
    let environment = ProcessInfo.processInfo.environment
    return !isTerminal || !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
  }

  private static func styled(_ text: String, _ code: String, _ isTerminal: Bool) -> String {
    isPlain(isTerminal) ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  /// Heavy type among the results, where that is wanted.
  package static func bold(_ text: String) -> String { styled(text, "1", outputIsTerminal) }
  /// The colour of what is bid, red as on Chinese boards, where a rise is red.
  package static func bid(_ text: String) -> String { styled(text, "31", outputIsTerminal) }
  /// The colour of what is offered.
  package static func ask(_ text: String) -> String { styled(text, "32", outputIsTerminal) }
  /// Light type among the results.
  package static func faint(_ text: String) -> String { styled(text, "2", outputIsTerminal) }

  /// Prints a line of results.
  package static func print(_ line: String) { write(line + "\n", STDOUT_FILENO) }
  /// Prints a message.
  package static func note(_ line: String) { write(line + "\n", STDERR_FILENO) }
  /// Prints what is wrong.
  package static func fault(_ line: String) {
    write(styled("yunshang: ", "1;31", messagesAreTerminal) + line + "\n", STDERR_FILENO)
  }
  /// Prints without ending the line.
  package static func write(_ text: String, toMessages: Bool) {
    write(text, toMessages ? STDERR_FILENO : STDOUT_FILENO)
  }

  private static func write(_ text: String, _ file: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      // A reader that left (`| head`) is not an error of ours.
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }
}
