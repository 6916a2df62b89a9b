/// A JSON value as this project's documents know it: integers only, strings in NFC.
package enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Int64)
  case string(String)
  case array([JSON])
  case object(Object)

  /// Members in strictly rising order of their ASCII names.
  package struct Object: Sendable, Equatable {
    /// One member.
    package struct Member: Sendable, Equatable {
      package var name: String
      package var value: JSON

      package init(_ name: String, _ value: JSON) {
        self.name = name
        self.value = value
      }
    }

    /// The members, names rising.
    package private(set) var members: [Member]

    /// Members whose names are already rising, as a parser found them.
    init(rising members: [Member]) { self.members = members }

    /// Members in any order; a later one replaces an earlier one of the same name.
    package init(_ members: [(String, JSON)] = []) {
      self.members = []
      for (name, value) in members { self[name] = value }
    }

    private func position(of name: String) -> (index: Int, isFound: Bool) {
      var low = 0
      var high = members.count
      while low < high {
        let middle = (low + high) / 2
        if members[middle].name < name { low = middle + 1 } else { high = middle }
      }
      return (low, low < members.count && members[low].name == name)
    }

    /// Canonical bytes (RFC 8785) as if the member `name` were not there, which is what a proof signs.
    package func canonicalBytes(without name: String) -> [UInt8] {
      var out: [UInt8] = []
      out.reserveCapacity(1024)
      JSON.append(self, without: name, to: &out)
      return out
    }

    /// The value of a member; assigning `nil` removes it. O(log members) to read.
    package subscript(name: String) -> JSON? {
      get {
        let (index, isFound) = position(of: name)
        return isFound ? members[index].value : nil
      }
      set {
        let (index, isFound) = position(of: name)
        switch (isFound, newValue) {
        case (true, .some(let value)): members[index].value = value
        case (true, nil): members.remove(at: index)
        case (false, .some(let value)): members.insert(Member(name, value), at: index)
        case (false, nil): break
        }
      }
    }
  }

  /// Appends an object, one member of which may be left out.
  private static func append(_ object: Object, without name: String? = nil, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "{"))
    var isFirst = true
    for member in object.members where member.name != name {
      if !isFirst { out.append(UInt8(ascii: ",")) }
      isFirst = false
      append(member.name, to: &out)
      out.append(UInt8(ascii: ":"))
      member.value.append(to: &out)
    }
    out.append(UInt8(ascii: "}"))
  }

  /// The string, if it is one.
  package var string: String? { if case .string(let value) = self { value } else { nil } }
  /// The number, if it is one.
  package var number: Int64? { if case .number(let value) = self { value } else { nil } }
  /// The truth value, if it is one.
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The elements, if it is an array.
  package var array: [JSON]? { if case .array(let value) = self { value } else { nil } }
  /// The object, if it is one.
  package var object: Object? { if case .object(let value) = self { value } else { nil } }
  /// The value of a member, if it is an object that has one.
  package subscript(name: String) -> JSON? { object?[name] }

  /// Canonical bytes (RFC 8785).
  package var canonicalBytes: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(1024)
    append(to: &out)
    return out
  }

  /// Appends canonical bytes (RFC 8785). O(size).
  package func append(to out: inout [UInt8]) {
    switch self {
    case .null: out.append(contentsOf: "null".utf8)
    case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
    case .number(let value): out.append(contentsOf: String(value).utf8)
    case .string(let value): JSON.append(value, to: &out)
    case .array(let values):
      out.append(UInt8(ascii: "["))
      for (at, value) in values.enumerated() {
        if at > 0 { out.append(UInt8(ascii: ",")) }
        value.append(to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let object): JSON.append(object, to: &out)
    }
  }

  private static let hexDigits = Array("0123456789abcdef".utf8)

  /// Appends a string with the shortest escapes (RFC 8785 §3.2.2.2).
  private static func append(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    // Most strings need no escape and are copied as they are.
    let isPlain = text.utf8.allSatisfy {
      $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    if isPlain {
      out.append(contentsOf: text.utf8)
    } else {
      appendEscaped(text, to: &out)
    }
    out.append(UInt8(ascii: "\""))
  }

  private static func appendEscaped(_ text: String, to out: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        out.append(UInt8(ascii: "\\"))
        out.append(byte)
      case 0x08: out.append(contentsOf: "\\b".utf8)
      case 0x09: out.append(contentsOf: "\\t".utf8)
      case 0x0A: out.append(contentsOf: "\\n".utf8)
      case 0x0C: out.append(contentsOf: "\\f".utf8)
      case 0x0D: out.append(contentsOf: "\\r".utf8)
      case 0..<0x20:
        out.append(contentsOf: "\\u00".utf8)
        out.append(hexDigits[Int(byte >> 4)])
        out.append(hexDigits[Int(byte & 15)])
      default: out.append(byte)
      }
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByBooleanLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int64) { self = .number(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) { self = .object(Object(elements)) }
}
