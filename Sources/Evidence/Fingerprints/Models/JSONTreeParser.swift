import Foundation

/// A strict parser (RFC 8259) with bounds on bytes, depth and values; duplicate names are refused,
/// since two readers would disagree on which one counts.
struct JSONTreeParser {
  private let bytes: ArraySlice<UInt8>
  private var at: Int
  private var values = 0

  /// Parses a whole text.
  static func parse(_ text: ArraySlice<UInt8>) throws(FingerprintError) -> JSONTree {
    let limit = FingerprintLimits.modelJSONBytesMaximum
    guard text.count <= limit else {
      throw FingerprintError(
        .modelTooLarge, "the JSON chunk has \(text.count) bytes; it may have \(limit)")
    }
    var parser = JSONTreeParser(text)
    let tree = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.at == parser.bytes.endIndex else { throw parser.broken("text after the value") }
    return tree
  }

  private init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    at = bytes.startIndex
  }

  private func broken(_ what: String) -> FingerprintError {
    FingerprintError(.modelMalformed, "JSON byte \(at - bytes.startIndex): \(what)")
  }

  private var next: UInt8? { at < bytes.endIndex ? bytes[at] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
  }

  private mutating func take(_ character: Character) -> Bool {
    guard let byte = next, byte == character.asciiValue else { return false }
    at += 1
    return true
  }

  private mutating func value(depth: Int) throws(FingerprintError) -> JSONTree {
    values += 1
    guard values <= FingerprintLimits.modelJSONValuesMaximum else {
      throw FingerprintError(
        .modelTooLarge,
        "the JSON chunk has over \(FingerprintLimits.modelJSONValuesMaximum) values")
    }
    guard depth < FingerprintLimits.modelJSONDepthMaximum else {
      throw FingerprintError(
        .modelTooLarge,
        "the JSON chunk is nested over \(FingerprintLimits.modelJSONDepthMaximum) deep")
    }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(try number())
    }
  }

  private mutating func word(
    _ text: String, _ meaning: JSONTree
  ) throws(FingerprintError) -> JSONTree {
    guard bytes[at...].starts(with: text.utf8) else { throw broken("no value") }
    at += text.utf8.count
    return meaning
  }

  private mutating func object(depth: Int) throws(FingerprintError) -> JSONTree {
    at += 1
    var members: [String: JSONTree] = [:]
    skipSpace()
    if take("}") { return .object(members) }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw broken("no member name") }
      let name = try string()
      skipSpace()
      guard take(":") else { throw broken("no colon after a member name") }
      let member = try value(depth: depth + 1)
      guard members.updateValue(member, forKey: name) == nil else {
        throw broken("a second member of the same name")
      }
      skipSpace()
      if take("}") { return .object(members) }
      guard take(",") else { throw broken("no comma between members") }
    }
  }

  private mutating func array(depth: Int) throws(FingerprintError) -> JSONTree {
    at += 1
    var elements: [JSONTree] = []
    skipSpace()
    if take("]") { return .array(elements) }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if take("]") { return .array(elements) }
      guard take(",") else { throw broken("no comma between elements") }
    }
  }

  private mutating func string() throws(FingerprintError) -> String {
    at += 1
    var text: [UInt8] = []
    while let byte = next {
      at += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let valid = String(validating: text, as: UTF8.self) else {
          throw broken("a string that is not UTF-8")
        }
        return valid
      case UInt8(ascii: "\\"): try escape(into: &text)
      case ..<0x20: throw broken("a control character in a string")
      default: text.append(byte)
      }
    }
    throw broken("a string without end")
  }

  private mutating func escape(into text: inout [UInt8]) throws(FingerprintError) {
    guard let byte = next else { throw broken("a string without end") }
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if 0xD800..<0xDC00 ~= code {
        guard take("\\"), take("u") else { throw broken("half a surrogate pair") }
        let low = try hexadecimal()
        guard 0xDC00..<0xE000 ~= low else { throw broken("half a surrogate pair") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw broken("half a surrogate pair") }
      text.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    default: throw broken("an unknown escape")
    }
  }

  private mutating func hexadecimal() throws(FingerprintError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw broken("an escape without four digits")
      }
      code = code << 4 | UInt32(digit)
      at += 1
    }
    return code
  }

  private mutating func number() throws(FingerprintError) -> Double {
    let start = at
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { 0x30...0x39 ~= $0 } ?? false }
    _ = take("-")
    let first = next
    guard isDigit(first) else { throw broken("no value") }
    at += 1
    if first != UInt8(ascii: "0") { while isDigit(next) { at += 1 } }
    if take(".") {
      guard isDigit(next) else { throw broken("a number without digits after its point") }
      while isDigit(next) { at += 1 }
    }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard isDigit(next) else { throw broken("a number without digits in its exponent") }
      while isDigit(next) { at += 1 }
    }
    guard at - start <= 64, let value = Double(String(decoding: bytes[start..<at], as: UTF8.self)),
      value.isFinite
    else { throw broken("a number that is too long or too great") }
    return value
  }
}
