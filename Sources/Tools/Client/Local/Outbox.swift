import Documents
import Foundation

/// Documents that were sent, or were about to be, and whose answer is not known.
///
/// A write is durable here before the first byte leaves. Because a document's id is unique and the
/// same bytes are sent again, finding out what happened can never do anything a second time.
package struct Outbox: Sendable {
  /// The most documents that wait.
  package static let countMaximum = 10_000

  /// A document that waits.
  package struct Item: Sendable, Equatable {
    /// The file's name, which sorts by time.
    package var name: String
    /// The server's address.
    package var server: String
    /// Where it is posted, such as `/v1/documents`.
    package var path: String
    /// Header fields that travel with it.
    package var headers: [String: String]
    /// The document's canonical bytes.
    package var body: [UInt8]
    /// The document's id.
    package var id: String
    /// The document's type.
    package var type: String
    /// The sender's account.
    package var account: String

    /// The file's bytes.
    var bytes: [UInt8] {
      let json: JSON = [
        "body": .string(String(decoding: body, as: UTF8.self)),
        "headers": .object(JSON.Object(headers.map { ($0.key, .string($0.value)) })),
        "path": .string(path), "server": .string(server),
      ]
      return json.canonicalBytes + [0x0A]
    }
  }

  /// Where they are kept.
  package let folder: String

  /// The outbox in a folder, which is made when it is needed.
  package init(folder: String) { self.folder = folder }

  /// Keeps a document; when this returns, it is durable.
  package func add(
    _ body: [UInt8], server: String, path: String, headers: [String: String], microseconds: Int64
  ) throws -> Item {
    let stamp = String(microseconds)
    let padded = String(repeating: "0", count: max(0, 17 - stamp.count)) + stamp
    let read = try Outbox.describe(body)
    let item = Item(
      name: "\(padded)-\(read.id).json", server: server, path: path, headers: headers,
      body: body, id: read.id, type: read.type, account: read.account)
    try LocalFile.makeFolder(folder)
    try LocalFile.write(item.bytes, to: "\(folder)/\(item.name)")
    return item
  }

  /// Forgets a document whose answer is known.
  package func remove(_ item: Item) throws { try LocalFile.remove("\(folder)/\(item.name)") }

  /// All that wait, the earliest first.
  package func items() throws -> [Item] {
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".json") }.sorted()
    guard names.count <= Outbox.countMaximum else {
      throw ClientError.failed(
        "too-many", "\(folder) holds more than \(Outbox.countMaximum) files.")
    }
    // Another process may have settled one meanwhile.
    return try names.compactMap { name in
      try LocalFile.read("\(folder)/\(name)").map { try read($0, name) }
    }
  }

  private func read(_ bytes: [UInt8], _ name: String) throws -> Item {
    guard let json = try? LooseJSON.parse(bytes), let server = json["server"]?.string,
      let path = json["path"]?.string, let text = json["body"]?.string,
      let headers = json["headers"]?.object,
      let read = try? Outbox.describe(Array(text.utf8))
    else {
      throw ClientError.failed(
        "bad-outbox", "\(folder)/\(name) is not a document that waits: look at it, then move it.")
    }
    let fields = headers.members.map { ($0.name, $0.value.string ?? "") }
    return Item(
      name: name, server: server, path: path, headers: Dictionary(fields) { first, _ in first },
      body: Array(text.utf8), id: read.id, type: read.type, account: read.account)
  }

  private static func describe(
    _ body: [UInt8]
  ) throws -> (id: String, type: String, account: String) {
    let json = try CanonicalParser.parse(body)
    guard let id = json["id"]?.string, let type = json["type"]?.string,
      let account = json["account"]?.string,
      id.utf8.allSatisfy({ $0 != UInt8(ascii: "/") && $0 != 0 })
    else {
      throw ClientError.failed("bad-document", "A document has an account, an id and a type.")
    }
    return (id, type, account)
  }
}
