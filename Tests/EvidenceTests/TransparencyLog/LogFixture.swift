import Cryptography
import Foundation
import Testing
import TransparencyLog

/// A log in a folder of its own that goes away with this, and its key.
final class LogFixture {
  let path: String
  let key: LogKey
  let entries: [[UInt8]]
  let leaves: [Digest]

  /// A log to be of `count` entries of about `bytes` bytes, none of them written yet.
  init(count: Int, bytes: Int = 40) throws {
    let seed = try #require(Ed25519.PrivateKey(seed: [UInt8](repeating: 3, count: 32)))
    key = try LogKey(name: "localhost/log", privateKey: seed)
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("log-\(UUID().uuidString)").path
    entries = (0..<count).map { index in
      Array("entry \(index) ".utf8) + [UInt8](repeating: 0x2E, count: (bytes + index % 7) % 600)
    }
    let hasher = TreeHasher()
    leaves = entries.map { hasher.leaf($0) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func open(at other: String? = nil) throws -> TileWriter {
    try TileWriter(path: other ?? path, origin: key.name)
  }

  func checkpoint(size: Int) -> [UInt8] {
    key.checkpoint(size: UInt64(size), root: MerkleTree.root(of: leaves[..<size]))
  }

  func feed(_ writer: inout TileWriter, _ range: Range<Int>) throws {
    try writer.append(
      first: UInt64(range.lowerBound), entries: Array(entries[range]),
      leafHashes: Array(leaves[range]))
  }

  /// Appends up to each size in turn and publishes there.
  func publish(_ sizes: [Int], at other: String? = nil) throws {
    var writer = try open(at: other)
    for size in sizes {
      if UInt64(size) > writer.size { try feed(&writer, Int(writer.size)..<size) }
      try writer.publish(checkpoint(size: size))
    }
  }

  func verify(_ ahead: LogVerifier.Ahead = .refuse) throws -> LogReport {
    try LogVerifier(FolderSource(path), key: key.verifierKey, ahead: ahead).verify()
  }

  /// Every file, by its path in the folder.
  func files() throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
      let whole = path + "/" + name
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: whole, isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      files[name] = try Data(contentsOf: URL(fileURLWithPath: whole))
    }
    return files
  }

  func set(_ name: String, _ data: Data?) throws {
    let url = URL(fileURLWithPath: path + "/" + name)
    guard let data else { return try FileManager.default.removeItem(at: url) }
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }
}
