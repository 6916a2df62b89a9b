import Cryptography
import Documents
import Foundation
import Testing

@Suite("Canonical JSON")
struct CanonicalParserTests {
  private func parse(_ text: String) throws -> JSON {
    try CanonicalParser.parse(Array(text.utf8))
  }

  private func code(_ bytes: [UInt8]) -> String {
    do throws(Problem) {
      _ = try CanonicalParser.parse(bytes)
      return "accepted"
    } catch {
      #expect(error.status == 400)
      return error.code
    }
  }

  @Test(
    "What is canonical is read, and written back the same",
    arguments: [
      "null", "true", "false", "0", "-1", "9007199254740991", "-9007199254740991", "\"\"", "[]",
      "{}", "[1,2,[],{}]", #"{"a":1,"b":{"a":null},"c":[true]}"#, #""\"\\\b\t\n\f\r\u0000\u001f""#,
      #""/""#, "\"\u{7F}\"", "\"云裳\"", "\"é\"", "\"😀\"", "\"\u{FFFF}\u{10FFFF}\"",
      #"{"":0,"A":0,"a":0,"aa":0,"~":0}"#, #"{"a":0,"a\u0000":0}"#,
    ])
  func good(text: String) throws {
    #expect(try parse(text).canonicalBytes == Array(text.utf8))
  }

