import Cryptography
import Documents

// Making documents, and sending them so that nothing happens twice.
extension Session {
  /// What became of a document that was sent.
  private enum Answer {
    case accepted(JSON)
    case refused(Problem, JSON.Object)
    /// Too busy to look at it. A document sent for the first time is then not taken; of one sent
    /// before, it says nothing.
    case turnedAway(Problem, JSON.Object)
    case unclear(String)
  }

  /// A document with the common members, not signed yet.
  package func draft(
    _ type: DocumentType, _ members: [(String, JSON)]
  ) throws -> JSON.Object {
    var document = JSON.Object(members)
    document["type"] = .string(type.rawValue)
    document["account"] = type == .openAccount ? "new" : .string(try account())
    document["audience"] = .string(try audience())
    document["created"] = .string(Timestamp.format(seconds: Session.now()))
    document["id"] = .string(Session.newID())
    return document
  }

  /// Signs a document that is plain JSON, filling in the common members that it lacks.
  package func sign(plain: JSON.Object) throws -> JSON.Object {
    guard let name = plain["type"]?.string, let type = DocumentType(rawValue: name) else {
      throw ClientError.failed(
        "unknown-type",
        "A document's `type` is one of "
          + DocumentType.allCases.map(\.rawValue).joined(separator: ", ") + ".")
    }
    var document = plain
    if document["account"] == nil {
      document["account"] = type == .openAccount ? "new" : .string(try account())
    }
    if document["audience"] == nil { document["audience"] = .string(try audience()) }
    if document["created"] == nil {
      document["created"] = .string(Timestamp.format(seconds: Session.now()))
    }
    if document["id"] == nil { document["id"] = .string(Session.newID()) }
    return Proof.sign(document, by: [try key()])
  }

  /// A random id: 128 bits, so that no two documents ever share one.
  static func newID() -> String { Base64.encode(RandomBytes.make(16), .url) }

  /// Makes, signs and sends a document.
  ///
  /// - Parameter others: keys that sign beside the session's own.
  /// - Returns: the venue's answer.
  /// - Throws: `ClientError`: a refusal, or an unknown outcome.
  @discardableResult
  package func submit(
    _ type: DocumentType, _ members: [(String, JSON)], others: [Ed25519.PrivateKey] = [],
    disclosures: [String] = []
  ) throws -> JSON {
    let signed = Proof.sign(try draft(type, members), by: [try key()] + others)
    return try send(signed, disclosures: disclosures)
  }

  /// Sends a signed document.
  @discardableResult
  package func send(_ document: JSON.Object, disclosures: [String] = []) throws -> JSON {
    let body = JSON.object(document).canonicalBytes
    // What the door would refuse for its form is found here, before anything is kept or sent.
    let checked = try Document(bytes: body)
    var headers = ["Content-Type": "application/json"]
    if !disclosures.isEmpty { headers["Disclosures"] = disclosures.joined(separator: ",") }
    let path = checked.type.isCancel ? "/v1/cancels" : "/v1/documents"
    let item = try outbox.add(
      body, server: server, path: path, headers: headers,
      microseconds: Session.nowMicroseconds())
    return try deliver(item, isFirst: true)
  }

  /// Sends a document that waits in the outbox again.
  ///
  /// - Returns: the venue's answer, which is the first one if it had taken the document already.
  package func resume(_ item: Outbox.Item) throws -> JSON {
    try deliver(item, isFirst: false)
  }

  private func deliver(_ item: Outbox.Item, isFirst: Bool) throws -> JSON {
    let answer: Answer
    do throws(HTTPFailure) {
      answer = Session.judge(try http.send(request(item)))
    } catch {
      switch error {
      case .notSent where isFirst, .unusable where isFirst:
        try outbox.remove(item)
        throw ClientError(error, server: server)
      case .notSent, .unusable: throw ClientError(error, server: server)
      case .interrupted: throw ClientError.interrupted(id: item.id)
      case .unanswered(let what): answer = .unclear("\(server): \(what).")
      case .tooLong(let limit): answer = .unclear("\(server) sent more than \(limit) bytes.")
      }
    }
    switch answer {
    case .accepted(let reply):
      try settle(item, reply)
      return reply
    case .refused(let problem, let members):
      try outbox.remove(item)
      throw ClientError.refused(explained(problem), members: members)
    case .turnedAway(let problem, let members):
      if isFirst { try outbox.remove(item) }
      throw ClientError.refused(problem, members: members)
    case .unclear(let what): throw ClientError.unknownOutcome(id: item.id, detail: what)
    }
  }

  private func request(_ item: Outbox.Item) -> HTTPRequest {
    var request = HTTPRequest(
      "POST", server + item.path, body: .bytes(item.body))
    request.headers = item.headers.sorted { $0.key < $1.key }.map {
      (name: $0.key, value: $0.value)
    }
    request.totalMilliseconds = options.timeoutMilliseconds
    return request
  }

  /// A certain answer is the venue's own: an acceptance, or a problem that it signs with its name. A
  /// proxy's page, or an error inside the server, says nothing about what was done.
  private static func judge(_ response: HTTPResponse) -> Answer {
    let json = try? LooseJSON.parse(response.body)
    if response.status == 200, let json, json["code"] != nil { return .accepted(json) }
    guard let problem = json.flatMap({ Session.problem($0, status: response.status) }),
      let members = json?.object
    else { return .unclear("The answer was status \(response.status), and not the venue's own.") }
    // The venue's own word for not knowing yet, while its disk is full.
    if problem.code == "outcome-unknown" { return .unclear(problem.detail) }
    switch response.status {
    case 429, 503: return .turnedAway(problem, members)
    case 400..<500: return .refused(problem, members)
    default: return .unclear("\(problem.detail) (status \(response.status)).")
    }
  }

  private func settle(_ item: Outbox.Item, _ reply: JSON) throws {
    if item.type == DocumentType.openAccount.rawValue, let account = reply["account"]?.string {
      let document = try CanonicalParser.parse(item.body)
      let proof = document["proof"]?.array?.first ?? document["proof"]
      if let method = proof?["verificationMethod"]?.string,
        let key = DIDKey.parse(verificationMethod: method)
      {
        try memory.remember(account: account, of: key)
      }
    }
    try outbox.remove(item)
  }

  private func explained(_ problem: Problem) -> Problem {
    guard problem.code == "wrong-audience", options.audience == nil else { return problem }
    var explained = problem
    explained.detail +=
      " This server was known under another name: if the change is right, say --audience NAME."
    return explained
  }

  /// A problem of the venue's (RFC 9457); `nil` if the answer is not one.
  static func problem(_ json: JSON, status: Int) -> Problem? {
    guard let type = json["type"]?.string, type.hasPrefix("urn:yunshang:problem:") else {
      return nil
    }
    let code = json["code"]?.string ?? String(type.dropFirst("urn:yunshang:problem:".count))
    return Problem(status, code, json["detail"]?.string ?? json["title"]?.string ?? code)
  }
}
