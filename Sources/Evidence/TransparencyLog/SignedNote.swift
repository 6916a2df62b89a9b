import Cryptography

/// A text with signatures below it (C2SP signed-note).
package struct SignedNote: Sendable {
  /// The largest note, in bytes.
  package static let byteCountMaximum = 1 << 20
  /// The most signature lines.
  package static let signatureCountMaximum = 100

  /// One signature line.
  package struct Signature: Sendable, Equatable {
    /// The key's name.
    package let name: String
    /// The key's id.
    package let keyID: UInt32
    /// The signature, whose form is the key's business; at least one byte.
    package let bytes: [UInt8]

    /// The line, with its newline.
    package var line: String {
      "\u{2014} \(name) \(Base64.encode(VerifierKey.bytes(of: keyID) + bytes))\n"
    }

    /// Whether it claims to be by `key`.
    package func claims(_ key: VerifierKey) -> Bool {
      keyID == key.id && name.utf8.elementsEqual(key.name.utf8)
    }
  }

  /// The text; it ends with a newline.
  package let text: String
  /// The signature lines in their order, at least one.
  package let signatures: [Signature]

  /// Signs `text`, which must be well-formed: it ends with a newline and has no control characters.
  package init(signedText text: String, by key: LogKey) {
    precondition(text.utf8.last == 0x0A && SignedNote.isText(text.utf8), "not a note's text")
    self.text = text
    signatures = [key.sign(text)]
  }

  /// The same note with one more signature, for example a witness's.
  /// - Throws: `LogFormatError` if there would be too many.
  package func adding(_ signature: Signature) throws -> SignedNote {
    guard signatures.count < SignedNote.signatureCountMaximum else {
      throw LogFormatError("note", "more than \(SignedNote.signatureCountMaximum) signatures")
    }
    return SignedNote(text: text, signatures: signatures + [signature])
  }

  private init(text: String, signatures: [Signature]) {
    self.text = text
    self.signatures = signatures
  }

  /// The whole note: the text, an empty line and the signature lines.
  package var bytes: [UInt8] {
    Array((text + "\n" + signatures.map(\.line).joined()).utf8)
  }

  /// Reads a note without judging its signatures; O(n).
  /// - Throws: `LogFormatError` naming the part that is malformed.
  package init(parsing note: [UInt8]) throws {
    guard note.count <= SignedNote.byteCountMaximum else {
      throw LogFormatError("note", "more than \(SignedNote.byteCountMaximum) bytes")
    }
    guard String(validating: note, as: UTF8.self) != nil, SignedNote.isText(note) else {
      throw LogFormatError("note", "not UTF-8, or with control characters")
    }
    // The signatures follow the last empty line: the text may have empty lines of its own.
    var split = note.count - 2
    while split >= 0, note[split] != 0x0A || note[split + 1] != 0x0A { split -= 1 }
    guard split >= 0, note.last == 0x0A, split + 2 < note.count else {
      throw LogFormatError("note", "no signatures after an empty line")
    }
    text = String(decoding: note[...split], as: UTF8.self)
    let lines = note[(split + 2)...].dropLast()
      .split(separator: 0x0A, omittingEmptySubsequences: false)
    guard lines.count <= SignedNote.signatureCountMaximum else {
      throw LogFormatError("note", "more than \(SignedNote.signatureCountMaximum) signatures")
    }
    signatures = try lines.enumerated().map { number, line in
      guard let signature = SignedNote.signature(line) else {
        throw LogFormatError("signature line \(number + 1)", "not \u{2014} name base64")
      }
      return signature
    }
  }

  /// Judges the signatures: every line by `key` must be right and there must be one; lines by
  /// unknown keys are ignored, as the standard demands.
  /// - Throws: `LogFormatError` saying which line is wrong or that `key` did not sign.
  package func verify(_ key: VerifierKey) throws {
    var found = false
    let message = Array(text.utf8)
    for (number, signature) in signatures.enumerated() where signature.claims(key) {
      guard key.verifies(signature: signature.bytes, of: message) else {
        throw LogFormatError("signature line \(number + 1)", "not \(key.name)'s over this text")
      }
      found = true
    }
    guard found else { throw LogFormatError("note", "not signed by \(key.text)") }
  }

  private static func signature(_ line: ArraySlice<UInt8>) -> Signature? {
    let prefix: [UInt8] = [0xE2, 0x80, 0x94, 0x20]
    guard line.starts(with: prefix) else { return nil }
    let rest = line.dropFirst(prefix.count)
    guard let space = rest.firstIndex(of: 0x20) else { return nil }
    let name = String(decoding: rest[..<space], as: UTF8.self)
    guard VerifierKey.isName(name),
      let blob = Base64.decode(String(decoding: rest[(space + 1)...], as: UTF8.self)),
      blob.count >= 5
    else { return nil }
    let keyID = blob.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    return Signature(name: name, keyID: keyID, bytes: Array(blob.dropFirst(4)))
  }

  /// Whether there is no control character but the newline. Bytes of longer characters are all
  /// above 0x7F, so bytes can be looked at one by one.
  private static func isText(_ bytes: some Sequence<UInt8>) -> Bool {
    bytes.allSatisfy { $0 >= 0x20 || $0 == 0x0A }
  }
}
