import COpenSSL

/// A SHA-256 digest: 32 bytes, compared and hashed as bytes.
package struct Digest: Hashable, Sendable, CustomStringConvertible {
  /// The number of bytes in a digest.
  package static let byteCount = 32

  /// Four words in memory order, so that a digest lives in registers and never on the heap.
  private var words: (UInt64, UInt64, UInt64, UInt64)

  /// The digest of all zeros, which no known input has.
  package static let zero = Digest()

  private init() { words = (0, 0, 0, 0) }

  /// Copies 32 bytes; `nil` for any other count.
  package init?(bytes: [UInt8]) {
    guard let made = bytes.withUnsafeBytes({ Digest(raw: $0) }) else { return nil }
    self = made
  }

  /// Copies 32 bytes; `nil` for any other count.
  package init?(bytes: ArraySlice<UInt8>) { self.init(bytes: Array(bytes)) }

  /// Copies 32 bytes; `nil` for any other count.
  package init?(raw: UnsafeRawBufferPointer) {
    guard raw.count == Digest.byteCount else { return nil }
    words = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words) { $0.copyMemory(from: raw) }
  }

  /// Reads 64 lower-case hexadecimal digits; `nil` for anything else.
  package init?(hex: String) {
    guard let bytes = Hex.decode(hex) else { return nil }
    self.init(bytes: bytes)
  }

  /// Lets `fill` write the 32 bytes in place.
  package init(filledBy fill: (UnsafeMutableRawBufferPointer) -> Void) {
    words = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words, fill)
  }

  /// Calls `body` with the 32 bytes.
  package func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try withUnsafeBytes(of: words, body)
  }

  /// The 32 bytes as an array.
  package var bytes: [UInt8] { withBytes { Array($0) } }
  /// 64 lower-case hexadecimal digits.
  package var hex: String { withBytes { Hex.encode($0) } }
  package var description: String { hex }

  package static func == (a: Digest, b: Digest) -> Bool { a.words == b.words }
  package func hash(into hasher: inout Hasher) {
    withBytes { hasher.combine(bytes: $0) }
  }
}

/// SHA-256 (FIPS 180-4) through OpenSSL's EVP, with the algorithm fetched once.
///
/// A value of this type hashes a stream; it is not copyable, since the underlying context is not.
package struct SHA256: ~Copyable {
  nonisolated(unsafe) private static let algorithm: OpaquePointer = {
    guard let fetched = EVP_MD_fetch(nil, "SHA256", nil) else {
      fatalError("OpenSSL offers no SHA-256: is its default provider disabled?")
    }
    return fetched
  }()

  private let context: OpaquePointer

  package init() {
    guard let made = EVP_MD_CTX_new() else { fatalError("out of memory") }
    context = made
    restart()
  }

  deinit { EVP_MD_CTX_free(context) }

  private func restart() {
    let ok = EVP_DigestInit_ex2(context, SHA256.algorithm, nil)
    precondition(ok == 1, "SHA-256 could not start")
  }

  /// Adds bytes to the stream.
  package func update(_ bytes: UnsafeRawBufferPointer) {
    let ok = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(ok == 1, "SHA-256 could not go on")
  }

  /// Adds bytes to the stream.
  package func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }
  /// Adds bytes to the stream.
  package func update(_ bytes: ArraySlice<UInt8>) { bytes.withUnsafeBytes { update($0) } }
  /// Adds one byte to the stream.
  package func update(byte: UInt8) { withUnsafeBytes(of: byte) { update($0) } }
  /// Adds a digest's bytes to the stream.
  package func update(_ digest: Digest) { digest.withBytes { update($0) } }

  /// The digest of all bytes so far; the stream starts anew.
  package func finish() -> Digest {
    let digest = Digest { out in
      let ok = EVP_DigestFinal_ex(
        context, out.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
      precondition(ok == 1, "SHA-256 could not finish")
    }
    restart()
    return digest
  }

  /// The digest of `bytes`.
  package static func hash(_ bytes: UnsafeRawBufferPointer) -> Digest {
    let stream = SHA256()
    stream.update(bytes)
    return stream.finish()
  }

  /// The digest of `bytes`.
  package static func hash(_ bytes: [UInt8]) -> Digest { bytes.withUnsafeBytes { hash($0) } }

  /// The digest of `bytes`.
  package static func hash(_ bytes: ArraySlice<UInt8>) -> Digest {
    bytes.withUnsafeBytes { hash($0) }
  }

  /// The digest of a string's UTF-8 bytes.
  package static func hash(utf8 text: String) -> Digest {
    var text = text
    return text.withUTF8 { hash(UnsafeRawBufferPointer($0)) }
  }
}

/// HMAC-SHA-256 (RFC 2104).
package enum HMACSHA256 {
  /// The authentication code of `message` under `key`.
  package static func code(key: [UInt8], message: [UInt8]) -> Digest {
    Digest { out in
      var length: UInt32 = 0
      let made = HMAC(
        EVP_sha256(), key, Int32(key.count), message, message.count,
        out.baseAddress?.assumingMemoryBound(to: UInt8.self), &length)
      precondition(made != nil && length == 32, "HMAC failed")
    }
  }
}
