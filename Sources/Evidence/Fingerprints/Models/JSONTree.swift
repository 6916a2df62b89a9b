/// A value of a third party's JSON. Numbers are doubles, since glTF holds fractions; nothing read
/// here ever enters a document of ours.
///
/// It is a place in a document that holds all values in one list, so a description of a million
/// values takes 16 bytes for each and is not a million allocations. Texts and numbers stay as they
/// stand in the file until they are asked for.
struct JSONTree: Sendable {
  private let document: JSONDocument
  private let at: Int

  init(_ document: JSONDocument, at: Int) {
    self.document = document
    self.at = at
  }

  private var node: JSONDocument.Node { document.nodes[at] }

  /// A member's value. Work: linear in the members.
  subscript(name: String) -> JSONTree? {
    guard node.kind == .object else { return nil }
    var name = name
    return name.withUTF8 { wanted in
      var member = at + 1
      for _ in 0..<node.count {
        if document.text(of: member, equals: wanted) { return JSONTree(document, at: member + 1) }
        member = document.next(after: member + 1)
      }
      return nil
    }
  }

  var isObject: Bool { node.kind == .object }

  /// An object's members, in the file's order. Work: linear in the members.
  var members: [(name: String, value: JSONTree)]? {
    guard node.kind == .object else { return nil }
    var members: [(String, JSONTree)] = []
    members.reserveCapacity(node.count)
    var member = at + 1
    for _ in 0..<node.count {
      members.append((document.text(of: member), JSONTree(document, at: member + 1)))
      member = document.next(after: member + 1)
    }
    return members
  }

  /// A list's elements. Work: linear in the elements.
  var array: [JSONTree]? {
    guard node.kind == .array else { return nil }
    var elements: [JSONTree] = []
    elements.reserveCapacity(node.count)
    var element = at + 1
    for _ in 0..<node.count {
      elements.append(JSONTree(document, at: element))
      element = document.next(after: element)
    }
    return elements
  }

  /// How many elements a list has.
  var arrayCount: Int? { node.kind == .array ? node.count : nil }

  var string: String? {
    switch node.kind {
    case .string, .escapedString: document.text(of: at)
    default: nil
    }
  }

  var boolean: Bool? {
    switch node.kind {
    case .yes: true
    case .no: false
    default: nil
    }
  }

  var number: Double? { node.kind == .number ? document.number(at) : nil }

  /// A whole number of at least 0 and below 2^53.
  var index: Int? {
    guard let value = number, value >= 0, value < 9_007_199_254_740_992,
      value.rounded(.towardZero) == value
    else { return nil }
    return Int(value)
  }
}
