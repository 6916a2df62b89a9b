/// A strict parser (RFC 8259) with bounds on bytes, depth and values; duplicate names are refused,
/// since two readers would disagree on which one counts.
struct JSONTreeParser: ~Copyable {
  private typealias Node = JSONDocument.Node

  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0
  private var values = 0
  private var nodes: [Node] = []

  /// Parses a whole text. Work: linear in it.
  static func parse(_ text: ArraySlice<UInt8>) throws(FingerprintError) -> JSONTree {
    let limit = FingerprintLimits.modelJSONBytesMaximum
    guard text.count <= limit else {
      throw FingerprintError(
        .modelTooLarge, "the JSON chunk has \(text.count) bytes; it may have \(limit)")
    }
    do {
      _ = try UTF8Span(validating: text.span)
    } catch {
      throw FingerprintError(
        .modelMalformed, "JSON byte \(error.byteOffsets.lowerBound): a text that is not UTF-8")
    }
    let nodes = try text.withUnsafeBufferPointer { bytes throws(FingerprintError) in
      var parser = JSONTreeParser(bytes)
      return try parser.whole()
    }
    return JSONTree(JSONDocument(text, nodes: nodes), at: 0)
  }

  private init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    // Room that is never written to takes no memory; growing would copy.
    nodes.reserveCapacity(min(bytes.count, 2 * FingerprintLimits.modelJSONValuesMaximum))
  }

  private mutating func whole() throws(FingerprintError) -> [Node] {
    try value(depth: 0)
    skipSpace()
    guard at == bytes.count else { throw broken("text after the value") }
    return nodes
  }

  private func broken(_ what: String) -> FingerprintError {
    FingerprintError(.modelMalformed, "JSON byte \(at): \(what)")
  }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
  }

  private mutating func take(_ wanted: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: wanted) else { return false }
    at += 1
    return true
  }

  private mutating func value(depth: Int) throws(FingerprintError) {
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
    case UInt8(ascii: "{"): try object(depth: depth)
    case UInt8(ascii: "["): try array(depth: depth)
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "t"): try word("true", .yes)
    case UInt8(ascii: "f"): try word("false", .no)
    case UInt8(ascii: "n"): try word("null", .null)
    default: try number()
    }
  }

  private mutating func word(_ text: StaticString, _ kind: Node.Kind) throws(FingerprintError) {
    let count = text.utf8CodeUnitCount
    guard bytes.count - at >= count,
      text.withUTF8Buffer({ $0.elementsEqual(bytes[at..<at + count]) })
    else { throw broken("no value") }
    nodes.append(Node(kind: kind, start: UInt32(at)))
    at += count
  }

  private mutating func object(depth: Int) throws(FingerprintError) {
    let place = open(.object)
    skipSpace()
    if take("}") { return close(place, count: 0) }
    var count = 0
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw broken("no member name") }
      try string()
      skipSpace()
      guard take(":") else { throw broken("no colon after a member name") }
      try value(depth: depth + 1)
      count += 1
      guard count <= FingerprintLimits.modelJSONMembersMaximum else {
        throw FingerprintError(
          .modelTooLarge,
          "an object has over \(FingerprintLimits.modelJSONMembersMaximum) members")
      }
      skipSpace()
      if take("}") {
        close(place, count: count)
        return try checkNames(of: place, count: count)
      }
      guard take(",") else { throw broken("no comma between members") }
    }
  }

  private mutating func array(depth: Int) throws(FingerprintError) {
    let place = open(.array)
    skipSpace()
    if take("]") { return close(place, count: 0) }
    var count = 0
    while true {
      try value(depth: depth + 1)
      count += 1
      skipSpace()
      if take("]") { return close(place, count: count) }
      guard take(",") else { throw broken("no comma between elements") }
    }
  }

  private mutating func open(_ kind: Node.Kind) -> Int {
    nodes.append(Node(kind: kind, start: UInt32(at)))
    at += 1
    return nodes.count - 1
  }

  private mutating func close(_ place: Int, count: Int) {
    nodes[place].end = UInt32(count)
    nodes[place].next = UInt32(nodes.count)
  }
}

