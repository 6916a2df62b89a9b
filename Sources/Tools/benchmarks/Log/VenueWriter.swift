import Catalog
import Cryptography
import Documents
import Entries
import Files
import Foundation
import Journal
import Node
import TransparencyLog
import Venue

/// Writes what a node commits, as a running venue does: journal, second copy, catalog and tiles, and
/// beside them the operator's export of all disclosures.
struct VenueWriter: ~Copyable {
  /// The name of the export beside the venue's folders.
  static let exportName = "disclosures.ndjson"
  /// Bytes of the export that are gathered before they are written.
  private static let exportByteCount = 1 << 20

  private let folder: String
  private var journal: Journal?
  private var copy: SecondCopy?
  private var catalog: Catalog?
  private let snapshots: SnapshotStore?
  private var tiles: TileWriter
  private var export: [UInt8] = []
  private let exportFile: Int32
  private var checkpoint: [UInt8] = []

  /// - Parameter isWhole: whether there is a journal, from which a server can start.
  init(folder: String, key: VerifierKey, isWhole: Bool) throws {
    var journal: Journal?
    var copy: SecondCopy?
    var catalog: Catalog?
    var snapshots: SnapshotStore?
    if isWhole {
      journal = try Journal(path: "\(folder)/journal.sqlite")
      copy = try SecondCopy(try FolderStore(path: "\(folder)/copy"))
      catalog = try Catalog(path: "\(folder)/catalog.sqlite")
      snapshots = SnapshotStore(try FolderStore(path: "\(folder)/snapshots"))
    }
    let tiles = try TileWriter(path: "\(folder)/log", origin: key.name)
    try Data((key.text + "\n").utf8).write(
      to: URL(fileURLWithPath: "\(folder)/log/\(LogVerifier.keyName)"))
    let file = open(
      "\(folder)/\(Self.exportName).lines", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw BenchmarkError("\(folder) cannot be written") }
    self.folder = folder
    self.journal = journal
    self.copy = copy
    self.catalog = catalog
    self.snapshots = snapshots
    self.tiles = tiles
    exportFile = file
  }

  deinit { close(exportFile) }

  /// Writes a commit's batch.
  mutating func write(_ commit: Commit) throws {
    guard let batch = commit.batch, let first = batch.rows.first else { return }
    if first.sequence == 0 {
      try journal?.begin(epoch: 1, with: batch)
    } else {
      try journal?.append(batch, epoch: 1)
    }
    journal?.tidy(isIdle: false)
    try copy?.append(batch)
    try catalog?.project(
      batch.rows.map {
        CatalogRow(
          sequence: $0.sequence, entry: $0.entry, document: $0.document,
          disclosures: $0.disclosures, publicEvents: $0.publicEvents,
          sealedEvents: $0.sealedEvents, account: $0.account)
      })
    let hasher = TreeHasher()
    try tiles.append(
      first: first.sequence, entries: batch.rows.map(\.entry),
      leafHashes: batch.rows.map { hasher.leaf($0.entry) })
    checkpoint = batch.checkpoint
    for row in batch.rows where !row.salt.isEmpty {
      export +=
        DisclosedEntry(
          sequence: row.sequence, salt: row.salt,
          document: row.document.isEmpty ? nil : row.document
        ).line
      export.append(10)
    }
    if export.count >= Self.exportByteCount { try writeExport(export) }
  }

  private mutating func writeExport(_ bytes: [UInt8]) throws {
    guard
      bytes.withUnsafeBytes({ Foundation.write(exportFile, $0.baseAddress, $0.count) })
        == bytes.count
    else { throw BenchmarkError("the export cannot be written: errno \(errno)") }
    export.removeAll(keepingCapacity: true)
  }

  /// Keeps a snapshot whose digest is the entry behind its announcement.
  func keep(_ snapshot: [UInt8], of announced: UInt64) throws {
    try snapshots?.put(snapshot, of: announced)
    try snapshots?.complete(announced, digest: announced + 1)
  }

  /// Publishes the newest checkpoint and puts the export's first line before its others.
  mutating func finish(_ venue: borrowing Venue) throws {
    try tiles.publish(checkpoint)
    try writeExport(export)
    let header = JSON.Object([
      ("entries", .number(Int64(venue.nextSequence))),
      ("fullDigest", .string(SHA256.hash(venue.publicState() + venue.sealedState()).hex)),
      ("scope", "full"),
    ])
    let path = "\(folder)/\(Self.exportName)"
    let whole = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard whole >= 0 else { throw BenchmarkError("\(path) cannot be written") }
    defer { close(whole) }
    var bytes = JSON.object(header).canonicalBytes + [10]
    lseek(exportFile, 0, SEEK_SET)
    while !bytes.isEmpty {
      guard
        bytes.withUnsafeBytes({ Foundation.write(whole, $0.baseAddress, $0.count) })
          == bytes.count
      else { throw BenchmarkError("\(path) cannot be written: errno \(errno)") }
      let read = exportFile
      bytes = [UInt8](unsafeUninitializedCapacity: Self.exportByteCount) { buffer, count in
        count = max(0, Foundation.read(read, buffer.baseAddress, buffer.count))
      }
    }
    unlink("\(path).lines")
  }
}
