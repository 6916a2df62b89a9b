import Cryptography
import Testing

@Suite("Hashes and signatures")
struct HashTests {
  @Test(
    "FIPS 180-4",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func sha256(text: String, expected: String) {
    #expect(SHA256.hash(utf8: text).hex == expected)
    let stream = SHA256()
    for byte in text.utf8 { stream.update(byte: byte) }
    #expect(stream.finish().hex == expected)
    stream.update(Array(text.utf8))
    #expect(stream.finish().hex == expected, "a finished stream starts anew")
  }

  @Test("RFC 4231 §4.2 and §4.3")
  func hmac() {
    let first = HMACSHA256.code(
      key: [UInt8](repeating: 0x0B, count: 20), message: Array("Hi There".utf8))
    #expect(first.hex == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    let second = HMACSHA256.code(
      key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8))
    #expect(second.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }

  /// Seed, public key, message, signature.
  @Test(
    "RFC 8032 §7.1",
    arguments: [
      (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
          + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
      ),
      (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
          + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
      ),
    ])
  func ed25519(seed: String, key: String, message: String, signature: String) throws {
    let secret = try #require(Hex.decode(seed))
    let pair = try #require(Ed25519.PrivateKey(seed: secret))
    #expect(Hex.encode(pair.publicKey.bytes) == key)
    let bytes = try #require(Hex.decode(message))
    var made = pair.sign(bytes)
    #expect(Hex.encode(made) == signature)
    #expect(pair.publicKey.verifies(signature: made, of: bytes))
    #expect(!pair.publicKey.verifies(signature: made, of: bytes + [0]))
    #expect(!pair.publicKey.verifies(signature: Array(made.dropLast()), of: bytes))
    for at in made.indices {
      made[at] ^= 1
      #expect(!pair.publicKey.verifies(signature: made, of: bytes))
      made[at] ^= 1
    }
  }

  @Test("A signature has one form: S is below the group's order")
  func malleability() throws {
    let order = try #require(
      Hex.decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"))
    let pair = try #require(Ed25519.PrivateKey(seed: [UInt8](repeating: 7, count: 32)))
    var signature = pair.sign([1, 2, 3])
    var carry = 0
    for at in 0..<32 {
      carry += Int(signature[32 + at]) + Int(order[at])
      signature[32 + at] = UInt8(carry & 255)
      carry >>= 8
    }
    #expect(!pair.publicKey.verifies(signature: signature, of: [1, 2, 3]))
  }

  @Test("Keys of low order sign nothing")
  func lowOrder() throws {
    let one = [UInt8(1)] + [UInt8](repeating: 0, count: 31)
    for bytes in [[UInt8](repeating: 0, count: 32), one] {
      let key = try #require(Ed25519.PublicKey(bytes: bytes))
      let signature = one + [UInt8](repeating: 0, count: 32)
      #expect(!key.verifies(signature: signature, of: [1, 2, 3]))
    }
    #expect(Ed25519.PublicKey(bytes: [UInt8](repeating: 0, count: 31)) == nil)
    #expect(Ed25519.PrivateKey(seed: [1, 2, 3]) == nil)
  }
}
