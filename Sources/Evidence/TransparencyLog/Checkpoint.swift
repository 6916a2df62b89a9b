import Cryptography

/// A log's signed statement of its size and root (C2SP tlog-checkpoint).
package struct Checkpoint: Sendable {
  /// The most extension lines; the standard advises against any.
  package static let extensionCountMaximum = 16

  /// Which log it is.
  package let origin: String
  /// The tree's size, in leaves.
  package let size: UInt64
  /// The tree's root.
  package let root: Digest
  /// Further lines, opaque here.
  package let extensions: [String]
  /// The note it came in, with its signatures.
  package let note: SignedNote

  /// The text that is signed: origin, size and root, a line each.
  package static func text(origin: String, size: UInt64, root: Digest) -> String {
    "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n"
  }

  /// Reads a checkpoint without judging its signatures.
  /// - Throws: `LogFormatError` naming the line that is malformed.
  package init(parsing bytes: [UInt8]) throws {
    try self.init(note: SignedNote(parsing: bytes))
  }

  /// Reads a checkpoint and checks that `key` signed it and that its origin is the key's name.
  /// - Throws: `LogFormatError`.
  package init(parsing bytes: [UInt8], verifiedBy key: VerifierKey) throws {
    try self.init(parsing: bytes)
    guard origin.utf8.elementsEqual(key.name.utf8) else {
      throw LogFormatError("checkpoint origin", "\(origin.prefix(200)) is not \(key.name)")
    }
    try note.verify(key)
  }

  /// Reads a note as a checkpoint without judging its signatures.
  /// - Throws: `LogFormatError` naming the line that is malformed.
  package init(note: SignedNote) throws {
    let lines = note.text.utf8.dropLast().split(
      separator: 0x0A, omittingEmptySubsequences: false)
    guard lines.count >= 3, lines.allSatisfy({ !$0.isEmpty }) else {
      throw LogFormatError("checkpoint", "not three lines or more, none of them empty")
    }
    guard lines.count <= 3 + Checkpoint.extensionCountMaximum else {
      throw LogFormatError("checkpoint", "too many lines")
    }
    guard let size = parseDecimal(lines[1], maximum: MerkleTree.sizeMaximum) else {
      throw LogFormatError("checkpoint line 2", "not a tree's size")
    }
    guard let rootBytes = Base64.decode(Substring(lines[2])), let root = Digest(bytes: rootBytes)
    else { throw LogFormatError("checkpoint line 3", "not a root in base64") }
    guard size > 0 || root == MerkleTree.emptyRoot else {
      throw LogFormatError("checkpoint line 3", "not the empty tree's root")
    }
    origin = String(Substring(lines[0]))
    self.size = size
    self.root = root
    extensions = lines.dropFirst(3).map { String(Substring($0)) }
    self.note = note
  }

  /// Its bytes, signatures included.
  package var bytes: [UInt8] { note.bytes }
}
