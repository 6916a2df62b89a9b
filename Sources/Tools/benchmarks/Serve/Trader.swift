import Cryptography
import Documents

/// An account with its key, which signs documents fast: what a proof repeats is made once.
struct Trader: Sendable {
  /// The account's number.
  let account: String
  private let audience: String
  private let key: Ed25519.PrivateKey
  /// SHA-256 of the proof's options, the first half of what is signed (vc-di-eddsa §3.3.3).
  private let optionsDigest: [UInt8]
  private let proofStart: [UInt8]
  private let proofEnd: [UInt8]

  init(account: String, audience: String, key: Ed25519.PrivateKey) {
    self.account = account
    self.audience = audience
    self.key = key
    let method = DIDKey.verificationMethod(key.publicKey)
    let options: JSON = [
      "cryptosuite": "eddsa-jcs-2022", "proofPurpose": "assertionMethod",
      "type": "DataIntegrityProof", "verificationMethod": .string(method),
    ]
    optionsDigest = SHA256.hash(options.canonicalBytes).bytes
    proofStart = Array(
      ("\"proof\":{\"cryptosuite\":\"eddsa-jcs-2022\",\"proofPurpose\":\"assertionMethod\","
        + "\"proofValue\":\"z").utf8)
    proofEnd = Array(
      "\",\"type\":\"DataIntegrityProof\",\"verificationMethod\":\"\(method)\"},".utf8)
  }

  /// A signed document's canonical bytes: `first` are the members between `id` and `proof`, each with
  /// a comma behind it; `last` are those after `proof`.
  func sign(id: String, created: String, first: String, last: String) -> [UInt8] {
    let head =
      "{\"account\":\"\(account)\",\"audience\":\"\(audience)\",\"created\":\"\(created)\","
      + "\"id\":\"\(id)\",\(first)"
    let start = Array(head.utf8)
    let end = Array("\(last)}".utf8)
    let digest = SHA256.hash(start + end)
    let signature = key.sign(optionsDigest + digest.bytes)
    return start + proofStart + Array(Base58.encode(signature).utf8) + proofEnd + end
  }
}
