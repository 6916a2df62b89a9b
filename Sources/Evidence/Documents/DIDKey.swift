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

  /// The key of `did:key:z6Mk…`; `nil` for anything else. Base58 has one spelling for one byte
  /// string, so nothing else reads as the same key.
  package static func parse(_ text: Substring) -> Ed25519.PublicKey? {
    guard text.hasPrefix(prefix), text.utf8.count < 80,
      let bytes = Base58.decode(text.dropFirst(prefix.count)), bytes.count == 34,
      bytes[0] == codec[0], bytes[1] == codec[1]
    else { return nil }
    return Ed25519.PublicKey(bytes: Array(bytes[2...]))
  }

  /// The key of `did:key:z6Mk…`; `nil` for anything else.
  package static func parse(_ text: String) -> Ed25519.PublicKey? { parse(text[...]) }

  /// The key of `did:key:z6Mk…#z6Mk…`, whose two halves must name the same key.
  package static func parse(verificationMethod text: String) -> Ed25519.PublicKey? {
    guard let mark = text.utf8.firstIndex(of: UInt8(ascii: "#")), let key = parse(text[..<mark])
    else { return nil }
    let multibase = text[..<mark].utf8.dropFirst(prefix.utf8.count - 1)
    return text[mark...].utf8.dropFirst().elementsEqual(multibase) ? key : nil
  }
}
