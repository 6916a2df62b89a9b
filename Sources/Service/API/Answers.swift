import Documents
import HTTPTypes
import Hummingbird
import Node

extension Response {
  /// A JSON answer.
  static func json(_ value: JSON, status: HTTPResponse.Status = .ok) -> Response {
    bytes(value.canonicalBytes, "application/json", status: status)
  }

  /// An answer of bytes.
  static func bytes(
    _ bytes: [UInt8], _ mediaType: String, status: HTTPResponse.Status = .ok,
    cache: String = "no-store"
  ) -> Response {
    Response(
      status: status,
      headers: [
        .contentType: mediaType, .cacheControl: cache, .contentLength: String(bytes.count),
        .xContentTypeOptions: "nosniff",
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// An answer of text.
  static func text(_ text: String, cache: String = "no-store") -> Response {
    bytes(Array(text.utf8), "text/plain; charset=utf-8", cache: cache)
  }

  /// A problem (RFC 9457).
  static func problem(_ problem: Problem, more: [(String, JSON)] = []) -> Response {
    DocumentAnswer(problem, more: more).response
  }
}

extension Service {
  /// A problem as JSON.
  static func body(of problem: Problem, more: [(String, JSON)] = []) -> [UInt8] {
    var object = JSON.Object([
      ("code", .string(problem.code)), ("detail", .string(problem.detail)),
      ("status", .number(Int64(problem.status))),
      ("title", .string(problem.code.replacing("-", with: " "))),
      ("type", .string("urn:yunshang:problem:\(problem.code)")),
    ])
    for (name, value) in more { object[name] = value }
    return JSON.object(object).canonicalBytes
  }
}

extension HTTPField.Name {
  static let xContentTypeOptions = HTTPField.Name("X-Content-Type-Options") ?? .server
  static let contentSecurityPolicy = HTTPField.Name("Content-Security-Policy") ?? .server
  static let disclosures = HTTPField.Name("Disclosures") ?? .server
  static let prefer = HTTPField.Name("Prefer") ?? .server
  static let lastEventID = HTTPField.Name("Last-Event-ID") ?? .server
}

/// Threads for reads of the disk.
private let readers = WorkerPool(threads: 4, waiting: 10_000)

/// Runs blocking work, such as a query, off the threads that serve connections.
func blocking<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
  guard let result = await readers.run({ Result { try body() } }) else { throw Service.busy }
  return try result.get()
}
