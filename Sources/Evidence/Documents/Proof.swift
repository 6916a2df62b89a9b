import Cryptography

/// W3C Data Integrity proofs with the cryptosuite `eddsa-jcs-2022` (vc-di-eddsa §3.3): an Ed25519
/// signature over SHA-256(JCS(proof options)) followed by SHA-256(JCS(document without proof)).
package enum Proof {
  /// The most proofs on one document.
  package static let countMaximum = 32
  private static let allowedMembers = [
    "@context", "created", "cryptosuite", "proofPurpose", "proofValue", "type",
    "verificationMethod",
  ]

  /// The proof of `key` over `document`, any `proof` it has being left out of what is signed.
  package static func make(_ document: JSON.Object, by key: Ed25519.PrivateKey) -> JSON {
    var options = JSON.Object([
      ("cryptosuite", "eddsa-jcs-2022"), ("proofPurpose", "assertionMethod"),
      ("type", "DataIntegrityProof"),
      ("verificationMethod", .string(DIDKey.verificationMethod(key.publicKey))),
    ])
    // The suite binds a document's context by copying it into what is hashed first.
    options["@context"] = document["@context"]
    let signature = key.sign(message(options, digest(of: document)))
    options["proofValue"] = .string("z" + Base58.encode(signature))
    return .object(options)
  }

  /// `document` with one proof of each key: an object for one, an array for several.
  package static func sign(_ document: JSON.Object, by keys: [Ed25519.PrivateKey]) -> JSON.Object {
    var signed = document
    signed["proof"] = nil
    let proofs = keys.map { make(signed, by: $0) }
    signed["proof"] = proofs.count == 1 ? proofs[0] : .array(proofs)
    return signed
  }

  /// Verifies every proof and returns the keys in the proofs' sequence. About 55 µs a proof.
  package static func verify(_ document: JSON.Object) throws(Problem) -> [Ed25519.PublicKey] {
    try verify(document, digest: digest(of: document))
  }

  /// Verifies every proof of a document whose digest without its proofs is at hand.
  static func verify(
    _ document: JSON.Object, digest: Digest
  ) throws(Problem) -> [Ed25519.PublicKey] {
    let proofs: [JSON]
    switch document["proof"] {
    case .object(let one): proofs = [.object(one)]
    case .array(let several) where (1...countMaximum).contains(several.count): proofs = several
    case .array: throw bad("`proof` holds 1 to \(countMaximum) proofs")
    default: throw bad("`proof` is missing: sign the document")
    }
    var keys: [Ed25519.PublicKey] = []
    for proof in proofs {
      guard let options = proof.object else { throw bad("a proof is an object") }
      let key = try verify(options, digest, context: document["@context"])
      guard !keys.contains(key) else { throw bad("a key signs a document once") }
      keys.append(key)
    }
    return keys
  }

  private static func verify(
    _ proof: JSON.Object, _ digest: Digest, context: JSON?
  ) throws(Problem) -> Ed25519.PublicKey {
    for member in proof.members where !allowedMembers.contains(member.name) {
      throw Problem(400, "unknown-field", "A proof has no member `\(member.name)`.")
    }
    guard proof["type"] == "DataIntegrityProof", proof["cryptosuite"] == "eddsa-jcs-2022",
      proof["proofPurpose"] == "assertionMethod"
    else {
      throw bad(
        "a proof has `type` DataIntegrityProof, `cryptosuite` eddsa-jcs-2022 and `proofPurpose` "
          + "assertionMethod")
    }
    guard proof["@context"] == context else {
      throw bad("a proof carries the document's `@context`, if it has one")
    }
    guard let method = proof["verificationMethod"]?.string,
      let key = DIDKey.parse(verificationMethod: method)
    else { throw bad("`verificationMethod` is `did:key:z6Mk…#z6Mk…`") }
    guard let value = proof["proofValue"]?.string, value.hasPrefix("z"),
      let signature = Base58.decode(value.dropFirst()), signature.count == 64
    else { throw bad("`proofValue` is `z` and a 64-byte signature in base58btc") }
    let options = SHA256.hash(proof.canonicalBytes(without: "proofValue"))
    guard key.verifies(signature: signature, of: options.bytes + digest.bytes) else {
      throw bad(
        "the signature of \(method.prefix { $0 != "#" }) does not fit the document: sign its "
          + "canonical bytes, and change nothing afterwards")
    }
    return key
  }

  private static func digest(of document: JSON.Object) -> Digest {
    SHA256.hash(document.canonicalBytes(without: "proof"))
  }

  private static func message(_ options: JSON.Object, _ document: Digest) -> [UInt8] {
    SHA256.hash(JSON.object(options).canonicalBytes).bytes + document.bytes
  }

  private static func bad(_ what: String) -> Problem {
    Problem(403, "bad-signature", "The document's proof is not valid: \(what).")
  }
}
