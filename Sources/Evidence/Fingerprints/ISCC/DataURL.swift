import Cryptography

/// What a data URL (RFC 2397) holds.
enum DataURL {
  /// The bytes; an error unless it is a data URL.
  static func decode(_ url: String) throws(ISCCError) -> [UInt8] {
    let malformed = ISCCError(.malformed, "not a data URL")
    guard url.hasPrefix("data:"), let comma = url.utf8.firstIndex(of: UInt8(ascii: ",")) else {
      throw malformed
    }
    let isBase64 = url[..<comma].hasSuffix(";base64")
    var bytes: [UInt8] = []
    var rest = url[url.utf8.index(after: comma)...].utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self).lowercased()
      guard let escaped = Hex.decode(digits), escaped.count == 1 else { throw malformed }
      bytes += escaped
      rest = rest.dropFirst(2)
    }
    guard isBase64 else { return bytes }
    guard let decoded = Base64.decode(String(decoding: bytes, as: UTF8.self)) else {
      throw malformed
    }
    return decoded
  }
}
