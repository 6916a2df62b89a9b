import Client
import Cryptography
import Documents
import Fingerprints
import TransparencyLog

/// What was found about two files, in a folder that can be handed on: the codes of both, a drawing,
/// receipts of those that are registered, and one signed list of all of it.
struct EvidenceFolder {
  /// The signed list's file name.
  static let listName = "evidence.json"
  /// The list's `type`.
  static let type = "comparison-evidence"
  /// Bytes of a file in such a folder.
  private static let fileBytesMaximum = 64 << 20

  private let folder: String
  private var contents: [(name: String, digest: Digest)] = []

  /// A new folder.
  ///
  /// - Throws: `ClientError` if there is such a list in it already: evidence is not written over.
  init(_ folder: String) throws {
    self.folder = folder
    guard try LocalFile.read("\(folder)/\(EvidenceFolder.listName)", limit: 1 << 24) == nil else {
      throw ClientError.failed(
        "file-exists", "\(folder) has evidence already: name another folder with --out.")
    }
    try LocalFile.makeFolder(folder)
  }

  /// Adds a file.
  mutating func add(_ bytes: [UInt8], as name: String) throws {
    try LocalFile.write(bytes, to: "\(folder)/\(name)", mode: 0o644)
    contents.append((name, SHA256.hash(bytes)))
  }

  /// Signs the list of what was added; the folder is then complete.
  func sign(
    _ members: [(String, JSON)], by key: Ed25519.PrivateKey, at seconds: Int64
  ) throws -> JSON {
    let list = JSON.Object(
      members + [
        ("type", .string(EvidenceFolder.type)),
        ("created", .string(Timestamp.format(seconds: seconds))),
        (
          "contents",
          .array(
            contents.map { ["name": .string($0.name), "sha256": .string($0.digest.hex)] })
        ),
      ])
    let signed = JSON.object(Proof.sign(list, by: [key]))
    try LocalFile.write(
      signed.canonicalBytes + [0x0A], to: "\(folder)/\(EvidenceFolder.listName)", mode: 0o644)
    return signed
  }

  /// Holds a folder to its signature: the list is signed, every file that it names is there and
  /// unchanged, and every receipt proves its entry.
  ///
  /// - Parameter logKey: the log's key; without it receipts are not checked.
  /// - Returns: the list, who signed it, and how many receipts were checked.
  static func check(
    _ folder: String, logKey: VerifierKey?
  ) throws -> (list: JSON, signers: [String], receipts: Int) {
    let bytes = try LocalFile.input("\(folder)/\(listName)", limit: 1 << 24)
    let list = try LooseJSON.parse(bytes)
    guard let object = list.object, list["type"]?.string == type else {
      throw ClientError.failed("bad-evidence", "\(folder)/\(listName) is no evidence.")
    }
    let signers = try Proof.verify(object)
    for file in list["contents"]?.array ?? [] {
      guard let name = file["name"]?.string, !name.contains("/"), name != "..",
        let digest = file["sha256"]?.string.flatMap({ Digest(hex: $0) })
      else { throw ClientError.failed("bad-evidence", "The list names a file wrongly.") }
      let found = try LocalFile.input("\(folder)/\(name)", limit: fileBytesMaximum)
      guard SHA256.hash(found) == digest else {
        throw ClientError.failed(
          "bad-evidence", "\(folder)/\(name) is not the file that was signed.")
      }
    }
    var checked = 0
    for receipt in list["receipts"]?.array ?? [] {
      guard let logKey else { continue }
      guard let entry = receipt["entry"]?.string, let text = receipt["receipt"]?.string else {
        throw ClientError.failed("bad-evidence", "A receipt is incomplete.")
      }
      _ = try Receipt(parsing: Array(text.utf8)).verify(entry: Array(entry.utf8), key: logKey)
      checked += 1
    }
    return (list, signers.map { DIDKey.text($0) }, checked)
  }
}
