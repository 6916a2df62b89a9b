import CSodium

/// Ed25519 (RFC 8032) through libsodium: the project's only verifier, since libraries judge odd
/// signatures differently and a log must be judged the same way for ever.
package enum Ed25519 {
  /// libsodium must be initialised before use; doing it in a static makes it happen once.
  fileprivate static let ready: Bool = sodium_init() >= 0

  /// A private key: its 32-byte seed and the public key that follows from it.
  package struct PrivateKey: Sendable {
    /// The 32-byte seed.
    package let seed: [UInt8]
    /// The public key.
    package let publicKey: PublicKey
    private let expanded: [UInt8]

    /// A key from a 32-byte seed; `nil` for any other count.
    package init?(seed: [UInt8]) {
      guard Ed25519.ready, seed.count == 32 else { return nil }
      var publicBytes = [UInt8](repeating: 0, count: 32)
      var secret = [UInt8](repeating: 0, count: 64)
      guard crypto_sign_seed_keypair(&publicBytes, &secret, seed) == 0,
        let key = PublicKey(bytes: publicBytes)
      else { return nil }
      self.seed = seed
      self.expanded = secret
      self.publicKey = key
    }

    /// A new random key.
    package static func generate() -> PrivateKey {
      guard let key = PrivateKey(seed: RandomBytes.make(32)) else {
        fatalError("libsodium could not make a key")
      }
      return key
    }

    /// The 64-byte signature over `message`.
    package func sign(_ message: [UInt8]) -> [UInt8] {
      var signature = [UInt8](repeating: 0, count: 64)
      let made = crypto_sign_detached(
        &signature, nil, message, UInt64(message.count), expanded)
      precondition(made == 0, "libsodium could not sign")
      return signature
    }
  }

  /// A public key: 32 bytes.
  package struct PublicKey: Hashable, Sendable {
    private let digest: Digest
    /// The 32 bytes.
    package var bytes: [UInt8] { digest.bytes }

    /// Calls `body` with the 32 bytes.
    package func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
      try digest.withBytes(body)
    }

    /// A key from 32 bytes; `nil` for any other count. Whether they are a point on the curve is
    /// judged when a signature is verified.
    package init?(bytes: [UInt8]) {
      guard Ed25519.ready, let digest = Digest(bytes: bytes) else { return nil }
      self.digest = digest
    }

    /// A key from 32 bytes; `nil` for any other count.
    package init?(bytes: ArraySlice<UInt8>) { self.init(bytes: Array(bytes)) }

    /// Whether `signature` is this key's over `message`; about 50 µs.
    package func verifies(signature: [UInt8], of message: [UInt8]) -> Bool {
      guard signature.count == 64 else { return false }
      return digest.withBytes { bytes in
        guard let key = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
        return crypto_sign_verify_detached(signature, message, UInt64(message.count), key) == 0
      }
    }
  }
}

/// Bytes from the system's random source, for keys, salts and aliases. Never used inside the Venue.
package enum RandomBytes {
  /// `count` random bytes.
  package static func make(_ count: Int) -> [UInt8] {
    precondition(Ed25519.ready, "libsodium could not start")
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, made in
      if let start = buffer.baseAddress { randombytes_buf(start, count) }
      made = count
    }
  }
}
