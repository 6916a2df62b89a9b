import Cryptography

/// A key that signs notes: a name and an Ed25519 private key.
package struct LogKey: Sendable {
  /// The public half.
  package let verifierKey: VerifierKey
  private let privateKey: Ed25519.PrivateKey

  /// A key with a name, which is also the origin of the checkpoints it signs.
  /// - Throws: `LogFormatError` if the name is empty, too long or has white space or a plus sign.
  package init(name: String, privateKey: Ed25519.PrivateKey) throws {
    verifierKey = try VerifierKey(name: name, publicKey: privateKey.publicKey)
    self.privateKey = privateKey
  }

  /// The name.
  package var name: String { verifierKey.name }

  /// The signature over `text`, which must end with a newline.
  package func sign(_ text: String) -> SignedNote.Signature {
    SignedNote.Signature(
      name: name, keyID: verifierKey.id, bytes: privateKey.sign(Array(text.utf8)))
  }

  /// A signed checkpoint of this log: its origin is the key's name. Always the same bytes for the
  /// same tree, since Ed25519 signatures are deterministic.
  package func checkpoint(size: UInt64, root: Digest) -> [UInt8] {
    let text = Checkpoint.text(origin: name, size: size, root: root)
    return SignedNote(signedText: text, by: self).bytes
  }
}
