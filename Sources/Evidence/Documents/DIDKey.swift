import Cryptography

/// `did:key` for Ed25519: the key itself as an identifier (did:key method, multicodec 0xed).
package enum DIDKey {
  private static let prefix = "did:key:z"
  /// The multicodec of an Ed25519 public key, as a variable-length integer.
  private static let codec: [UInt8] = [0xED, 0x01]

  /// `did:key:z6Mk…`.
  package static func text(_ key: Ed25519.PublicKey) -> String {
    prefix + Base58.encode(codec + key.bytes)
  }

  /// `did:key:z6Mk…#z6Mk…`, the form that a proof names.
  package static func verificationMethod(_ key: Ed25519.PublicKey) -> String {
    let multibase = "z" + Base58.encode(codec + key.bytes)
    return "did:key:\(multibase)#\(multibase)"
  }

  /// The key of `did:key:z6Mk…`; `nil` unless the text is exactly what `text` would write.
  package static func parse(_ text: some StringProtocol) -> Ed25519.PublicKey? {
    guard text.hasPrefix(prefix), text.utf8.count < 80,
      let bytes = Base58.decode(text.dropFirst(prefix.count)),
      bytes.starts(with: codec), let key = Ed25519.PublicKey(bytes: bytes.dropFirst(2)),
      DIDKey.text(key).utf8.elementsEqual(text.utf8)
    else { return nil }
    return key
  }

  /// The key of `did:key:z6Mk…#z6Mk…`.
  package static func parse(verificationMethod text: String) -> Ed25519.PublicKey? {
    let parts = text.split(separator: "#", omittingEmptySubsequences: false)
    guard parts.count == 2, let key = parse(parts[0]),
      verificationMethod(key).utf8.elementsEqual(text.utf8)
    else { return nil }
    return key
  }
}
