import Cryptography
import Foundation

/// Reads JSON that must already be in its canonical form (RFC 8785), as documents travel.
///
/// A reader that accepted more would let one statement have several byte forms, and libraries
/// disagree on the odd ones: the first or the last of two equal names, `1.0` as an integer, a byte
/// order mark. Here each of them is refused with its place. One pass, O(size).
package struct CanonicalParser {
  /// How deeply arrays and objects may be nested.
  package static let depthMaximum = 16
  /// Integers must be smaller than this in size, so that every language reads them exactly.
  package static let numberLimit: Int64 = 1 << 53

  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0
  private let depthMaximum: Int
  /// The member of the outermost object whose place is wanted, and its place once it was read.
  private var marked: StaticString?
  private var place: Range<Int>?
  /// A member of the outermost object whose canonical bytes are known beforehand, and whether they stood
  /// there.
  private var known: (name: StaticString, value: [UInt8])?
  private var isKnown = false

  /// Reads an object and tells which bytes are its member `name` with one comma beside it: what is
  /// left without them is the canonical form of the object without the member.
  static func parse(
    _ bytes: [UInt8], marking name: StaticString
  ) throws(Problem) -> (value: JSON, member: Range<Int>?) {
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<(JSON, Range<Int>?), Problem> in
      var parser = CanonicalParser(bytes: buffer, depthMaximum: depthMaximum)
      parser.marked = name
      do throws(Problem) { return .success((try parser.whole(), parser.place)) } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Reads an object whose member `name` is expected to be the canonical value `known`: where it is,
  /// it is not read again, and stands as `null` in what is returned.
  package static func parse(
    _ bytes: [UInt8], depthMaximum: Int, expecting name: StaticString, _ known: [UInt8]
  ) throws(Problem) -> (value: JSON, isAsExpected: Bool) {
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<(JSON, Bool), Problem> in
      var parser = CanonicalParser(bytes: buffer, depthMaximum: depthMaximum)
      parser.known = (name, known)
      do throws(Problem) { return .success((try parser.whole(), parser.isKnown)) } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Takes the member `name` if it is the one that is known and its value stands here.
  private mutating func takeKnown(_ name: String) -> Bool {
    guard let known, known.name.withUTF8Buffer({ name.utf8.elementsEqual($0) }),
      bytes[at...].starts(with: known.value)
    else { return false }
    at += known.value.count
    isKnown = true
    return true
  }

  private mutating func whole() throws(Problem) -> JSON {
    let value = try value(depth: 0)
    guard at == bytes.count else { throw problem("there is something after the end of the value") }
    return value
  }

  /// Reads one value that fills `bytes` exactly.
  package static func parse(
    _ bytes: [UInt8], depthMaximum: Int = CanonicalParser.depthMaximum
  ) throws(Problem) -> JSON {
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSON, Problem> in
      var parser = CanonicalParser(bytes: buffer, depthMaximum: depthMaximum)
      do throws(Problem) { return .success(try parser.whole()) } catch { return .failure(error) }
    }
    return try result.get()
  }

  private init(bytes: UnsafeBufferPointer<UInt8>, depthMaximum: Int) {
    self.bytes = bytes
    self.depthMaximum = depthMaximum
  }

  private func problem(_ what: String, code: String = "not-canonical") -> Problem {
    Problem(
      400, code,
      "At byte \(at): \(what). Send the document's RFC 8785 canonical bytes: no white space, "
        + "member names rising, integers only, the shortest escapes.")
  }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    at += 1
    return true
  }

  private mutating func word(_ text: StaticString, _ value: JSON) throws(Problem) -> JSON {
    let count = text.utf8CodeUnitCount
    let isThere = text.withUTF8Buffer { bytes[at...].starts(with: $0) }
    guard isThere else { throw problem("a value was expected") }
    at += count
    return value
  }

  private mutating func value(depth: Int) throws(Problem) -> JSON {
    guard depth < depthMaximum else {
      throw problem("values are nested more than \(depthMaximum) deep", code: "too-deep")
    }
    guard let first = next else { throw problem("the document ends too early") }
    switch first {
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    case UInt8(ascii: "["): return .array(try array(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    case 0xEF: throw problem("a byte order mark is not allowed")
    default: throw problem("a value was expected")
    }
  }

  private mutating func array(depth: Int) throws(Problem) -> [JSON] {
    at += 1
    var values: [JSON] = []
    if take(UInt8(ascii: "]")) { return values }
    while true {
      values.append(try value(depth: depth + 1))
      if take(UInt8(ascii: "]")) { return values }
      guard take(UInt8(ascii: ",")) else { throw problem("`,` or `]` was expected") }
    }
  }

  private mutating func object(depth: Int) throws(Problem) -> JSON.Object {
    at += 1
    var members: [JSON.Object.Member] = []
    if take(UInt8(ascii: "}")) { return JSON.Object(rising: members) }
    members.reserveCapacity(12)
    while true {
      let start = at
      guard next == UInt8(ascii: "\"") else { throw problem("a member's name was expected") }
      let name = try string()
      guard name.utf8.allSatisfy({ $0 < 0x80 }) else {
        throw problem("member names are ASCII", code: "name-not-ascii")
      }
      if let last = members.last?.name, last >= name {
        throw last == name
          ? problem("the member `\(name)` stands twice", code: "duplicate-key")
          : problem("the member `\(name)` must stand before `\(last)`")
      }
      guard take(UInt8(ascii: ":")) else { throw problem("`:` was expected") }
      let value = depth == 0 && takeKnown(name) ? .null : try value(depth: depth + 1)
      members.append(JSON.Object.Member(name, value))
      if depth == 0, let marked, marked.withUTF8Buffer({ name.utf8.elementsEqual($0) }) {
        // The comma behind it, or for the last member the one before it, if there is any.
        place =
          next == UInt8(ascii: ",")
          ? start..<(at + 1) : (members.count > 1 ? start - 1 : start)..<at
      }
      if take(UInt8(ascii: "}")) { return JSON.Object(rising: members) }
      guard take(UInt8(ascii: ",")) else { throw problem("`,` or `}` was expected") }
    }
  }

  private mutating func number() throws(Problem) -> Int64 {
    let isNegative = take(UInt8(ascii: "-"))
    guard let first = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
      throw problem("a digit was expected")
    }
    var value: Int64 = 0
    var count = 0
    while let digit = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
      count += 1
      guard count <= 16 else {
        throw problem("the number is 2^53 or more", code: "number-out-of-range")
      }
      value = value * 10 + Int64(digit - UInt8(ascii: "0"))
      at += 1
    }
    if first == UInt8(ascii: "0"), count > 1 || isNegative {
      throw problem("a number has no leading zero and no minus zero")
    }
    if let after = next, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(after) {
      throw problem("numbers are integers: write `1`, not `1.0` or `1e0`", code: "not-an-integer")
    }
    guard value < CanonicalParser.numberLimit else {
      throw problem("the number is 2^53 or more", code: "number-out-of-range")
    }
    return isNegative ? -value : value
  }

  private mutating func string() throws(Problem) -> String {
    at += 1
    let start = at
    var isPlain = true
    var isASCII = true
    while let byte = next, byte != UInt8(ascii: "\"") {
      if byte < 0x20 { throw problem("a control character must be escaped") }
      if byte >= 0x80 { isASCII = false }
      if byte == UInt8(ascii: "\\") {
        isPlain = false
        at += 1
        guard at < bytes.count else { break }
      }
      at += 1
    }
    guard next == UInt8(ascii: "\"") else { throw problem("a string has no end") }
    let raw = UnsafeBufferPointer(rebasing: bytes[start..<at])
    at += 1
    if isPlain, isASCII { return String(decoding: raw, as: UTF8.self) }
    let decoded = isPlain ? Array(raw) : try unescape(raw)
    if isASCII { return String(decoding: decoded, as: UTF8.self) }
    guard let text = String(validating: decoded, as: UTF8.self) else {
      throw problem("a string is not valid UTF-8", code: "invalid-utf8")
    }
    guard text.precomposedStringWithCanonicalMapping.utf8.elementsEqual(decoded) else {
      throw Problem(
        400, "not-nfc",
        "The string that ends at byte \(at) is not in Unicode Normalization Form C. Normalise text "
          + "(NFC) before signing, so that equal words have equal bytes.")
    }
    return text
  }

  private func unescape(_ raw: UnsafeBufferPointer<UInt8>) throws(Problem) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(raw.count)
    var index = 0
    while index < raw.count {
      let byte = raw[index]
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        out.append(byte)
        continue
      }
      guard index < raw.count else { throw problem("an escape has no end") }
      let escape = raw[index]
      index += 1
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): out.append(escape)
      case UInt8(ascii: "b"): out.append(0x08)
      case UInt8(ascii: "t"): out.append(0x09)
      case UInt8(ascii: "n"): out.append(0x0A)
      case UInt8(ascii: "f"): out.append(0x0C)
      case UInt8(ascii: "r"): out.append(0x0D)
      case UInt8(ascii: "u"):
        let digits = Array(raw[index..<min(index + 4, raw.count)])
        index += 4
        guard digits.count == 4, digits[0] == UInt8(ascii: "0"), digits[1] == UInt8(ascii: "0"),
          let value = Hex.decode(String(decoding: digits[2...], as: UTF8.self))?.first,
          value < 0x20, ![0x08, 0x09, 0x0A, 0x0C, 0x0D].contains(value)
        else { throw problem("an escape is not the shortest one") }
        out.append(value)
      default: throw problem("an escape is not the shortest one")
      }
    }
    return out
  }
}
