import Cryptography
import Documents
import Foundation
import Testing

/// The signed examples of the documents' schemas, and a key to sign changed ones with.
enum Sample {
  /// The repository's folder.
  static let repository = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func key(_ number: UInt8) -> Ed25519.PrivateKey {
    guard let key = Ed25519.PrivateKey(seed: [UInt8](repeating: number, count: 32)) else {
      fatalError("a seed has 32 bytes")
    }
    return key
  }

  /// The signed example of a type, as its schema has it.
  static func example(_ type: DocumentType) throws -> JSON.Object {
    try #require(try examples(type).first)
  }

  /// All signed examples of a type.
  static func examples(_ type: DocumentType) throws -> [JSON.Object] {
    let url = repository.appendingPathComponent("Contracts/schemas/documents")
      .appendingPathComponent(type.rawValue + ".json")
    return try examples(url).compactMap(\.object)
  }

  /// The examples of the schema at `url`.
  static func examples(_ url: URL) throws -> [JSON] {
    try JSONDecoder().decode(Schema.self, from: Data(contentsOf: url)).examples.map(\.json)
  }

  private struct Schema: Decodable {
    var examples: [Value]
  }

  /// Any JSON, as Foundation reads it: schemas are not canonical.
  private struct Value: Decodable {
    var json: JSON

    init(from decoder: any Decoder) throws {
      let one = try decoder.singleValueContainer()
      if let flag = try? one.decode(Bool.self) {
        json = .bool(flag)
      } else if let number = try? one.decode(Int64.self) {
        json = .number(number)
      } else if let text = try? one.decode(String.self) {
        json = .string(text)
      } else if let values = try? one.decode([Value].self) {
        json = .array(values.map(\.json))
      } else if one.decodeNil() {
        json = .null
      } else {
        json = .object(
          JSON.Object(try one.decode([String: Value].self).map { ($0.key, $0.value.json) }))
      }
    }
  }

  /// An example changed and signed anew, by one key.
  static func signed(_ object: JSON.Object) -> [UInt8] {
    JSON.object(Proof.sign(object, by: [key(1)])).canonicalBytes
  }

  /// The code with which a document is refused, or `accepted`: as the door reads it, its form and
  /// signature first and then what it asks.
  static func code(_ bytes: [UInt8]) -> String {
    do throws(Problem) {
      let document = try Document(bytes: bytes)
      if document.type == .request { return "accepted" }
      _ = try document.action()
      return "accepted"
    } catch {
      return error.code
    }
  }
}

extension JSON {
  /// The value at a path of member names and indexes, replaced; `nil` removes a member.
  func replacing(_ path: ArraySlice<String>, with value: JSON?) -> JSON {
    guard let step = path.first else { return value ?? .null }
    let rest = path.dropFirst()
    if case .object(var object) = self {
      if rest.isEmpty {
        object[step] = value
      } else {
        object[step] = object[step]?.replacing(rest, with: value)
      }
      return .object(object)
    }
    if case .array(var array) = self, let index = Int(step) {
      array[index] = array[index].replacing(rest, with: value)
      return .array(array)
    }
    return self
  }

  /// The paths of all members of all objects inside, this one's own first.
  var memberPaths: [[String]] {
    switch self {
    case .object(let object):
      object.members.flatMap { member in
        [[member.name]] + member.value.memberPaths.map { [member.name] + $0 }
      }
    case .array(let array):
      array.indices.flatMap { index in array[index].memberPaths.map { ["\(index)"] + $0 } }
    default: []
    }
  }

  func at(_ path: ArraySlice<String>) -> JSON? {
    guard let step = path.first else { return self }
    return (self[step] ?? array.flatMap { values in Int(step).map { values[$0] } })?
      .at(path.dropFirst())
  }
}
