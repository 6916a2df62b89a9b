import Cryptography

/// A sealed value in the manner of SD-JWT (RFC 9901 §4.2): the log shows SHA-256 of the disclosure,
/// and whoever is given the disclosure can check it.
package struct Disclosure: Sendable, Equatable {
  /// The bytes of a salt.
  package static let saltByteCount = 16

  /// base64url of the canonical JSON `[salt, name, value]`.
  package let text: String

  /// A disclosure of `value` under `name`.
  package init(salt: [UInt8], name: String, value: JSON) {
    let triple: JSON = [.string(Base64.encode(salt, .url)), .string(name), value]
    text = Base64.encode(triple.canonicalBytes, .url)
  }

  /// Takes a disclosure as it was handed over.
  package init(text: String) { self.text = text }

  /// The salt of `name` in an entry: the first 16 bytes of HMAC-SHA-256(entry salt, name).
  package static func salt(entry salt: [UInt8], name: String) -> [UInt8] {
    Array(HMACSHA256.code(key: salt, message: Array(name.utf8)).bytes.prefix(saltByteCount))
  }

  /// A disclosure with the salt that its entry's salt gives it, of a value whose canonical bytes are
  /// at hand: the triple is put together as text. `name` needs no escape.
  package init(entrySalt: [UInt8], name: String, canonical value: ArraySlice<UInt8>) {
    let salt = Base64.encode(Disclosure.salt(entry: entrySalt, name: name), .url)
    var triple: [UInt8] = []
    triple.reserveCapacity(value.count + 64)
    triple.append(contentsOf: "[\"\(salt)\",\"\(name)\",".utf8)
    triple.append(contentsOf: value)
    triple.append(UInt8(ascii: "]"))
    text = Base64.encode(triple, .url)
  }

  /// SHA-256 of the disclosure's ASCII text.
  package var digest: Digest { SHA256.hash(utf8: text) }

  /// What is disclosed; `nil` when the text is not a disclosure.
  package var content: (name: String, value: JSON)? {
    guard let bytes = Base64.decode(text, .url),
      let parts = try? CanonicalParser.parse(bytes, depthMaximum: 24).array, parts.count == 3,
      parts[0].string != nil, let name = parts[1].string
    else { return nil }
    return (name, parts[2])
  }
}
