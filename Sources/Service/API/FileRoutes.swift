import Cryptography
import Documents
import HTTPTypes
import Hummingbird
import Node
import Vault
import Venue

// Files: brought by their hash, and private until a work's terms say otherwise.
extension Service {
  var fileRoutes: [Route] {
    [
      Route(.put, "/v1/files/{sha256}") { [self] request, context in
        try await upload(request, context)
      },
      Route(.get, "/v1/files/{sha256}") { [self] request, context in
        try await original(request, context)
      },
    ]
  }

  /// The digest that an address names.
  func digest(_ context: Context) throws(Problem) -> Digest {
    guard let digest = Digest(hex: context.parameter("sha256")) else {
      throw Problem(
        400, "wrong-value", "A file's address is its SHA-256 in lower-case hexadecimal.")
    }
    return digest
  }

  private func upload(_ request: Request, _ context: Context) async throws -> Response {
    let digest = try digest(context)
    let caller = try await caller(request)
    guard caller.isAdmitted else {
      throw Problem(403, "not-admitted", "The operator has not admitted your account yet.")
    }
    if let length = request.headers[.contentLength].flatMap({ Int($0) }),
      length > Vault.byteCountMaximum
    {
      throw Service.tooLarge
    }
    do {
      let upload = try node.vault.begin()
      for try await chunk in request.body {
        try chunk.withUnsafeReadableBytes { try upload.write($0) }
      }
      guard upload.byteCount > 0 else {
        throw Problem(400, "wrong-length", "The file is empty.")
      }
      let vault = node.vault
      let size = upload.byteCount
      try await blocking { try vault.finish(upload, as: digest) }
      try await node.examiner.deposit(digest, by: caller.account)
      try await blocking { try vault.note(digest, by: caller.account) }
      return .json(
        ["sha256": .string(digest.hex), "size": .number(Int64(size))], status: .created)
    } catch let error as VaultError {
      throw error.code == "too-large"
        ? Service.tooLarge
        : Problem(error.code == "storage" ? 503 : 422, error.code, error.what)
    }
  }

  private static let tooLarge = Problem(
    413, "too-large", "A file is at most \(Vault.byteCountMaximum) bytes long.")

  /// An original goes to whoever brought it, to the authors and holders of a work that has it, and
  /// to auditors with a case about it; not to holders while the work is frozen.
  private func original(_ request: Request, _ context: Context) async throws -> Response {
    let digest = try digest(context)
    let caller = try await caller(request)
    let vault = node.vault
    let refusal = try await refusal(of: digest, to: caller)
    if let refusal { throw refusal }
    let bytes = try await blocking { try vault.read(digest) }
    guard let bytes else { throw Problem(404, "not-found", "There is no such file.") }
    return .bytes(bytes, "application/octet-stream", cache: "private, no-store")
  }

  private func refusal(of digest: Digest, to caller: Caller) async throws -> Problem? {
    if node.vault.wasBrought(digest, by: caller.account) { return nil }
    let isAuditor = caller.isAdmitted && caller.roles.contains(.auditor)
    if isAuditor, try await node.catalog.claimsWithEvidence(digest.hex).isEmpty == false {
      return nil
    }
    let word = digest.word
    return try await look { venue in
      var isKnown = false
      var isFrozen = false
      for asset in venue.assets where asset.originals.contains(word) {
        isKnown = true
        if asset.authors.contains(where: { $0.account == caller.account }) { return nil }
        // A case is an examination, of the work or of a copy of it, or a claim.
        let hasCase =
          asset.status == .examination
          || venue.assets.contains {
            [.examination, .contested].contains($0.status) && $0.resembles.contains(asset.number)
          }
          || venue.claims.contains { $0.asset == asset.number && $0.status != .released }
        if isAuditor, hasCase { return nil }
        let holds = asset.editions.contains {
          (venue.holding(of: caller.owner, edition: $0)?.quantity ?? 0) > 0
        }
        guard holds else { continue }
        guard asset.frozen.contains(.deliver) else { return nil }
        isFrozen = true
      }
      if isFrozen {
        return Problem(
          422, "frozen", "The work is frozen by a claim, and its original is not handed out now.")
      }
      return isKnown
        ? Problem(
          403, "not-allowed", "Originals go to a work's authors and to holders of its units.")
        : Problem(404, "not-found", "There is no such file.")
    }
  }
}
