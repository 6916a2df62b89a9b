import Client
import Cryptography
import Documents
import Foundation
import Testing
import TransparencyLog

/// Certificates and holder proofs: what holds, and every way in which it may not.
struct ProofTests {
  private let issuer = Ed25519.PrivateKey.generate()
  private let author = Ed25519.PrivateKey.generate()

  /// A log of three entries, the certified one in the middle, and what certifies it.
  private struct Sample {
    var entry: JSON.Object
    var certificate: JSON.Object
    var key: VerifierKey
  }

  private func sample() throws -> Sample {
    let registration: JSON.Object = Proof.sign(
      JSON.Object([
        ("account", "3"), ("audience", "x.example"), ("id", "a"), ("type", "asset.register"),
        ("authors", [["account": "3", "name": "n", "share": 10_000]]), ("class", "UGC"),
        ("kind", "garment"), ("title", "云裳旗袍"),
        ("files", [["name": "q.glb", "sha256": "00", "size": 1]]),
      ]), by: [author])
    let entry = JSON.Object([
      ("facts", [:]), ("kind", "asset.register"), ("open", .object(registration)),
      ("outcome", ["code": "accepted"]), ("sealed", []), ("sequence", 1),
      ("time", 1_700_000_000_000_000),
    ])
    let logKey = try LogKey(name: "x.example/log", privateKey: .generate())
    let receipt = try receipt(entry, logKey)
    let subject: JSON = [
      "asset": "1", "authors": [["account": "3", "name": "n", "share": 10_000]], "class": "UGC",
      "files": [["name": "q.glb", "sha256": "00", "size": 1]], "kind": "garment",
      "registered": 1_700_000_000_000_000, "status": "registered", "title": "云裳旗袍",
    ]
    let certificate = JSON.Object([
      ("@context", CertificateCheck.context), ("credentialSubject", subject),
      (
        "evidence",
        [["entry": .string(text(.object(entry))), "receipt": .string(receipt), "type": "LogEntry"]]
      ),
      ("id", "urn:yunshang:x.example:asset:1"),
      ("issuer", .string(DIDKey.text(issuer.publicKey))),
      ("type", ["VerifiableCredential", "AssetCertificate"]),
      ("validFrom", "2026-11-23T22:00:00Z"),
    ])
    return Sample(entry: entry, certificate: certificate, key: logKey.verifierKey)
  }

  private func receipt(_ entry: JSON.Object, _ key: LogKey) throws -> String {
    let hasher = TreeHasher()
    let leaves = [
      hasher.leaf([1]), hasher.leaf(JSON.object(entry).canonicalBytes), hasher.leaf([3]),
    ]
    let receipt = Receipt(
      index: 1, hashes: [leaves[0], leaves[2]],
      checkpoint: key.checkpoint(size: 3, root: MerkleTree.root(of: leaves)))
    return String(decoding: receipt.bytes, as: UTF8.self)
  }

  private func text(_ json: JSON) -> String { String(decoding: json.canonicalBytes, as: UTF8.self) }

  private func signed(_ certificate: JSON.Object) -> [UInt8] {
    JSON.object(Proof.sign(certificate, by: [issuer])).canonicalBytes
  }

  @Test func aCertificateHolds() throws {
    let sample = try sample()
    let bytes = signed(sample.certificate)
    let found = try CertificateCheck(
      bytes, logKey: sample.key, issuer: DIDKey.text(issuer.publicKey))
    #expect(found.asset == "1")
    #expect(found.treeSize == 3)
    #expect(found.origin == "x.example/log")
    #expect(found.signers == [DIDKey.text(author.publicKey)])
    #expect(found.json["ok"] == true)
  }

