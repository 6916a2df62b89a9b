import Cryptography

/// A public key that verifies notes: a name, a key id and an Ed25519 key (C2SP signed-note).
package struct VerifierKey: Hashable, Sendable, CustomStringConvertible {
  /// The most bytes in a key's name.
  package static let nameCountMaximum = 1_024
  /// The byte that stands for Ed25519 in a key id and a verifier key.
  package static let algorithm: UInt8 = 1

  /// The name, which signature lines carry: the log's URL without scheme or trailing slash.
  package let name: String
  /// The first four bytes of SHA-256(name ‖ 0A ‖ 01 ‖ public key), big-endian.
  package let id: UInt32
  /// The key.
  package let publicKey: Ed25519.PublicKey

  /// A key with a name.
  /// - Throws: `LogFormatError` if the name is empty, too long or has white space or a plus sign.
  package init(name: String, publicKey: Ed25519.PublicKey) throws {
    guard VerifierKey.isName(name) else {
      throw LogFormatError("key name", "empty, too long, or with white space, control or +")
    }
    self.name = name
    self.publicKey = publicKey
    id = VerifierKey.id(name: name, publicKey: publicKey)
  }

  /// Reads `name+hex(id)+base64(01 ‖ public key)`.
  /// - Throws: `LogFormatError` naming the part that is wrong.
  package init(text: String) throws {
    guard text.utf8.count <= VerifierKey.nameCountMaximum + 64 else {
      throw LogFormatError("verifier key", "too long")
    }
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw LogFormatError("verifier key", "not name+id+key") }
    guard let idBytes = Hex.decode(parts[1]), idBytes.count == 4 else {
      throw LogFormatError("verifier key", "the id is not eight hexadecimal digits")
    }
    guard let key = Base64.decode(parts[2]), key.first == VerifierKey.algorithm,
      let publicKey = Ed25519.PublicKey(bytes: key.dropFirst())
    else { throw LogFormatError("verifier key", "the key is not an Ed25519 key") }
    try self.init(name: String(parts[0]), publicKey: publicKey)
    guard idBytes.reduce(0, { $0 << 8 | UInt32($1) }) == id else {
      throw LogFormatError("verifier key", "the id is not that of the name and the key")
    }
  }

  /// `name+hex(id)+base64(01 ‖ public key)`.
  package var text: String {
    let idText = Hex.encode(VerifierKey.bytes(of: id))
    return "\(name)+\(idText)+\(Base64.encode([VerifierKey.algorithm] + publicKey.bytes))"
  }

  package var description: String { text }

  package static func == (a: VerifierKey, b: VerifierKey) -> Bool {
    // Names are compared as bytes: String's == takes canonically equivalent spellings for equal.
    a.publicKey == b.publicKey && a.name.utf8.elementsEqual(b.name.utf8)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(publicKey) }

  /// Whether `signature` is this key's over `text`.
  package func verifies(signature: [UInt8], of text: [UInt8]) -> Bool {
    publicKey.verifies(signature: signature, of: text)
  }

  /// The four bytes of a key id.
  static func bytes(of id: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: id >> UInt32($0)) }
  }

  /// Whether a key can have this name: not empty, no white space, control characters or plus sign.
  static func isName(_ name: some StringProtocol) -> Bool {
    !name.isEmpty && name.utf8.count <= nameCountMaximum
      && name.unicodeScalars.allSatisfy {
        !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 && $0.value != 0x7F
      }
  }

  private static func id(name: String, publicKey: Ed25519.PublicKey) -> UInt32 {
    SHA256.hash(Array(name.utf8) + [0x0A, algorithm] + publicKey.bytes).bytes.prefix(4)
      .reduce(0) { $0 << 8 | UInt32($1) }
  }
}
