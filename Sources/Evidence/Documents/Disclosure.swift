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
    var sealer = Sealer(entrySalt: entrySalt)
    text = String(decoding: sealer.text(Array(name.utf8), value), as: UTF8.self)
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

/// Makes the disclosures of one entry after another without a string for any: the key of their salts
/// is prepared once an entry, and the buffers are used again.
package struct Sealer {
  private var function: HMACSHA256
  private var triple: [UInt8] = []
  private var encoded: [UInt8] = []

  /// A sealer for the entry with this salt.
  package init(entrySalt: [UInt8]) { function = HMACSHA256(key: entrySalt) }

  /// Goes on to the entry with this salt.
  package mutating func begin(entrySalt: [UInt8]) { function = HMACSHA256(key: entrySalt) }

  /// The text of the disclosure of `value`, whose canonical bytes these are; `name` needs no escape.
  fileprivate mutating func text(_ name: [UInt8], _ value: ArraySlice<UInt8>) -> [UInt8] {
    triple.removeAll(keepingCapacity: true)
    triple.append(contentsOf: "[\"".utf8)
    let salt = name.withUnsafeBytes { function.code($0) }
    salt.withBytes {
      let short = UnsafeRawBufferPointer(rebasing: $0[..<Disclosure.saltByteCount])
      Base64.append(short, .url, to: &triple)
    }
    triple.append(contentsOf: "\",\"".utf8)
    triple.append(contentsOf: name)
    triple.append(contentsOf: "\",".utf8)
    triple.append(contentsOf: value)
    triple.append(UInt8(ascii: "]"))
    encoded.removeAll(keepingCapacity: true)
    triple.withUnsafeBytes { Base64.append($0, .url, to: &encoded) }
    return encoded
  }

  /// The digest of the disclosure of `value`, whose canonical bytes these are; `name` needs no
  /// escape. O(size).
  package mutating func digest(_ name: [UInt8], _ value: ArraySlice<UInt8>) -> Digest {
    SHA256.hash(text(name, value))
  }
}
