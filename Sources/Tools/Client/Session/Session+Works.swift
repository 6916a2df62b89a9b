import Cryptography
import Documents

// Works and claims.
extension Session {
  /// A work.
  package func asset(_ asset: String) throws -> JSON {
    try get("/v1/assets/\(Session.escaped(asset))")
  }

  /// A work's certificate, its bytes as they came.
  package func certificate(_ asset: String) throws -> [UInt8] {
    Array(try text("/v1/assets/\(Session.escaped(asset))/certificate").utf8)
  }

  /// The account's own name, as it was given when the account was opened.
  package func name() throws -> String {
    let account = try account()
    let name = try get(try accountPath(), isPrivate: true)["name"]?.string ?? ""
    return name.isEmpty ? account : name
  }

  /// Downloads an original by its SHA-256 in hexadecimal; the number of bytes.
  package func fetchOriginal(
    _ hex: String, to path: String, progress: ((Int64) -> Void)? = nil
  ) throws -> Int64 {
    guard let digest = Digest(hex: hex) else {
      throw ClientError.failed("bad-answer", "\(server) names a file by no SHA-256.")
    }
    return try download(
      "/v1/files/\(digest.hex)", to: path, digest: digest, isPrivate: true, progress: progress)
  }

  /// A claim, in full.
  package func claim(_ claim: String) throws -> JSON {
    try get("/v1/claims/\(Session.escaped(claim))", isPrivate: true)
  }

  /// Evidence as a notice lists it: files are uploaded, SHA-256 digests stand as they are.
  package func evidence(_ named: [String]) throws -> JSON {
    .array(
      try named.map { name in
        if Digest(hex: name) != nil { return .string(name) }
        let (digest, size) = try Session.measure(name)
        let bar = ProgressBar(FileKind.name(of: name), total: size)
        defer { bar.finish() }
        try upload(name, digest, mediaType: FileKind.mediaType(of: name)) { bar.show($0) }
        return .string(digest.hex)
      })
  }
}
