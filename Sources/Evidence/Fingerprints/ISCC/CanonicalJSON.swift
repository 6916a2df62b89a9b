/// JSON in the one form of RFC 8785 (JCS): no space, members by UTF-16 order, numbers as ECMAScript
/// writes them.
enum CanonicalJSON {
  /// The canonical bytes of a text; an error unless it is strict JSON.
  static func canonical(_ text: String) throws(ISCCError) -> [UInt8] {
    let tree: JSONTree
    do {
      tree = try JSONTreeParser.parse(Array(text.utf8)[...])
    } catch {
      throw ISCCError(.malformed, error.message)
    }
    var out = ""
    write(tree, to: &out)
    return Array(out.utf8)
  }

  private static func write(_ tree: JSONTree, to out: inout String) {
    if let value = tree.boolean {
      out += value ? "true" : "false"
    } else if let value = tree.number {
      out += number(value)
    } else if let text = tree.string {
      write(text, to: &out)
    } else if let elements = tree.array {
      out += "["
      for (at, element) in elements.enumerated() {
        if at > 0 { out += "," }
        write(element, to: &out)
      }
      out += "]"
    } else if let members = tree.members {
      out += "{"
      let sorted = members.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
      for (at, member) in sorted.enumerated() {
        if at > 0 { out += "," }
        write(member.name, to: &out)
        out += ":"
        write(member.value, to: &out)
      }
      out += "}"
    } else {
      out += "null"
    }
  }

  private static func write(_ text: String, to out: inout String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\u{8}": out += "\\b"
      case "\u{9}": out += "\\t"
      case "\u{A}": out += "\\n"
      case "\u{C}": out += "\\f"
      case "\u{D}": out += "\\r"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }

  /// ECMA-262, Number::toString: the shortest digits that read back, a decimal point from 10^-6 to
  /// below 10^21 and an exponent elsewhere.
  static func number(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    // Swift's description has the shortest digits too; only their layout differs.
    let parts = value.magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".")
    var digits = mantissa.joined()
    var point = mantissa[0].count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    while digits.hasPrefix("0") {
      digits.removeFirst()
      point -= 1
    }
    while digits.hasSuffix("0") { digits.removeLast() }
    let count = digits.count
    let sign = value < 0 ? "-" : ""
    switch point {
    case count...21 where point >= count:
      return sign + digits + String(repeating: "0", count: point - count)
    case 1...21:
      return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    case -5...0:
      return sign + "0." + String(repeating: "0", count: -point) + digits
    default:
      let exponent = (point > 0 ? "+" : "-") + String((point - 1).magnitude)
      return sign + digits.prefix(1) + (count > 1 ? "." + digits.dropFirst() : "") + "e" + exponent
    }
  }
}
