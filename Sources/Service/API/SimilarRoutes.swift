import Cryptography
import Documents
import Fingerprints
import Hummingbird
import Node
import Vault

// Files that stay where they are: whether one resembles a registered work, and what is stated about one.
extension Service {
  var similarRoutes: [Route] {
    [
      Route(.post, "/v1/similar") { [self] request, _ in try await similar(request) },
      Route(.put, "/v1/fingerprints/{sha256}") { [self] request, context in
        try await state(request, context)
      },
    ]
  }

  /// Bytes of a question.
  private static let questionBytesMaximum = 4 << 20
  private static let questionDepthMaximum = 6
  /// Works that an answer names.
  private static let similarMaximum = 50

  private func similar(_ request: Request) async throws -> Response {
    guard questions.take() else {
      throw Problem(429, "too-many", "Too many questions are being asked: try again in a moment.")
    }
    let body = try await body(request, "question", Service.questionBytesMaximum)
    let query = try Service.question(body)
    let examiner = node.examiner
    let hits = try await examiner.search(query)
    let verdict = hits.first?.verdict ?? (query.isComparable ? Verdict.none : .notFingerprintable)
    return .json([
      "similar": .array(
        hits.prefix(Service.similarMaximum).compactMap { $0.fact().map { .object($0) } }),
      "verdict": .string(verdict.rawValue),
    ])
  }

  private static func question(_ body: [UInt8]) throws(Problem) -> SimilarityQuery {
    let tree = try CanonicalParser.parse(body, depthMaximum: questionDepthMaximum)
    guard let object = tree.object else {
      throw Problem(400, "wrong-type", "A question is an object.")
    }
    let members = Members(object, of: "question")
    let known = SimilarityQuery.questionMembers
    try members.check(required: known.required, optional: known.optional)
    return try SimilarityQuery(question: members)
  }

  /// What a creator states about a file that they keep.
  private func state(_ request: Request, _ context: Context) async throws -> Response {
    let digest = try digest(context)
    let caller = try await caller(request)
    guard caller.isAdmitted else {
      throw Problem(403, "not-admitted", "The operator has not admitted your account yet.")
    }
    let body = try await body(request, "statement", StatedFingerprint.bytesMaximum)
    let stated = try StatedFingerprint(body, about: digest)
    let vault = node.vault
    do {
      try await blocking { try vault.keep(statement: body, about: digest, by: caller.account) }
    } catch let error as VaultError {
      throw Problem(error.code == "storage" ? 503 : 422, error.code, error.what)
    }
    return .json(
      ["sha256": .string(digest.hex), "size": .number(stated.size)], status: .created)
  }

  private func body(_ request: Request, _ what: String, _ limit: Int) async throws -> [UInt8] {
    guard request.headers[.contentType]?.lowercased().hasPrefix("application/json") == true else {
      throw Problem(415, "unsupported-media-type", "Send the \(what) as application/json.")
    }
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
      throw Problem(413, "too-large", "A \(what) is at most \(limit) bytes long.")
    }
    return Array(try await request.body.collect(upTo: limit).readableBytesView)
  }
}