  @Test func noByteOfACertificateCanBeChanged() throws {
    let sample = try sample()
    let bytes = signed(sample.certificate)
    for at in stride(from: 0, to: bytes.count, by: 3) {
      var changed = bytes
      changed[at] ^= 1
      #expect(throws: (any Error).self, "byte \(at)") {
        try CertificateCheck(changed, logKey: sample.key)
      }
    }
    for count in stride(from: 0, to: bytes.count, by: 97) {
      #expect(throws: (any Error).self) {
        try CertificateCheck(Array(bytes.prefix(count)), logKey: sample.key)
      }
    }
  }

  @Test(arguments: ["asset", "authors", "class", "files", "kind", "registered", "title"])
  func anIssuerCannotSayWhatTheEntryDoesNot(_ name: String) throws {
    var sample = try sample()
    var subject = try #require(sample.certificate["credentialSubject"]?.object)
    subject[name] = name == "registered" ? 5 : "other"
    sample.certificate["credentialSubject"] = .object(subject)
    #expect(throws: ClientError.self) {
      try CertificateCheck(signed(sample.certificate), logKey: sample.key)
    }
  }

  @Test func strangersKeysAreRefused() throws {
    let sample = try sample()
    let bytes = signed(sample.certificate)
    let otherLog = try LogKey(name: "x.example/log", privateKey: .generate()).verifierKey
    #expect(throws: LogFormatError.self) { try CertificateCheck(bytes, logKey: otherLog) }
    let other = DIDKey.text(Ed25519.PrivateKey.generate().publicKey)
    #expect(throws: ClientError.self) {
      try CertificateCheck(bytes, logKey: sample.key, issuer: other)
    }
    let forged = JSON.object(Proof.sign(sample.certificate, by: [author])).canonicalBytes
    #expect(throws: ClientError.self) { try CertificateCheck(forged, logKey: sample.key) }
  }

  @Test func anotherEntryProvesNothing() throws {
    for change in ["kind", "outcome", "open", "sequence"] {
      let sample = try sample()
      let logKey = try LogKey(name: "x.example/log", privateKey: .generate())
      var entry = sample.entry
      switch change {
      case "kind": entry["kind"] = "asset.examine"
      case "outcome": entry["outcome"] = ["code": "contested"]
      case "sequence": entry["sequence"] = 2
      default:
        var open = try #require(entry["open"]?.object)
        open["proof"] = .object(JSON.Object())
        entry["open"] = .object(open)
      }
      var certificate = sample.certificate
      certificate["evidence"] = [
        [
          "entry": .string(text(.object(entry))), "receipt": .string(try receipt(entry, logKey)),
          "type": "LogEntry",
        ]
      ]
      #expect(throws: ClientError.self, "\(change)") {
        try CertificateCheck(signed(certificate), logKey: logKey.verifierKey)
      }
    }
  }

  @Test func aHolderProofHoldsForItsAudienceAndNonce() throws {
    let holder = Ed25519.PrivateKey.generate()
    let venue = DIDKey.text(issuer.publicKey)
    func credential(_ until: String, to key: Ed25519.PublicKey) -> JSON {
      .object(
        Proof.sign(
          JSON.Object([
            ("@context", CertificateCheck.context), ("audience", "world.example"),
            (
              "credentialSubject",
              [
                "edition": "27", "id": .string(DIDKey.text(key)), "quantity": 3, "sequence": 90,
              ]
            ),
            ("issuer", .string(venue)), ("type", ["VerifiableCredential", "HolderCredential"]),
            ("validUntil", .string(until)),
          ]), by: [issuer]))
    }
    let good = credential("2026-11-24T00:00:00Z", to: holder.publicKey)
    let now = try #require(Timestamp.parse("2026-11-23T22:00:00Z"))
    func check(
      _ credential: JSON, by key: Ed25519.PrivateKey, audience: String = "world.example",
      nonce: String = "8f2c", at time: Int64? = nil, issuer: String? = nil
    ) throws -> HolderProof.Finding {
      let shown = HolderProof.present(
        credential, audience: "world.example", nonce: "8f2c", by: key)
      return try HolderProof.check(
        shown.canonicalBytes, issuer: issuer ?? venue, audience: audience, nonce: nonce,
        now: time ?? now)
    }
    let found = try check(good, by: holder)
    #expect(found.quantity == 3)
    #expect(found.edition == "27")
    #expect(throws: ClientError.self) { try check(good, by: author) }
    #expect(throws: ClientError.self) { try check(good, by: holder, audience: "other.example") }
    #expect(throws: ClientError.self) { try check(good, by: holder, nonce: "0000") }
    #expect(throws: ClientError.self) { try check(good, by: holder, at: now + 7_200) }
    #expect(throws: ClientError.self) {
      try check(good, by: holder, issuer: DIDKey.text(author.publicKey))
    }
    let stranger = credential("2026-11-24T00:00:00Z", to: author.publicKey)
    #expect(throws: ClientError.self) { try check(stranger, by: holder) }
  }

  @Test func coAuthorsSignOneAfterAnother() throws {
    let document = JSON.Object([("id", "a"), ("type", "asset.register")])
    let second = Ed25519.PrivateKey.generate()
    let once = try DocumentFile.adding(author, to: document)
    let twice = try DocumentFile.adding(second, to: once)
    #expect(try Proof.verify(twice) == [author.publicKey, second.publicKey])
    #expect(throws: ClientError.self) { try DocumentFile.adding(second, to: twice) }
  }
}
