import Cryptography
import Documents
import Foundation

// Reading: in public, or under the session's own signature.
extension Session {
  /// A path with a query, its values escaped; parts that are `nil` are left out.
  package static func path(_ path: String, _ query: [(String, String?)]) -> String {
    let parts = query.compactMap { name, value in
      value.map { "\(name)=\(escaped($0))" }
    }
    return parts.isEmpty ? path : path + "?" + parts.joined(separator: "&")
  }

  /// A text as one part of a path or a query (RFC 3986: all but unreserved characters escaped).
  package static func escaped(_ text: String) -> String {
    var allowed = CharacterSet(charactersIn: "-._~")
    allowed.insert(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
  }

  /// The header field that authorises one private request, for five minutes.
  func authorization(_ method: String, _ path: String) throws -> (name: String, value: String) {
    let draft = try draft(.request, [("method", .string(method)), ("path", .string(path))])
    let signed = Proof.sign(draft, by: [try key()])
    return (
      "Authorization", "Proof " + Base64.encode(JSON.object(signed).canonicalBytes, .url)
    )
  }

  /// Reads JSON.
  package func get(_ path: String, isPrivate: Bool = false) throws -> JSON {
    let response = try fetch(path, isPrivate: isPrivate)
    return try LooseJSON.parse(response.body)
  }

  /// Lines asked for at a time, and pages read at the most: a list of two hundred thousand lines.
  private static let pageSize = 200
  private static let pageCountMaximum = 1_000

  /// Reads a whole list, page after page.
  ///
  /// - Parameters:
  ///   - name: the member that holds the lines.
  ///   - cursor: the parameter that takes what `next` says, `after` or `before`.
  package func list(
    _ path: String, _ name: String, cursor: String, isPrivate: Bool = false
  ) throws -> JSON {
    var lines: [JSON] = []
    var next: String?
    for _ in 0..<Session.pageCountMaximum {
      var page = "\(path)\(path.contains("?") ? "&" : "?")limit=\(Session.pageSize)"
      if let next { page += "&\(cursor)=\(Session.escaped(next))" }
      let answer = try get(page, isPrivate: isPrivate)
      lines += answer[name]?.array ?? []
      guard let following = answer["next"]?.string else {
        return .object(JSON.Object([(name, .array(lines))]))
      }
      next = following
    }
    throw ClientError.failed("too-many", "\(path) has more lines than this command reads.")
  }

  /// Reads text, such as a receipt.
  package func text(_ path: String) throws -> String {
    let response = try fetch(path, isPrivate: false)
    guard let text = String(validating: response.body, as: UTF8.self) else {
      throw ClientError.failed("not-text", "\(server)\(path) is not UTF-8.")
    }
    return text
  }

  /// Asks without changing anything, such as the dry run of an order.
  package func ask(_ path: String, _ type: DocumentType, _ members: [(String, JSON)]) throws -> JSON
  {
    let signed = Proof.sign(try draft(type, members), by: [try key()])
    var request = HTTPRequest(
      "POST", server + path, headers: [("Content-Type", "application/json")],
      body: .bytes(JSON.object(signed).canonicalBytes))
    request.totalMilliseconds = options.timeoutMilliseconds
    return try LooseJSON.parse(try checked(request).body)
  }

  /// The works that a file resembles, asked with its codes; nothing is kept of it.
  package func search(_ question: JSON) throws -> JSON {
    var request = HTTPRequest(
      "POST", server + "/v1/similar", headers: [("Content-Type", "application/json")],
      body: .bytes(question.canonicalBytes))
    request.totalMilliseconds = options.timeoutMilliseconds
    return try LooseJSON.parse(try checked(request).body)
  }

  private func fetch(_ path: String, isPrivate: Bool) throws -> HTTPResponse {
    var request = HTTPRequest("GET", server + path)
    if isPrivate { request.headers.append(try authorization("GET", path)) }
    request.totalMilliseconds = options.timeoutMilliseconds
    return try checked(request)
  }

  private func checked(_ request: HTTPRequest) throws -> HTTPResponse {
    let response: HTTPResponse
    do throws(HTTPFailure) {
      response = try http.send(request)
    } catch {
      throw ClientError(error, server: server)
    }
    try Session.check(response, request.url)
    return response
  }

  /// Throws what an answer other than success says.
  static func check(_ response: HTTPResponse, _ url: String) throws {
    guard !(200..<300).contains(response.status) else { return }
    let json = try? LooseJSON.parse(response.body)
    if let json, let object = json.object,
      let problem = Session.problem(json, status: response.status)
    {
      throw ClientError.refused(problem, members: object)
    }
    throw ClientError.refused(
      Problem(
        response.status, "status-\(response.status)",
        "\(url) answered with status \(response.status) and no problem of the venue's: "
          + "is it a Yunshang server?"),
      members: JSON.Object())
  }
}
