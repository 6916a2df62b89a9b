import Cryptography

/// A key as it is kept in a file: a W3C Multikey with its secret part (Controlled Identifiers 1.0
/// §2.2.2), as canonical JSON and a newline.
package enum KeyFile {
  private static let publicCodec: [UInt8] = [0xED, 0x01]
  /// The multicodec of an Ed25519 private key.
  private static let secretCodec: [UInt8] = [0x80, 0x26]

  /// The file's text.
  package static func text(_ key: Ed25519.PrivateKey) -> String {
    let json: JSON = [
      "controller": .string(DIDKey.text(key.publicKey)),
      "id": .string(DIDKey.verificationMethod(key.publicKey)),
      "publicKeyMultibase": .string("z" + Base58.encode(publicCodec + key.publicKey.bytes)),
      "secretKeyMultibase": .string("z" + Base58.encode(secretCodec + key.seed)),
      "type": "Multikey",
    ]
    return String(decoding: json.canonicalBytes, as: UTF8.self) + "\n"
  }

  /// The key in a file's text.
  package static func parse(_ text: String) throws(Problem) -> Ed25519.PrivateKey {
    var bytes = Array(text.utf8)
    while bytes.last == 10 { bytes.removeLast() }
    let json = try CanonicalParser.parse(bytes)
    guard let secret = json["secretKeyMultibase"]?.string, secret.hasPrefix("z"),
      let decoded = Base58.decode(secret.dropFirst()), decoded.starts(with: secretCodec),
      let key = Ed25519.PrivateKey(seed: Array(decoded.dropFirst(2))),
      json["id"]?.string == DIDKey.verificationMethod(key.publicKey)
    else {
      throw Problem(
        400, "bad-key-file", "This is not a key file: make one with `yunshang key new`.")
    }
    return key
  }
}
