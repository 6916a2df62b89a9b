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

/// SHA-256 (FIPS 180-4) through OpenSSL's low-level calls, which take the processor's own
/// instructions as EVP does, and whose state is a plain value: most of what is hashed here is a few
/// hundred bytes, and EVP spends longer on making and freeing a context than on hashing them.
///
/// A value of this type hashes a stream; it is not copyable, so that no stream goes on twice.
package struct SHA256: ~Copyable {
  /// The bytes that the compression function takes at a time.
  static let blockByteCount = 64

  private let state: UnsafeMutablePointer<SHA256_CTX>

  package init() {
    state = .allocate(capacity: 1)
    state.initialize(to: SHA256_CTX())
    SHA256_Init(state)
  }

  deinit { state.deallocate() }

  /// Adds bytes to the stream.
  package func update(_ bytes: UnsafeRawBufferPointer) {
    SHA256_Update(state, bytes.baseAddress, bytes.count)
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
    let digest = Digest(finishing: state)
    SHA256_Init(state)
    return digest
  }

  /// The digest of `bytes`.
  package static func hash(_ bytes: UnsafeRawBufferPointer) -> Digest {
    var state = SHA256_CTX()
    SHA256_Init(&state)
    SHA256_Update(&state, bytes.baseAddress, bytes.count)
    return Digest(finishing: &state)
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

extension Digest {
  fileprivate init(finishing state: UnsafeMutablePointer<SHA256_CTX>) {
    self.init { out in
      let ok = SHA256_Final(out.baseAddress?.assumingMemoryBound(to: UInt8.self), state)
      precondition(ok == 1, "SHA-256 could not finish")
    }
  }
}

/// HMAC-SHA-256 (RFC 2104) under one key, for any number of messages: the key's two blocks are
/// hashed once.
package struct HMACSHA256 {
  private static let innerPad: UInt8 = 0x36
  private static let outerPad: UInt8 = 0x5C

  private var inner = SHA256_CTX()
  private var outer = SHA256_CTX()

  /// The code's function under `key`.
  package init(key: [UInt8]) {
    let short = key.count > SHA256.blockByteCount ? SHA256.hash(key).bytes : key
    HMACSHA256.begin(&inner, short, HMACSHA256.innerPad)
    HMACSHA256.begin(&outer, short, HMACSHA256.outerPad)
  }

  private static func begin(_ state: inout SHA256_CTX, _ key: [UInt8], _ pad: UInt8) {
    SHA256_Init(&state)
    withUnsafeTemporaryAllocation(byteCount: SHA256.blockByteCount, alignment: 8) { block in
      for index in block.indices { block[index] = (index < key.count ? key[index] : 0) ^ pad }
      SHA256_Update(&state, block.baseAddress, block.count)
    }
  }

  /// The authentication code of `message`.
  package func code(_ message: UnsafeRawBufferPointer) -> Digest {
    var state = inner
    SHA256_Update(&state, message.baseAddress, message.count)
    let digest = Digest(finishing: &state)
    state = outer
    digest.withBytes { _ = SHA256_Update(&state, $0.baseAddress, $0.count) }
    return Digest(finishing: &state)
  }

  /// The authentication code of `message` under `key`.
  package static func code(key: [UInt8], message: [UInt8]) -> Digest {
    message.withUnsafeBytes { HMACSHA256(key: key).code($0) }
  }
}
