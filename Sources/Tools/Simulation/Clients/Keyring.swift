import Cryptography
import Venue

/// All keys of all members, made from the seed.
final class Keyring {
  private let seed: UInt64
  private var keys: [Bytes32: Ed25519.PrivateKey] = [:]
  private var count: UInt64 = 0

  init(seed: UInt64) { self.seed = seed }

  /// A key that nobody has yet.
  func make() -> Ed25519.PrivateKey {
    count += 1
    var random = SimulationRandom(seed: seed, stream: "key", index: count)
    guard let key = Ed25519.PrivateKey(seed: random.bytes(32)),
      let word = Bytes32(key.publicKey.bytes)
    else { preconditionFailure("a key has 32 bytes") }
    keys[word] = key
    return key
  }

  /// A key that nobody has yet, as the Venue compares it.
  func word() -> Bytes32 {
    guard let word = Bytes32(make().publicKey.bytes) else {
      preconditionFailure("a key has 32 bytes")
    }
    return word
  }

  /// The secret half of a key.
  subscript(word: Bytes32) -> Ed25519.PrivateKey? { keys[word] }
}
