import Cryptography
import Documents
import Foundation
import Testing

@Suite("Keys by name, points in time, key files")
struct NamesAndTimesTests {
  @Test(
    "Points in time",
    arguments: [
      ("1970-01-01T00:00:00Z", Int64(0)), ("1999-12-31T23:59:59Z", 946_684_799),
      ("2000-02-29T12:00:00Z", 951_825_600), ("2026-11-23T22:00:00Z", 1_795_471_200),
      ("2038-01-19T03:14:08Z", 2_147_483_648), ("2100-03-01T00:00:00Z", 4_107_542_400),
      ("9999-12-31T23:59:59Z", 253_402_300_799),
    ])
  func time(text: String, seconds: Int64) {
    #expect(Timestamp.parse(text) == seconds)
    #expect(Timestamp.format(seconds: seconds) == text)
  }

  @Test("Every day of four hundred years comes back")
  func days() {
    for day in stride(from: Int64(0), to: 146_097, by: 1) {
      let seconds = day * 86_400 + (day * 7919) % 86_400
      #expect(Timestamp.parse(Timestamp.format(seconds: seconds)) == seconds)
    }
  }

  @Test(
    "What is no point in time, or written otherwise",
    arguments: [
      "", "2026-11-23", "2026-11-23T22:00:00", "2026-11-23T22:00:00z", "2026-11-23t22:00:00Z",
      "2026-11-23 22:00:00Z", "2026-11-23T22:00:00.0Z", "2026-11-23T22:00:00+00:00",
      "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-02-31T00:00:00Z",
      "2026-04-31T00:00:00Z", "2026-00-10T00:00:00Z", "2026-13-10T00:00:00Z",
      "2026-11-00T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T23:60:00Z",
      "2026-11-23T23:59:60Z", "1969-12-31T23:59:59Z", "0000-01-01T00:00:00Z",
      "2026-1-023T22:00:00Z", "-026-11-23T22:00:00Z", "2026-11-23T22:00:0٣Z",
      "２026-11-23T22:00:00Z", "2026-11-23T22:00:00Z\n", " 2026-11-23T22:00:00Z",
    ])
  func badTime(text: String) { #expect(Timestamp.parse(text) == nil) }

  /// The did:key method's Ed25519 example, and RFC 8032's first key.
  @Test(
    "did:key",
    arguments: [
      (
        "2e6fcce36701dc791488e0d0b1745cc1e33a4c1c9fcc41c63bd343dbbe0970e6",
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
      ),
      (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"
      ),
    ])
  func didKey(hex: String, name: String) throws {
    let bytes = try #require(Hex.decode(hex))
    let key = try #require(Ed25519.PublicKey(bytes: bytes))
    #expect(DIDKey.text(key) == name)
    #expect(DIDKey.parse(name) == key)
    let multibase = name.dropFirst("did:key:".count)
    let method = "\(name)#\(multibase)"
    #expect(DIDKey.verificationMethod(key) == method)
    #expect(DIDKey.parse(verificationMethod: method) == key)
    for bad in [
      name, method + "#", "\(name)#", "#\(multibase)", "\(name)#\(multibase)#\(multibase)",
      "\(name)#z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doJ", " \(method)",
    ] {
      #expect(DIDKey.parse(verificationMethod: bad) == nil)
    }
  }

  @Test(
    "What is no Ed25519 did:key",
    arguments: [
      "", "did:key:", "did:key:z", "did:key:z1", "did:web:example.com",
      "did:key:6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
      "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2do",
      "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK1",
      "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK ",
      "DID:KEY:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
      "did:key:z16MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
      // X25519 and P-256.
      "did:key:z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F",
      "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169",
    ])
  func badKey(text: String) { #expect(DIDKey.parse(text) == nil) }

  @Test("A key file comes back, and the W3C key is read as its public key says")
  func keyFile() throws {
    let key = Ed25519.PrivateKey.generate()
    let text = KeyFile.text(key)
    #expect(text.hasSuffix("}\n"))
    #expect(try KeyFile.parse(text).seed == key.seed)
    #expect(try KeyFile.parse(String(text.dropLast())).seed == key.seed)

    let name = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    let file =
      #"{"controller":"did:key:\#(name)","id":"did:key:\#(name)#\#(name)","#
      + #""publicKeyMultibase":"\#(name)","#
      + #""secretKeyMultibase":"z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq","#
      + #""type":"Multikey"}"#
    let known = try KeyFile.parse(file)
    #expect(DIDKey.text(known.publicKey) == "did:key:\(name)")
    #expect(KeyFile.text(known) == file + "\n")
  }

  @Test("A damaged key file is refused")
  func badKeyFile() throws {
    let text = KeyFile.text(Ed25519.PrivateKey.generate())
    let other = KeyFile.text(Ed25519.PrivateKey.generate())
    func value(_ name: String, _ file: String) throws -> String {
      let json = try CanonicalParser.parse(Array(file.dropLast().utf8))
      return try #require(json[name]?.string)
    }
    for name in ["secretKeyMultibase", "id"] {
      let mixed = text.replacingOccurrences(
        of: #""\#(name)":"\#(try value(name, text))""#,
        with: #""\#(name)":"\#(try value(name, other))""#)
      #expect(throws: Problem.self) { try KeyFile.parse(mixed) }
    }
    for bad in ["", "{}", "[]", "null", "\n", String(text.dropLast(10)), text + "x"] {
      #expect(throws: Problem.self) { try KeyFile.parse(bad) }
    }
  }
}