extension JSONTreeParser {
  /// Refuses a second member of the same name.
  private func checkNames(of place: Int, count: Int) throws(FingerprintError) {
    guard count > 1 else { return }
    var names: [Int] = []
    names.reserveCapacity(count)
    var member = place + 1
    for _ in 0..<count {
      names.append(member)
      let value = nodes[member + 1]
      member = value.kind == .array || value.kind == .object ? Int(value.next) : member + 2
    }
    let isPlain = names.allSatisfy { nodes[$0].kind == .string }
    let isRepeated: Bool
    if isPlain, count <= 16 {
      isRepeated = names.indices.contains { at in
        names[..<at].contains { equal(names[at], $0) }
      }
    } else {
      var seen: Set<[UInt8]> = []
      isRepeated = names.contains { name in
        let raw = bytes[Int(nodes[name].start)..<Int(nodes[name].end)]
        let text = nodes[name].kind == .string ? Array(raw) : JSONEscapes.decode(Array(raw)[...])
        return !seen.insert(text).inserted
      }
    }
    if isRepeated { throw broken("a second member of the same name") }
  }

  private func equal(_ left: Int, _ right: Int) -> Bool {
    let (a, b) = (nodes[left], nodes[right])
    guard a.end - a.start == b.end - b.start else { return false }
    return bytes[Int(a.start)..<Int(a.end)].elementsEqual(bytes[Int(b.start)..<Int(b.end)])
  }

  private mutating func string() throws(FingerprintError) {
    at += 1
    let start = at
    var isPlain = true
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        nodes.append(
          Node(kind: isPlain ? .string : .escapedString, start: UInt32(start), end: UInt32(at)))
        at += 1
        return
      case UInt8(ascii: "\\"):
        isPlain = false
        at += 1
        try escape()
      case ..<0x20: throw broken("a control character in a string")
      default: at += 1
      }
    }
    throw broken("a string without end")
  }

  private mutating func escape() throws(FingerprintError) {
    guard let byte = next else { throw broken("a string without end") }
    at += 1
    guard byte == UInt8(ascii: "u") else {
      guard JSONEscapes.simple(byte) != nil else { throw broken("an unknown escape") }
      return
    }
    switch try hexadecimal() {
    case 0xD800..<0xDC00:
      guard take("\\"), take("u"), 0xDC00..<0xE000 ~= (try hexadecimal()) else {
        throw broken("half a surrogate pair")
      }
    case 0xDC00..<0xE000: throw broken("half a surrogate pair")
    default: break
    }
  }

  private mutating func hexadecimal() throws(FingerprintError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = JSONEscapes.digit(byte) else {
        throw broken("an escape without four digits")
      }
      code = code << 4 | UInt32(digit)
      at += 1
    }
    return code
  }

  private mutating func number() throws(FingerprintError) {
    let start = at
    _ = take("-")
    let first = next
    guard skipDigits(first == UInt8(ascii: "0") ? 1 : .max) else { throw broken("no value") }
    if take(".") {
      guard skipDigits() else { throw broken("a number without digits after its point") }
    }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard skipDigits() else { throw broken("a number without digits in its exponent") }
      // Only an exponent can take 64 characters over the range of a double.
      guard at - start <= 64, JSONDocument.number(Array(bytes[start..<at])[...]) != nil else {
        throw broken("a number that is too long or too great")
      }
    }
    guard at - start <= 64 else { throw broken("a number that is too long or too great") }
    nodes.append(Node(kind: .number, start: UInt32(start), end: UInt32(at)))
  }

  /// Passes over digits; whether there was one.
  private mutating func skipDigits(_ maximum: Int = .max) -> Bool {
    let start = at
    while let byte = next, 0x30...0x39 ~= byte, at - start < maximum { at += 1 }
    return at > start
  }
}
