import Cryptography
import Documents

/// Documents in files, on their way from one signer to the next.
package enum DocumentFile {
  /// The bytes of a document's file, without the newline that editors leave at its end.
  package static func read(_ path: String) throws -> [UInt8] {
    var bytes = try LocalFile.input(path, limit: Document.byteCountMaximum + 2)
    while bytes.last == 0x0A || bytes.last == 0x0D { bytes.removeLast() }
    return bytes
  }

  /// The document with one proof more, all others as they were.
  /// - Throws: `ClientError.failed` if the key has signed it already.
  package static func adding(
    _ key: Ed25519.PrivateKey, to document: JSON.Object
  ) throws -> JSON.Object {
    let standing: [JSON]
    switch document["proof"] {
    case .object(let one): standing = [.object(one)]
    case .array(let several): standing = several
    default: standing = []
    }
    let method = DIDKey.verificationMethod(key.publicKey)
    guard !standing.contains(where: { $0["verificationMethod"]?.string == method }) else {
      throw ClientError.failed("already-signed", "This key has signed the document already.")
    }
    guard standing.count < Proof.countMaximum else {
      throw ClientError.failed(
        "too-many", "A document has at most \(Proof.countMaximum) signatures.")
    }
    let proofs = standing + [Proof.make(document, by: key)]
    var signed = document
    signed["proof"] = proofs.count == 1 ? proofs[0] : .array(proofs)
    return signed
  }
}

/// Disclosures of authors' names, in a file beside the document that has their digests.
package enum DisclosureFile {
  private static func path(beside document: String) -> String { document + ".disclosures" }

  /// Writes them, one a line.
  package static func write(_ disclosures: [String], beside document: String) throws {
    let text = disclosures.map { $0 + "\n" }.joined()
    try LocalFile.write(Array(text.utf8), to: path(beside: document))
  }

  /// Reads them; none if there is no such file.
  package static func read(beside document: String) throws -> [String] {
    guard let bytes = try LocalFile.read(path(beside: document)) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      .map { $0.trimmed }
  }
}

extension Substring {
  /// Without spaces at either end.
  fileprivate var trimmed: String {
    var text = drop { $0 == " " }
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }
}
