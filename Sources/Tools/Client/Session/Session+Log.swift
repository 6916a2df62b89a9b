import Documents
import TransparencyLog

// Trust in a venue's log: its key is learnt once and held on to.
extension Session {
  /// The log's key: the one that was named, or remembered, or is learnt now.
  ///
  /// - Parameter named: a verifier key's text, or the path of a file that has it.
  /// - Throws: `ClientError` if the server's key is not the one that it had before.
  package func logKey(_ named: String? = nil) throws -> VerifierKey {
    if let named { return try Session.logKey(named) }
    if let known = try memory.logKey() { return try VerifierKey(text: known) }
    let key = try servedLogKey()
    try memory.remember(logKey: key.text)
    return key
  }

  /// The log's key as the server says it now.
  private func servedLogKey() throws -> VerifierKey {
    let text = try text("/log/key")
    return try VerifierKey(text: String(text.prefix { $0 != "\n" }))
  }

  /// A log's key from its text, or from a file that has it.
  package static func logKey(_ named: String) throws -> VerifierKey {
    guard let bytes = try LocalFile.read(named, limit: 1 << 16) else {
      return try VerifierKey(text: named)
    }
    return try VerifierKey(
      text: String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self))
  }

  /// The receipt of an entry, as the server sends it.
  package func receipt(_ sequence: UInt64) throws -> String {
    try text("/v1/receipts/\(sequence)")
  }

  /// Fetches an entry from the log's tiles and checks its receipt.
  ///
  /// - Returns: the entry's bytes and the checkpoint that proves them.
  /// - Throws: `ClientError`, or `LogFormatError` naming what does not hold.
  package func check(
    receipt text: String, sequence: UInt64, key: VerifierKey
  ) throws -> (entry: [UInt8], checkpoint: Checkpoint) {
    let receipt = try Receipt(parsing: Array(text.utf8))
    guard receipt.index == sequence else {
      throw ClientError.failed(
        "bad-receipt", "The receipt is for entry \(receipt.index), and not for \(sequence).")
    }
    let signed = try Checkpoint(parsing: receipt.checkpoint, verifiedBy: key)
    let reader = TileReader(
      HTTPLogSource(
        address: server + "/log", totalMilliseconds: options.timeoutMilliseconds))
    let entry = try reader.entry(index: sequence, size: signed.size)
    return (entry, try receipt.verify(entry: entry, key: key))
  }

  /// The key that the venue signs certificates and credentials with, `did:key:…`.
  ///
  /// It stands in the log's first entry, so that trust in the log's key is enough.
  package func issuer() throws -> String {
    if let known = try memory.issuer() { return known }
    let (entry, _) = try check(receipt: try receipt(0), sequence: 0, key: try logKey())
    let genesis = try CanonicalParser.parse(entry, depthMaximum: CertificateCheck.depthMaximum)
    guard let issuer = genesis["open"]?["credentialKey"]?.string, DIDKey.parse(issuer) != nil
    else {
      throw ClientError.failed("bad-genesis", "\(server) names no key for its certificates.")
    }
    try memory.remember(issuer: issuer)
    return issuer
  }
}
