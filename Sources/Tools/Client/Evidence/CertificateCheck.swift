import Cryptography
import Documents
import TransparencyLog

/// Checks an asset's certificate with nothing but the certificate and the log's key: offline, and
/// for ever.
///
/// Three things must hold: the issuer signed it; the log contains the entry that it carries; and the
/// entry says what the certificate says, with the authors' own signatures.
package struct CertificateCheck: Sendable {
  /// The largest certificate, in bytes.
  package static let byteCountMaximum = 1 << 20
  /// The deepest nesting of a certificate or an entry.
  package static let depthMaximum = 24
  /// The context of every certificate (W3C VC Data Model 2.0).
  package static let context: JSON = ["https://www.w3.org/ns/credentials/v2"]

  /// The asset.
  package let asset: String
  /// The entry that registered it.
  package let sequence: UInt64
  /// The log's origin.
  package let origin: String
  /// The size of the tree whose signed checkpoint proves the entry.
  package let treeSize: UInt64
  /// Who issued the certificate, `did:key:…`.
  package let issuer: String
  /// Who signed the registration, `did:key:…`, the filer first.
  package let signers: [String]
  /// The work's title.
  package let title: String

  /// Checks.
  ///
  /// - Parameter issuer: who must have issued it; `nil` to take the one that it names.
  /// - Throws: `ClientError.failed` naming what does not hold.
  package init(_ bytes: [UInt8], logKey: VerifierKey, issuer expected: String? = nil) throws {
    guard bytes.count <= CertificateCheck.byteCountMaximum,
      let certificate = try LooseJSON.parse(bytes).object
    else { throw CertificateCheck.fault("it is not a JSON object of at most 1 MiB") }
    issuer = try CertificateCheck.checkIssuer(certificate, expected)
    guard let subject = certificate["credentialSubject"]?.object,
      let asset = subject["asset"]?.string
    else { throw CertificateCheck.fault("it names no asset") }
    self.asset = asset
    guard let evidence = certificate["evidence"]?.array?.first,
      let entryText = evidence["entry"]?.string, let receiptText = evidence["receipt"]?.string
    else { throw CertificateCheck.fault("it carries no entry with a receipt") }

    let leaf = Array(entryText.utf8)
    let receipt = try Receipt(parsing: Array(receiptText.utf8))
    let checkpoint = try receipt.verify(entry: leaf, key: logKey)
    origin = checkpoint.origin
    treeSize = checkpoint.size
    sequence = receipt.index

    let entry: JSON
    do {
      entry = try CanonicalParser.parse(leaf, depthMaximum: CertificateCheck.depthMaximum)
    } catch {
      throw CertificateCheck.fault("its entry is not canonical JSON: \(error.detail)")
    }
    guard entry["sequence"]?.number == Int64(exactly: receipt.index),
      asset == String(receipt.index)
    else { throw CertificateCheck.fault("its entry is not the one that registered asset \(asset)") }
    guard entry["kind"]?.string == DocumentType.registerAsset.rawValue,
      let registration = entry["open"]?.object
    else { throw CertificateCheck.fault("its entry registers no asset") }
    guard entry["outcome"]?["code"] == "accepted" else {
      throw CertificateCheck.fault("its entry was not accepted")
    }
    signers = try CertificateCheck.checkRegistration(registration, subject)
    if let time = entry["time"]?.number, let registered = subject["registered"] {
      guard
        registered.number == time
          || registered.string == Timestamp.format(seconds: time / 1_000_000)
      else { throw CertificateCheck.differs("registered") }
    }
    title = subject["title"]?.string ?? ""
  }

  private static func checkIssuer(
    _ certificate: JSON.Object, _ expected: String?
  ) throws -> String {
    guard certificate["@context"] == context,
      certificate["type"]?.array?.contains("AssetCertificate") == true
    else { throw fault("it is not an asset certificate") }
    let keys: [Ed25519.PublicKey]
    do {
      keys = try Proof.verify(certificate)
    } catch {
      throw fault("its signature does not hold: \(error.detail)")
    }
    guard let issuer = certificate["issuer"]?.string, keys.count == 1,
      DIDKey.text(keys[0]) == issuer
    else { throw fault("it is not signed by the issuer that it names") }
    guard expected.map({ $0 == issuer }) ?? true else {
      throw fault("it was issued by \(issuer), and not by \(expected ?? "")")
    }
    return issuer
  }

  /// The certificate says what the authors signed.
  private static func checkRegistration(
    _ registration: JSON.Object, _ subject: JSON.Object
  ) throws -> [String] {
    let signers: [Ed25519.PublicKey]
    do {
      signers = try Proof.verify(registration)
    } catch {
      throw fault("the authors' signatures do not hold: \(error.detail)")
    }
    // Names of authors are sealed; a certificate may leave their digests out.
    func bare(_ authors: JSON?) -> [JSON] {
      (authors?.array ?? []).map { author in
        var object = author.object ?? JSON.Object()
        object["name"] = nil
        return .object(object)
      }
    }
    guard !bare(subject["authors"]).isEmpty,
      bare(subject["authors"]) == bare(registration["authors"])
    else { throw differs("authors") }
    for name in ["class", "files", "kind", "title"] {
      guard let stated = subject[name], stated == registration[name] else { throw differs(name) }
    }
    // Whatever else both have must agree as well.
    for member in subject.members
    where registration[member.name] != nil && member.name != "authors" {
      guard member.value == registration[member.name] else { throw differs(member.name) }
    }
    return signers.map { DIDKey.text($0) }
  }

  private static func fault(_ what: String) -> ClientError {
    .failed("bad-certificate", "The certificate does not hold: \(sentence(what))")
  }

  private static func differs(_ name: String) -> ClientError {
    fault("its `\(name)` is not what the entry says")
  }

  /// The finding as JSON.
  package var json: JSON {
    [
      "asset": .string(asset), "issuer": .string(issuer), "ok": true, "origin": .string(origin),
      "sequence": .number(Int64(sequence)),
      "signers": .array(signers.map { .string($0) }), "size": .number(Int64(treeSize)),
      "title": .string(title),
    ]
  }
}
