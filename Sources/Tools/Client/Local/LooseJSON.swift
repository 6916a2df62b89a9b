import Documents

/// Reads JSON as people and servers write it: white space, members in any sequence, any escapes.
///
/// Documents themselves are read by `CanonicalParser`, which takes one form only. This reader still
/// refuses what has no single meaning: a name that occurs twice, invalid UTF-8, a lone surrogate.
package struct LooseJSON {
  /// How deeply arrays and objects may be nested.
  package static let depthMaximum = 32

  private let bytes: [UInt8]
  private var at = 0

  /// Reads one value. A number that is not an integer below 2^53 becomes a string of its digits:
  /// nothing here computes with such numbers, and none of them stands in a document.
  /// - Throws: `ClientError.failed` with the place.
  package static func parse(_ bytes: [UInt8]) throws -> JSON {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw ClientError.failed("not-json", "This is not JSON: it is not UTF-8.")
    }
    var reader = LooseJSON(bytes: bytes)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.at == bytes.count else { throw reader.failure("something follows the value") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func failure(_ what: String) -> ClientError {
    .failed("not-json", "This is not JSON: at byte \(at), \(what).")
  }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0D { at += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  private mutating func word(_ text: String, _ value: JSON) throws -> JSON {
    guard bytes[at...].starts(with: text.utf8) else { throw failure("a value was expected") }
    at += text.utf8.count
    return value
  }

  private mutating func value(depth: Int) throws -> JSON {
    guard depth < LooseJSON.depthMaximum else { throw failure("it is nested too deeply") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func object(depth: Int) throws -> JSON {
    at += 1
    var object = JSON.Object()
    skipSpace()
    if take("}") { return .object(object) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw failure("a member's name was expected") }
      let name = try string()
      guard object[name] == nil else { throw failure("the member `\(name)` occurs twice") }
      skipSpace()
      guard take(":") else { throw failure("a colon was expected") }
      object[name] = try value(depth: depth + 1)
      skipSpace()
    } while take(",")
    guard take("}") else { throw failure("a comma or } was expected") }
    return .object(object)
  }

  private mutating func array(depth: Int) throws -> JSON {
    at += 1
    var elements: [JSON] = []
    skipSpace()
    if take("]") { return .array(elements) }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else { throw failure("a comma or ] was expected") }
    return .array(elements)
  }

  private mutating func number() throws -> JSON {
    let start = at
    func digits(_ reader: inout LooseJSON) -> Int {
      let first = reader.at
      while let byte = reader.next, (0x30...0x39).contains(byte) { reader.at += 1 }
      return reader.at - first
    }
    let isNegative = take("-")
    let first = next
    let count = digits(&self)
    guard count == 1 || (count > 1 && first != 0x30) else { throw failure("a value was expected") }
    var isInteger = true
    if take(".") {
      isInteger = false
      guard digits(&self) > 0 else { throw failure("a digit was expected") }
    }
    if take("e") || take("E") {
      isInteger = false
      _ = take("+") || take("-")
      guard digits(&self) > 0 else { throw failure("a digit was expected") }
    }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    if isInteger, let value = Int64(text), abs(value) < CanonicalParser.numberLimit {
      return value == 0 && isNegative ? .string(text) : .number(value)
    }
    return .string(text)
  }

  private mutating func string() throws -> String {
    at += 1
    var out: [UInt8] = []
    while true {
      guard let byte = next else { throw failure("a string has no end") }
      at += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: out, as: UTF8.self)
      case UInt8(ascii: "\\"): out.append(contentsOf: try escape())
      case 0..<0x20: throw failure("a control character stands in a string")
      default: out.append(byte)
      }
    }
  }

  private mutating func escape() throws -> [UInt8] {
    guard let byte = next else { throw failure("a string has no end") }
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var units = [try hexUnit()]
      if UTF16.isLeadSurrogate(units[0]), take("\\"), take("u") { units.append(try hexUnit()) }
      guard let text = String(validating: units, as: UTF16.self) else {
        throw failure("an escape is half a surrogate pair")
      }
      return Array(text.utf8)
    default: throw failure("there is no such escape")
    }
  }

  private mutating func hexUnit() throws -> UInt16 {
    guard at + 4 <= bytes.count,
      bytes[at..<at + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
    else { throw failure("four hexadecimal digits were expected") }
    at += 4
    return unit
  }
}
