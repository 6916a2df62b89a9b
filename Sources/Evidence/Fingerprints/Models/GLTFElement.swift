/// An element of a glTF description with its place, so that every complaint names the element.
struct GLTFElement {
  let tree: JSONTree
  private let place: String
  private let number: Int?

  init(tree: JSONTree, path: String) {
    self.init(tree: tree, place: path, number: nil)
  }

  private init(tree: JSONTree, place: String, number: Int?) {
    self.tree = tree
    self.place = place
    self.number = number
  }

  /// Put together where it is wanted: most elements are never complained about.
  var path: String { number.map { "\(place)[\($0)]" } ?? place }

  func malformed(_ what: String) -> FingerprintError {
    FingerprintError(.modelMalformed, "\(path) \(what)")
  }

  private func member(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  private func wrong(_ name: String, _ wanted: String) -> FingerprintError {
    FingerprintError(.modelMalformed, "\(member(name)) is not \(wanted)")
  }

  /// A member object; `nil` where there is none.
  func object(_ name: String) throws(FingerprintError) -> GLTFElement? {
    guard let value = tree[name] else { return nil }
    guard value.isObject else { throw wrong(name, "an object") }
    return GLTFElement(tree: value, path: member(name))
  }

  /// A list's elements, whose paths are `name[0]` and on; empty where there is none.
  func list(_ name: String, maximum: Int) throws(FingerprintError) -> [GLTFElement] {
    guard let value = tree[name] else { return [] }
    guard let count = value.arrayCount else { throw wrong(name, "a list") }
    guard count <= maximum else {
      throw FingerprintError(
        .modelTooLarge, "\(member(name)) has \(count) elements; it may have \(maximum)")
    }
    let place = member(name)
    return (value.array ?? []).enumerated().map {
      GLTFElement(tree: $1, place: place, number: $0)
    }
  }

  /// A list of objects.
  func objects(_ name: String, maximum: Int) throws(FingerprintError) -> [GLTFElement] {
    let elements = try list(name, maximum: maximum)
    for element in elements where !element.tree.isObject {
      throw element.malformed("is not an object")
    }
    return elements
  }

  /// A whole number of at least 0; `nil` where there is none.
  func count(_ name: String) throws(FingerprintError) -> Int? {
    guard let value = tree[name] else { return nil }
    guard let count = value.index else { throw wrong(name, "a whole number of at least 0") }
    return count
  }

  /// A whole number that must be there.
  func requiredCount(_ name: String) throws(FingerprintError) -> Int {
    guard let count = try count(name) else {
      throw FingerprintError(.modelMalformed, "\(member(name)) is missing")
    }
    return count
  }

  /// An index into `target`, which has `bound` elements; `nil` where there is none.
  func index(
    _ name: String, into target: String, bound: Int
  ) throws(FingerprintError) -> Int? {
    guard let index = try count(name) else { return nil }
    guard index < bound else {
      throw FingerprintError(
        .modelMalformed, "\(member(name)) is \(index); \(target) has \(bound) elements")
    }
    return index
  }

  /// This element itself as an index.
  func asIndex(into target: String, bound: Int) throws(FingerprintError) -> Int {
    guard let index = tree.index, index < bound else {
      throw malformed("is not an index into \(target), which has \(bound) elements")
    }
    return index
  }

  func boolean(_ name: String) throws(FingerprintError) -> Bool? {
    guard let value = tree[name] else { return nil }
    guard let boolean = value.boolean else { throw wrong(name, "true or false") }
    return boolean
  }

  func text(_ name: String) throws(FingerprintError) -> String? {
    guard let value = tree[name] else { return nil }
    guard let text = value.string else { throw wrong(name, "a text") }
    return text
  }

  /// Exactly `count` numbers; `nil` where there are none.
  func numbers(_ name: String, count: Int) throws(FingerprintError) -> [Double]? {
    guard let value = tree[name] else { return nil }
    guard value.arrayCount == count, let elements = value.array else {
      throw wrong(name, "a list of \(count) numbers")
    }
    var numbers: [Double] = []
    for element in elements {
      guard let number = element.number else { throw wrong(name, "a list of \(count) numbers") }
      numbers.append(number)
    }
    return numbers
  }
}
