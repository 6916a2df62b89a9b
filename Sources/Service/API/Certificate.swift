import Cryptography
import Documents
import Entries
import Node
import TransparencyLog
import Venue

/// Statements that the venue signs for people to carry away: W3C Verifiable Credentials (VC Data
/// Model 2.0) with the same proof as documents.
extension Service {
  private static let context: JSON = ["https://www.w3.org/ns/credentials/v2"]

  /// A credential of this venue about `subject`.
  private func credential(
    id: String, type: String, subject: JSON, validFrom: Int64, more: [(String, JSON)]
  ) -> JSON {
    let key = node.identity.credentialKey
    var object = JSON.Object([
      ("@context", Service.context), ("credentialSubject", subject), ("id", .string(id)),
      ("issuer", .string(DIDKey.text(key.publicKey))),
      ("type", ["VerifiableCredential", .string(type)]),
      ("validFrom", .string(Timestamp.format(seconds: validFrom))),
    ])
    for (name, value) in more { object[name] = value }
    return .object(Proof.sign(object, by: [key]))
  }

  /// A work's certificate: what was registered, with the entry and the receipt that prove it.
  func certificate(
    of number: EntryNumber, status: String, entryBytes: [UInt8], receipt: Receipt
  ) throws -> JSON {
    let entry = try Entry(bytes: entryBytes)
    var subject = JSON.Object([
      ("asset", .string(String(number))), ("registered", .number(entry.time)),
      ("status", .string(status)),
    ])
    for name in ["authors", "class", "files", "kind", "title"] { subject[name] = entry.open[name] }
    return credential(
      id: "urn:yunshang:\(node.origin):asset:\(number)", type: "AssetCertificate",
      subject: .object(subject), validFrom: entry.time / 1_000_000,
      more: [
        (
          "evidence",
          [
            [
              "entry": .string(String(decoding: entryBytes, as: UTF8.self)),
              "receipt": .string(String(decoding: receipt.bytes, as: UTF8.self)),
              "type": "LogEntry",
            ]
          ]
        )
      ])
  }

  /// How long a holder credential stands, in seconds.
  private static let holderSeconds: Int64 = 24 * 3600

  /// A statement to one audience that a key's owner holds units of an edition. The holder presents
  /// it with a signature of that key, so that any virtual world can check it offline.
  func holderCredential(
    edition: EntryNumber, quantity: Int64, size: EntryNumber, holder: Ed25519.PublicKey,
    audience: String
  ) -> JSON {
    let now = seconds()
    return credential(
      id: "urn:yunshang:\(node.origin):holder:\(edition):\(Hex.encode(RandomBytes.make(8)))",
      type: "HolderCredential",
      subject: [
        "edition": .string(String(edition)), "id": .string(DIDKey.text(holder)),
        "quantity": .number(quantity), "sequence": .number(Int64(size) - 1),
      ],
      validFrom: now,
      more: [
        ("audience", .string(audience)),
        ("validUntil", .string(Timestamp.format(seconds: now + Service.holderSeconds))),
      ])
  }
}
