/// A value of a third party's JSON. Numbers are doubles, since glTF holds fractions; nothing read
/// here ever enters a document of ours.
enum JSONTree: Sendable {
  case null
  case boolean(Bool)
  case number(Double)
  case string(String)
  case array([JSONTree])
  case object([String: JSONTree])

  subscript(name: String) -> JSONTree? {
    if case .object(let members) = self { return members[name] }
    return nil
  }

  var array: [JSONTree]? {
    if case .array(let elements) = self { return elements }
    return nil
  }

  var object: [String: JSONTree]? {
    if case .object(let members) = self { return members }
    return nil
  }

  var string: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  var boolean: Bool? {
    if case .boolean(let value) = self { return value }
    return nil
  }

  var number: Double? {
    if case .number(let value) = self { return value }
    return nil
  }

  /// A whole number of at least 0 and below 2^53.
  var index: Int? {
    guard case .number(let value) = self, value >= 0, value < 9_007_199_254_740_992,
      value.rounded(.towardZero) == value
    else { return nil }
    return Int(value)
  }
}
