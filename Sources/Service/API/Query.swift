import Documents
import Hummingbird
import Venue

/// Reads a request's query parameters, with an error that names what is wrong.
struct Query {
  private let request: Request

  init(_ request: Request) { self.request = request }

  /// A parameter's text, at most 200 bytes.
  func text(_ name: String) throws(Problem) -> String? {
    guard let value = request.uri.queryParameters[Substring(name)] else { return nil }
    guard value.utf8.count <= 200 else {
      throw Problem(400, "wrong-length", "`\(name)` is at most 200 bytes long.")
    }
    return String(value)
  }

  /// A parameter's number.
  func number(_ name: String) throws(Problem) -> UInt64? {
    guard let text = try text(name) else { return nil }
    return try Members.decimal(text, name)
  }

  /// How many lines are wanted.
  func limit(_ name: String = "limit") throws(Problem) -> Int? {
    try number(name).map { Int(min($0, 1_000_000)) }
  }
}

extension Service {
  /// Waits until the catalog shows everything that was durable when the request came, so that who
  /// wrote can read it at once; at most two seconds.
  func settled() async {
    await node.catalogFollower.reaches(node.sequencer.durableSize)
  }

  /// What was found, or a problem that says what was not.
  func found(_ value: JSON?, _ what: String) throws(Problem) -> JSON {
    guard let value else { throw Problem(404, "not-found", "There is no such \(what).") }
    return value
  }
}
