import Cryptography
import Entries
import Fingerprints
import TransparencyLog
import Venue

// The state as bytes: the Venue's own snapshot, and behind it what the node computes beside the Venue.
extension LogState {
  private static let mark: UInt64 = 0x3150_414E_5353_594E
  private static let format: UInt32 = 1
  /// The least bytes of a remembered id and of a code.
  private static let idSize = 4 + 8 + 8 + 32 + 8
  private static let codeSize = 8 + 8 + 4 + 32

  /// The whole state as of a closed batch. The same for all who have applied the same log. O(state).
  package func snapshot() -> [UInt8] {
    precondition(frontier.size == venue.nextSequence, "the batch is closed")
    let core = venue.snapshot()
    var out = SnapshotWriter(
      capacity: core.count + remembered.count * (LogState.idSize + 24) + 65_536)
    out.put(LogState.mark)
    out.put(LogState.format)
    out.put(core)
    out.put(frontier.size)
    for node in frontier.nodes { out.put(node.word) }
    out.put(count: remembered.count)
    remembered.forEach { line in
      out.put(line.account)
      out.put(line.id)
      out.put(line.sequence)
      out.put(line.digest.word)
      out.put(line.time)
    }
    let records = index.records
    out.put(UInt64(index.version))
    out.put(count: records.count)
    for record in records {
      out.put(UInt64(record.asset))
      out.put(UInt64(record.version))
      out.put(record.code.algorithm.name)
      if let word = Bytes32(record.code.bytes) { out.put(word) }
    }
    return out.bytes
  }

  /// The state that bytes stand for. O(state).
  /// - Throws: `SnapshotError` for anything that is no snapshot of this engine's.
  package init(snapshot bytes: [UInt8]) throws(SnapshotError) {
    var parts: Parts?
    var failure: SnapshotError?
    bytes.withUnsafeBytes { bytes in
      do throws(SnapshotError) { parts = try Parts(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
    guard var parts, let venue = parts.venue.take() else { throw .notASnapshot }
    self.init()
    self.venue = venue
    frontier = parts.frontier
    remembered = parts.remembered
    index = parts.index
  }

  /// What a snapshot has, piece by piece.
  struct Parts: ~Copyable {
    var venue: Venue?
    var frontier: Frontier
    var remembered = RememberedIDs()
    var index: CodeIndex

    init(_ bytes: UnsafeRawBufferPointer) throws(SnapshotError) {
      var reader = SnapshotReader(bytes)
      guard bytes.count > 12, try reader.number() == LogState.mark else { throw .notASnapshot }
      let format = try reader.number(UInt32.self)
      guard format == LogState.format else { throw .otherFormat(format) }
      let venue = try Venue(snapshot: try reader.block())
      let size = try reader.number(UInt64.self)
      try reader.require(size == venue.nextSequence, "a tree of another size")
      reader.entries = size
      var nodes: [Digest] = []
      for _ in 0..<size.nonzeroBitCount { nodes.append(Digest(try reader.bytes32())) }
      guard let frontier = Frontier(size: size, nodes: nodes) else {
        throw reader.unsound("a tree's edge")
      }
      var remembered = RememberedIDs()
      for _ in 0..<(try reader.count(of: LogState.idSize)) {
        remembered.remember(
          RememberedIDs.Record(
            account: try reader.number(), id: try reader.text(), sequence: try reader.entry(),
            digest: Digest(try reader.bytes32()), time: try reader.number()))
      }
      let version = try reader.number(0...UInt64(1 << 53), "a version")
      var records: [CodeIndex.Record] = []
      for _ in 0..<(try reader.count(of: LogState.codeSize)) {
        let asset = try reader.entry()
        let version = try reader.number(0...UInt64(1 << 53), "a version")
        let algorithm = Code.Algorithm(try reader.text())
        guard let code = Code(algorithm: algorithm, bytes: try reader.bytes32().bytes) else {
          throw reader.unsound("a code")
        }
        records.append(.init(asset: Int(asset), version: Int(version), code: code))
      }
      guard reader.left == 0, let index = CodeIndex(records: records, version: Int(version))
      else { throw reader.unsound("codes") }
      self.frontier = frontier
      self.remembered = remembered
      self.index = index
      self.venue = consume venue
    }
  }
}

extension Digest {
  fileprivate init(_ word: Bytes32) { self.init { $0.copyBytes(from: word.bytes) } }
}
