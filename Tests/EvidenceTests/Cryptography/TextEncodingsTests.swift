import Cryptography
import Testing

@Suite("Text encodings")
struct TextEncodingsTests {
  @Test(
    "RFC 4648 §10",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
  func base64(text: String, encoded: String) {
    let bytes = Array(text.utf8)
    let bare = String(encoded.prefix { $0 != "=" })
    #expect(Base64.encode(bytes) == encoded)
    #expect(Base64.decode(encoded) == bytes)
    #expect(Base64.encode(bytes, .url) == bare)
    #expect(Base64.decode(bare, .url) == bytes)
    if bare != encoded {
      #expect(Base64.decode(bare) == nil)
      #expect(Base64.decode(encoded, .url) == nil)
    }
  }

  @Test(
    "One byte string has one spelling",
    arguments: [
      "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8", "Z", "Zm9v=", "=", "==", "====", "Zm9v\n",
      " Zm9v", "Zm9v ", "Zm-v", "Zm_v", "Zm9vé", "Zg==Zg==", "Z=g=",
    ])
  func base64Strict(text: String) { #expect(Base64.decode(text) == nil) }

  @Test(
    "base64url is as strict",
    arguments: [
      "Zh", "Zm9", "Z", "Zg==", "Zm+v", "Zm/v", "Zm9v\n", "Z m9v",
    ])
  func base64urlStrict(text: String) { #expect(Base64.decode(text, .url) == nil) }

  @Test("The two alphabets differ in two characters")
  func alphabets() {
    #expect(Base64.encode([0xFB, 0xFF, 0xBF]) == "+/+/")
    #expect(Base64.encode([0xFB, 0xFF, 0xBF], .url) == "-_-_")
    #expect(Base64.decode("+/+/") == [0xFB, 0xFF, 0xBF])
  }

  @Test(
    "Bitcoin's base58 vectors",
    arguments: [
      ("", ""), ("61", "2g"), ("626262", "a3gV"), ("636363", "aPEr"),
      ("73696d706c792061206c6f6e6720737472696e67", "2cFupjhnEsSn59qHXstmK2ffpLv2"),
      (
        "00eb15231dfceb60925886b67d065299925915aeb172c06647",
        "1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9L"
      ),
      ("516b6fcd0f", "ABnLTmg"), ("bf4f89001e670274dd", "3SEo3LWLoPntC"), ("572e4794", "3EFU7m"),
      ("ecac89cad93923c02321", "EJDM8drfXA6uyA"), ("10c8511e", "Rt5zm"),
      ("00000000000000000000", "1111111111"),
    ])
  func base58(hex: String, encoded: String) throws {
    let bytes = try #require(Hex.decode(hex))
    #expect(Base58.encode(bytes) == encoded)
    #expect(Base58.decode(encoded) == bytes)
  }

  @Test("Every length and many values survive base58 and base64")
  func roundTrips() {
    for count in 0...Base58.byteCountMaximum {
      for first: UInt8 in [0, 1, 57, 58, 255] {
        let bytes = (0..<count).map { first &+ UInt8(truncatingIfNeeded: $0 * $0 * 31) }
        #expect(Base58.decode(Base58.encode(bytes)) == bytes)
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        var text: [UInt8] = [7]
        bytes.withUnsafeBytes { Base64.append($0, .url, to: &text) }
        #expect(String(decoding: text[1...], as: UTF8.self) == Base64.encode(bytes, .url))
      }
    }
  }

  @Test("No 0, O, I, l, white space or endless text in base58")
  func base58Strict() {
    for text in ["0", "O", "I", "l", " 2g", "2g ", "2g\n", "z+", "é"] {
      #expect(Base58.decode(text) == nil)
    }
    #expect(Base58.decode(String(repeating: "z", count: 10_000)) == nil)
  }

  @Test("Hexadecimal is lower-case and whole")
  func hex() {
    #expect(Hex.encode([0, 1, 0x7F, 0x80, 0xFF]) == "00017f80ff")
    #expect(Hex.decode("00017f80ff") == [0, 1, 0x7F, 0x80, 0xFF])
    #expect(Hex.decode("") == [])
    for text in ["0", "000", "0G", "FF", "0x00", " 00", "0 ", "é0"] {
      #expect(Hex.decode(text) == nil)
    }
    #expect(Digest(hex: String(repeating: "0", count: 63)) == nil)
    #expect(Digest(hex: String(repeating: "0", count: 66)) == nil)
  }

  @Test("Any bytes come back")
  func roundTrip() throws {
    for count in 0...100 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ count &* 31) }
      #expect(Base64.decode(Base64.encode(bytes)) == bytes)
      #expect(Base64.decode(Base64.encode(bytes, .url), .url) == bytes)
      #expect(Base58.decode(Base58.encode(bytes)) == bytes)
      #expect(Hex.decode(Hex.encode(bytes)) == bytes)
    }
  }
}