  @Test(
    "What is not canonical is refused with its code",
    arguments: [
      ("", "not-canonical"), (" 1", "not-canonical"), ("1 ", "not-canonical"),
      ("1\n", "not-canonical"), ("{} {}", "not-canonical"), ("[1, 2]", "not-canonical"),
      (#"{"a" :1}"#, "not-canonical"), (#"{"a": 1}"#, "not-canonical"), ("[1,]", "not-canonical"),
      (#"{"a":1,}"#, "not-canonical"), ("[,]", "not-canonical"), ("[", "not-canonical"),
      ("[1", "not-canonical"), ("{", "not-canonical"), (#"{"a"#, "not-canonical"),
      (#"{"a""#, "not-canonical"), (#"{"a":"#, "not-canonical"), (#"{"a":1"#, "not-canonical"),
      ("{1:2}", "not-canonical"), ("{a:1}", "not-canonical"), ("]", "not-canonical"),
      ("\u{FEFF}1", "not-canonical"), ("nul", "not-canonical"), ("nulll", "not-canonical"),
      ("True", "not-canonical"), ("NaN", "not-canonical"), ("Infinity", "not-canonical"),
      ("'a'", "not-canonical"), ("/**/1", "not-canonical"), ("undefined", "not-canonical"),
      ("01", "not-canonical"), ("-0", "not-canonical"), ("-01", "not-canonical"),
      ("+1", "not-canonical"), ("-", "not-canonical"), ("--1", "not-canonical"),
      (".5", "not-canonical"), ("0x10", "not-canonical"), ("00", "not-canonical"),
      ("1.0", "not-an-integer"), ("1.", "not-an-integer"), ("1e2", "not-an-integer"),
      ("1E2", "not-an-integer"), ("-1.5", "not-an-integer"), ("0.0", "not-an-integer"),
      ("9007199254740992", "number-out-of-range"), ("-9007199254740992", "number-out-of-range"),
      ("99999999999999999999", "number-out-of-range"),
      ("1" + String(repeating: "0", count: 400), "number-out-of-range"),
      (#"{"b":1,"a":1}"#, "not-canonical"), (#"{"a":1,"a":1}"#, "duplicate-key"),
      (#"{"a":1,"b":1,"a":1}"#, "not-canonical"), (#"{"aa":1,"a":1}"#, "not-canonical"),
      (#"{"a":1,"Z":1}"#, "not-canonical"), (#"{"é":1}"#, "name-not-ascii"),
      (#"{"a":{"x":1,"x":2}}"#, "duplicate-key"), (#""abc"#, "not-canonical"),
      (#""abc\"#, "not-canonical"), (#""abc\""#, "not-canonical"), ("\"a\nb\"", "not-canonical"),
      ("\"a\tb\"", "not-canonical"), ("\"\u{0}\"", "not-canonical"), (#""\/""#, "not-canonical"),
      (#""\a""#, "not-canonical"), (#""\'""#, "not-canonical"), (#""\u0041""#, "not-canonical"),
      (#""\u00e9""#, "not-canonical"), (#""\u000A""#, "not-canonical"),
      (#""\u000a""#, "not-canonical"), (#""\u0009""#, "not-canonical"),
      (#""\u001F""#, "not-canonical"), (#""\u0020""#, "not-canonical"),
      (#""\u007f""#, "not-canonical"), (#""\u00""#, "not-canonical"), (#""\u""#, "not-canonical"),
      (#""\u00g0""#, "not-canonical"), (#""\ud83d\ude00""#, "not-canonical"),
      (#""\ud800""#, "not-canonical"), (#""\u 01""#, "not-canonical"), (#""\é""#, "not-canonical"),
      ("\"e\u{301}\"", "not-nfc"), ("\"\u{212B}\"", "not-nfc"), ("\"\u{1100}\u{1161}\"", "not-nfc"),
      ("[\"a\",\"e\u{301}\"]", "not-nfc"), ("{\"a\":\"e\u{301}\"}", "not-nfc"),
    ])
  func bad(text: String, expected: String) { #expect(code(Array(text.utf8)) == expected) }

  @Test(
    "A sign is no hexadecimal digit",
    arguments: [
      #""\u00+1""#, #""\u00+f""#, #""\u00-0""#, #""\u00 1""#,
    ])
  func signedEscapes(text: String) { #expect(code(Array(text.utf8)) == "not-canonical") }

  @Test(
    "What is not UTF-8 is refused",
    arguments: [
      [0x80], [0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
      [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xC3, 0x28],
    ] as [[UInt8]])
  func invalidUTF8(bytes: [UInt8]) {
    let quote = [UInt8(ascii: "\"")]
    #expect(code(quote + bytes + quote) == "invalid-utf8")
    #expect(code(Array(#"{""#.utf8) + bytes + Array(#"":1}"#.utf8)) == "invalid-utf8")
    #expect(code(bytes) == "not-canonical")
  }

  @Test("Nesting is bounded")
  func depth() throws {
    func nested(_ count: Int) -> [UInt8] {
      Array((String(repeating: "[", count: count) + String(repeating: "]", count: count)).utf8)
    }
    #expect(code(nested(CanonicalParser.depthMaximum)) == "accepted")
    #expect(code(nested(CanonicalParser.depthMaximum + 1)) == "too-deep")
    #expect(code(Array(String(repeating: "[", count: 1_000_000).utf8)) == "too-deep")
    let objects = String(repeating: #"{"a":"#, count: 40_000)
    #expect(code(Array(objects.utf8)) == "too-deep")
    #expect(throws: Problem.self) { try CanonicalParser.parse(nested(3), depthMaximum: 2) }
  }

  /// RFC 8785 §3.2.2 and §3.2.4, less its numbers, which are not integers.
  @Test("The example of RFC 8785")
  func standard() throws {
    let value: JSON = [
      "string": "\u{20AC}$\u{0F}\u{0A}A'\u{42}\u{22}\u{5C}\\\"/", "literals": [.null, true, false],
    ]
    let expected =
      "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c22737472696e67223a22e282ac245c75"
      + "303030665c6e4127425c225c5c5c5c5c222f227d"
    #expect(Hex.encode(value.canonicalBytes) == expected)
    #expect(try CanonicalParser.parse(value.canonicalBytes) == value)
  }

  @Test("Whatever is written is read back", arguments: UInt64(1)...8)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    for _ in 0..<500 {
      let value = anyJSON(&random, depth: 0)
      let bytes = value.canonicalBytes
      #expect(try CanonicalParser.parse(bytes) == value)
      #expect(try CanonicalParser.parse(bytes).canonicalBytes == bytes)
    }
  }

  @Test("A changed byte gives another value or an error, never the same", arguments: UInt64(1)...4)
  func oneForm(seed: UInt64) {
    var random = SplitMix(seed: seed)
    for _ in 0..<400 {
      let bytes = anyJSON(&random, depth: 0).canonicalBytes
      var changed = bytes
      let at = Int(random.next() % UInt64(bytes.count))
      switch random.next() % 3 {
      case 0: changed[at] = UInt8(truncatingIfNeeded: random.next())
      case 1: changed.remove(at: at)
      default: changed.insert(UInt8(truncatingIfNeeded: random.next() & 127), at: at)
      }
      guard let value = try? CanonicalParser.parse(changed) else { continue }
      #expect(value.canonicalBytes == changed, "\(String(decoding: changed, as: UTF8.self))")
    }
  }

  private func anyJSON(_ random: inout SplitMix, depth: Int) -> JSON {
    switch random.next() % (depth > 5 ? 5 : 8) {
    case 0: return .null
    case 1: return .bool(random.next() % 2 == 0)
    case 2: return .number(Int64(random.next() % (1 << 53)) * (random.next() % 2 == 0 ? 1 : -1))
    case 3, 4: return .string(anyText(&random))
    case 5, 6:
      return .array((0..<random.next() % 5).map { _ in anyJSON(&random, depth: depth + 1) })
    default:
      return .object(
        JSON.Object(
          (0..<random.next() % 6).map { _ in
            let name = anyText(&random).unicodeScalars.filter(\.isASCII)
            return (String(String.UnicodeScalarView(name)), anyJSON(&random, depth: depth + 1))
          }))
    }
  }

  private func anyText(_ random: inout SplitMix) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<random.next() % 8 {
      let range: UInt32 = [0x20, 0x80, 0x80, 0x250, 0x3000, 0xA000, 0x11_0000][
        Int(random.next() % 7)]
      if let scalar = Unicode.Scalar(UInt32(truncatingIfNeeded: random.next()) % range) {
        text.append(scalar)
      }
    }
    return String(text).precomposedStringWithCanonicalMapping
  }
}
