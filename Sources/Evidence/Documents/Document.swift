import Cryptography
import Venue

/// A document that stands by itself: canonical, complete and signed. What needs the venue's state
/// (does the key stand, is there cash) is not known yet.
package struct Document: Sendable {
  /// The largest document, in bytes.
  package static let byteCountMaximum = 48 * 1024
  /// How far `created` may lie ahead of the reader's clock, in seconds.
  package static let secondsAheadMaximum: Int64 = 120

  /// The bytes as they came.
  package let bytes: [UInt8]
  /// SHA-256 of the bytes.
  package let digest: Digest
  /// The document as it was read, its proof included.
  package private(set) var object: JSON.Object
  /// What kind of document it is.
  package let type: DocumentType
  /// The sender's account; `nil` only for an opening, which has none yet.
  package let account: AccountNumber?
  /// The sender's name for it.
  package let id: String
  /// When it was made, in seconds since 1970.
  package let created: Int64
  /// The venue it is meant for.
  package let audience: String
  /// Who signed, in the proofs' sequence; the first is the sender's.
  package let signers: [Ed25519.PublicKey]

  /// Reads a document and verifies its form and signatures.
  ///
  /// - Parameter verifying: `false` when a journal is replayed, whose documents were verified when
  ///   they came; the keys are still read.
  package init(bytes: [UInt8], verifying: Bool = true) throws(Problem) {
    guard bytes.count <= Document.byteCountMaximum else {
      throw Problem(
        413, "too-large", "A document is at most \(Document.byteCountMaximum) bytes long.")
    }
    let (value, proof) = try CanonicalParser.parse(bytes, marking: "proof")
    guard case .object(let object) = value else {
      throw Problem(400, "wrong-type", "A document is a JSON object.")
    }
    let members = Members(object, of: "document")
    let typeName = try members.string("type", 1...40)
    guard let type = DocumentType(rawValue: typeName) else {
      throw Problem(
        400, "unknown-type", "There is no document of type `\(typeName)`; openapi.yaml lists them.")
    }
    let account = try members.string("account", 1...20)
    if type == .openAccount {
      guard account == "new" else {
        throw Problem(400, "wrong-value", "The `account` of an opening is `new`: it has none yet.")
      }
      self.account = nil
    } else {
      self.account = try Members.decimal(account, "account")
    }
    id = try members.identifier("id", maximum: 64)
    audience = try members.text("audience", 1...253)
    let created = try members.string("created", 20...20)
    guard let seconds = Timestamp.parse(created) else {
      throw Problem(
        400, "wrong-value", "`created` is written YYYY-MM-DDThh:mm:ssZ, in UTC; this is not.")
    }
    self.created = seconds
    try type.checkMembers(object)
    self.bytes = bytes
    self.object = object
    self.type = type
    digest = SHA256.hash(bytes)
    signers =
      try verifying
      ? Proof.verify(object, digest: Document.digest(bytes, without: proof)) : Proof.keys(object)
  }

  /// SHA-256 of the canonical bytes without the proof, which is what a proof signs: they are the
  /// bytes around it.
  private static func digest(_ bytes: [UInt8], without member: Range<Int>?) -> Digest {
    guard let member else { return SHA256.hash(bytes) }
    return bytes.withUnsafeBytes { bytes in
      let stream = SHA256()
      stream.update(UnsafeRawBufferPointer(rebasing: bytes[..<member.lowerBound]))
      stream.update(UnsafeRawBufferPointer(rebasing: bytes[member.upperBound...]))
      return stream.finish()
    }
  }

  /// The document without the tree of what was read, whose many small pieces need not wait in any
  /// queue.
  package consuming func withoutTree() -> Document {
    object = JSON.Object()
    return self
  }

  /// What the document asks of the Venue.
  package func action() throws(Problem) -> Action {
    try type.action(object, signers: signers.map(\.word))
  }
}

extension Problem {
  /// A document from the future.
  package static let createdInTheFuture = Problem(
    400, "created-in-the-future",
    "`created` lies more than \(Document.secondsAheadMaximum) seconds ahead: set your clock.")
}

extension Ed25519.PublicKey {
  /// The key as the Venue compares it.
  package var word: Bytes32 {
    guard let word = withBytes({ Bytes32(raw: $0) }) else {
      preconditionFailure("a key has 32 bytes")
    }
    return word
  }
}

extension Digest {
  /// The digest as the Venue compares it.
  package var word: Bytes32 {
    guard let word = withBytes({ Bytes32(raw: $0) }) else {
      preconditionFailure("a digest has 32 bytes")
    }
    return word
  }
}

extension Proof {
  /// The keys that a document's proofs name, without verifying them.
  static func keys(_ document: JSON.Object) throws(Problem) -> [Ed25519.PublicKey] {
    let proofs = document["proof"]?.array ?? document["proof"].map { [$0] } ?? []
    var keys: [Ed25519.PublicKey] = []
    for proof in proofs {
      guard let method = proof["verificationMethod"]?.string,
        let key = DIDKey.parse(verificationMethod: method)
      else { throw Problem(400, "bad-signature", "A proof names no did:key.") }
      keys.append(key)
    }
    return keys
  }
}
