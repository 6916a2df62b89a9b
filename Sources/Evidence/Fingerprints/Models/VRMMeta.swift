/// Typed access to a VRM's `meta` object.
struct VRMMeta {
  private let members: JSONTree
  private let element: String

  init(_ extra: JSONTree, element: String) throws(FingerprintError) {
    guard let meta = extra["meta"], meta.isObject else {
      throw FingerprintError(.modelMalformed, "\(element) is missing or not an object")
    }
    members = meta
    self.element = element
  }

  private func wrong(_ name: String, _ wanted: String) -> FingerprintError {
    FingerprintError(.modelMalformed, "\(element).\(name) is not \(wanted)")
  }

  func unknown(_ value: String, in name: String) -> FingerprintError {
    wrong(name, "a word of the specification: \(value.prefix(64))")
  }

  /// A text of bounded length; `nil` where there is none or it is empty.
  func text(_ name: String) throws(FingerprintError) -> String? {
    guard let member = members[name] else { return nil }
    guard let text = member.string, text.count <= VRMLicence.textCountMaximum else {
      throw wrong(name, "a text of at most \(VRMLicence.textCountMaximum) characters")
    }
    return text.isEmpty ? nil : text
  }

  func texts(_ name: String) throws(FingerprintError) -> [String] {
    guard let member = members[name] else { return [] }
    guard let list = member.array, list.count <= VRMLicence.authorsMaximum else {
      throw wrong(name, "a list of at most \(VRMLicence.authorsMaximum)")
    }
    var texts: [String] = []
    for element in list {
      guard let text = element.string, text.count <= VRMLicence.textCountMaximum else {
        throw wrong(name, "a list of texts")
      }
      texts.append(text)
    }
    return texts
  }

  func flag(_ name: String) throws(FingerprintError) -> Bool? {
    guard let member = members[name] else { return nil }
    guard let flag = member.boolean else { throw wrong(name, "true or false") }
    return flag
  }

  /// One of a type's words.
  func word<Word: RawRepresentable<String>>(
    _ name: String
  ) throws(FingerprintError) -> Word? {
    guard let text = try text(name) else { return nil }
    guard let word = Word(rawValue: text) else { throw unknown(text, in: name) }
    return word
  }

  /// VRM 0.x's `Allow` or `Disallow`.
  func permission(_ name: String) throws(FingerprintError) -> Bool {
    switch try text(name) {
    case nil, "Disallow": return false
    case "Allow": return true
    case let other?: throw unknown(other, in: name)
    }
  }
}
