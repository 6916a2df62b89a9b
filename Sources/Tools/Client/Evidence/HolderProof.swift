import Cryptography
import Documents

/// A holder's proof that they own units of an edition: the venue's credential, presented under the
/// holder's own signature over an audience and a nonce (W3C VC Data Model 2.0, presentations).
///
/// Any virtual world checks it offline, with the venue's key alone.
package enum HolderProof {
  /// The largest proof, in bytes.
  package static let byteCountMaximum = 1 << 18

  /// What a proof that holds says.
  package struct Finding: Sendable {
    /// The edition.
    package let edition: String
    /// Units held.
    package let quantity: Int64
    /// The number of the last entry that the venue looked at.
    package let sequence: Int64
    /// The holder's key.
    package let holder: String
    /// Who issued the credential.
    package let issuer: String
    /// Until when it may be shown.
    package let validUntil: String
    /// The finding as JSON.
    package var json: JSON {
      [
        "edition": .string(edition), "holder": .string(holder), "issuer": .string(issuer),
        "ok": true, "quantity": .number(quantity), "sequence": .number(sequence),
        "validUntil": .string(validUntil),
      ]
    }
  }

  /// Presents a credential.
  package static func present(
    _ credential: JSON, audience: String, nonce: String, by key: Ed25519.PrivateKey
  ) -> JSON {
    let presentation = JSON.Object([
      ("@context", CertificateCheck.context), ("audience", .string(audience)),
      ("holder", .string(DIDKey.text(key.publicKey))), ("nonce", .string(nonce)),
      ("type", ["VerifiablePresentation"]), ("verifiableCredential", [credential]),
    ])
    return .object(Proof.sign(presentation, by: [key]))
  }

  /// Checks a presentation.
  ///
  /// - Parameter issuer: the venue's key, which must have issued the credential.
  /// - Parameter nonce: what the checker asked for; `nil` where it asked for nothing.
  /// - Parameter now: seconds since 1970.
  /// - Throws: `ClientError.failed` naming what does not hold.
  package static func check(
    _ bytes: [UInt8], issuer: String, audience: String, nonce: String?, now: Int64
  ) throws -> Finding {
    guard bytes.count <= byteCountMaximum, let shown = try LooseJSON.parse(bytes).object,
      let holder = shown["holder"]?.string
    else { throw fault("it is not a presentation") }
    try checkSigner(shown, holder, "presentation")
    guard shown["audience"]?.string == audience else { throw fault("it is for another audience") }
    guard nonce == nil || shown["nonce"]?.string == nonce else {
      throw fault("its nonce is not the one that was asked for")
    }
    guard let credential = shown["verifiableCredential"]?.array?.first?.object,
      let subject = credential["credentialSubject"]
    else { throw fault("it shows no credential") }
    try checkSigner(credential, issuer, "credential")
    guard credential["issuer"]?.string == issuer else { throw fault("another venue issued it") }
    guard subject["id"]?.string == holder else { throw fault("it was issued to somebody else") }
    let stated = credential["audience"]?.string ?? subject["audience"]?.string
    guard stated == audience else { throw fault("it was issued for another audience") }
    guard let until = credential["validUntil"]?.string, let end = Timestamp.parse(until), now < end
    else { throw fault("it is no longer valid") }
    guard let edition = subject["edition"]?.string, let quantity = subject["quantity"]?.number,
      quantity > 0
    else { throw fault("it says nothing of units held") }
    return Finding(
      edition: edition, quantity: quantity, sequence: subject["sequence"]?.number ?? 0,
      holder: holder, issuer: issuer, validUntil: until)
  }

  private static func checkSigner(_ object: JSON.Object, _ did: String, _ what: String) throws {
    let keys: [Ed25519.PublicKey]
    do {
      keys = try Proof.verify(object)
    } catch {
      throw fault("the \(what)'s signature does not hold: \(error.detail)")
    }
    guard keys.count == 1, DIDKey.text(keys[0]) == did else {
      throw fault("the \(what) is not signed by \(did)")
    }
  }

  private static func fault(_ what: String) -> ClientError {
    .failed("bad-holder-proof", "The holder proof does not hold: \(sentence(what))")
  }
}
