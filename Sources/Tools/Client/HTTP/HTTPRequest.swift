/// One request, as it goes out.
package struct HTTPRequest: Sendable {
  /// What is sent after the head.
  package enum Body: Sendable {
    case none
    case bytes([UInt8])
    /// The file at this path, read while it is sent.
    case file(String)
  }

  /// `GET`, `POST` or `PUT`.
  package var method: String
  /// The whole address.
  package var url: String
  /// Header fields in the sequence in which they are sent.
  package var headers: [(name: String, value: String)]
  /// The body.
  package var body: Body
  /// How long to wait for a connection, in milliseconds.
  package var connectMilliseconds = 5_000
  /// How long the whole may take, in milliseconds; 0 for any time.
  package var totalMilliseconds = 30_000
  /// How long nothing at all may come or go, in milliseconds; 0 for any time.
  package var idleMilliseconds = 0

  /// A request with the usual limits.
  package init(
    _ method: String, _ url: String, headers: [(name: String, value: String)] = [],
    body: Body = .none
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}
