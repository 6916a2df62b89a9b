import Cryptography

/// Walks a whole log and holds every byte of it to the log's key.
///
/// Entries are hashed, every tile of every level is computed again and compared, and the root must
/// be the signed checkpoint's. In a folder every file is read: what is no part of the log is
/// refused.
/// Memory: one bundle, two tiles and one tile a level, however long the log.
package struct LogVerifier {
  /// The name of the file that may hold the log's verifier key.
  package static let keyName = "key"

  /// What to do with tiles beyond the checkpoint's tree, which a folder has while it is written to
  /// (or after an interrupted publication).
  package enum Ahead: Sendable {
    /// They are faults, since nobody vouches for them.
    case refuse
    /// They are counted and not judged.
    case count
  }

  let source: any LogSource
  let key: VerifierKey
  let ahead: Ahead

  /// Verifies `source` against `key`.
  package init(_ source: any LogSource, key: VerifierKey, ahead: Ahead = .refuse) {
    self.source = source
    self.key = key
    self.ahead = ahead
  }

  /// Verifies the log and hands each entry on in order, once its bundle agrees with its tile. What
  /// was handed on counts only if this returns: the root is known last. O(n) hashes.
  /// - Throws: `LogFault` saying where the first fault is; what `each` or the source throws.
  package func verify(
    _ each: (UInt64, ArraySlice<UInt8>) throws -> Void = { _, _ in }
  ) throws -> LogReport {
    let checkpoint = try signedCheckpoint()
    let hasher = TreeHasher()
    let size = checkpoint.size
    var edge = TileEdge()
    var fileCount: UInt64 = 1
    for index in 0..<(size + 255) >> 8 {
      let bundle = try self.bundle(index, checkpoint: checkpoint, edge: edge, hasher: hasher)
      for leaf in bundle.leaves {
        try edge.append(leaf, hasher: hasher) { place, bytes in
          fileCount += 1
          if place.kind.level > 0 { try compare(place, computed: bytes, size: size) }
        }
      }
      fileCount += 1
      var position = 0
      for offset in 0..<UInt64(bundle.leaves.count) {
        guard let entry = EntryBundle.next(in: bundle.bytes, at: &position) else { break }
        try each(index << 8 + offset, entry)
      }
    }
    for (level, bytes) in edge.levels.enumerated() where !bytes.isEmpty {
      let place = TileCoordinates(
        .hashes(level: level), index: size >> UInt64(8 * (level + 1)),
        width: edge.width(level: level))
      fileCount += 1
      if level > 0 { try compare(place, computed: bytes, size: size) }
    }
    guard try edge.root(hasher: hasher) == checkpoint.root else {
      throw LogFault(
        tile: TileWriter.checkpointName, what: "its root is not that of the log's entries")
    }
    var inventory = LogInventory(
      source: source, key: key, size: size, refusesAhead: ahead == .refuse)
    try inventory.check()
    return LogReport(
      checkpoint: checkpoint, fileCount: fileCount + inventory.extraCount,
      aheadCount: inventory.aheadCount)
  }

  private func signedCheckpoint() throws -> Checkpoint {
    guard let bytes = try source.fetch(TileWriter.checkpointName) else {
      throw LogFault(tile: TileWriter.checkpointName, what: "missing")
    }
    do {
      return try Checkpoint(parsing: bytes, verifiedBy: key)
    } catch let error as LogFormatError {
      throw LogFault(tile: TileWriter.checkpointName, what: error.description)
    }
  }

  /// A tile or bundle of the checkpoint's tree: the file of exactly its width, or the beginning of
  /// the full one if a partial file has gone since.
  private func fetch(_ place: TileCoordinates) throws -> [UInt8] {
    if let bytes = try source.fetch(place.path) { return bytes }
    if !place.isFull, let bytes = try source.fetch(place.full.path) {
      return place.prefix(of: bytes).map { Array($0) } ?? bytes
    }
    throw LogFault(
      entry: place.index << UInt64(8 * (place.kind.level + 1)), tile: place.path, what: "missing")
  }

  private func fetchHashes(_ place: TileCoordinates) throws -> [UInt8] {
    let bytes = try fetch(place)
    guard bytes.count == place.width * Digest.byteCount else {
      throw LogFault(
        tile: place.path,
        what: "\(bytes.count) bytes where \(place.width) hashes take \(place.width * 32)")
    }
    return bytes
  }

  /// Reads a bundle and its level-0 tile and compares them entry by entry.
  private func bundle(
    _ index: UInt64, checkpoint: Checkpoint, edge: TileEdge, hasher: borrowing TreeHasher
  ) throws -> (bytes: [UInt8], leaves: [Digest]) {
    let width = Int(min(256, checkpoint.size - index << 8))
    let place = TileCoordinates(.entries, index: index, width: width)
    let tilePlace = TileCoordinates(.hashes(level: 0), index: index, width: width)
    let bytes = try fetch(place)
    let tile = try fetchHashes(tilePlace)
    var leaves: [Digest] = []
    leaves.reserveCapacity(width)
    var position = 0
    var firstDifference: Int?
    for offset in 0..<width {
      guard let entry = EntryBundle.next(in: bytes, at: &position) else {
        throw LogFault(
          entry: index << 8 + UInt64(firstDifference ?? offset), tile: place.path,
          what: firstDifference == nil ? "ends within this entry" : "is not what its tile says")
      }
      let leaf = hasher.leaf(entry)
      if leaf != TileEdge.hash(tile, at: offset), firstDifference == nil {
        firstDifference = offset
      }
      leaves.append(leaf)
    }
    if let offset = firstDifference {
      let entry = index << 8 + UInt64(offset)
      let tileIsWrong = try isRight(leaves, tilePlace, checkpoint: checkpoint, edge: edge)
      throw LogFault(
        entry: entry, tile: tileIsWrong ? tilePlace.path : place.path,
        what: tileIsWrong
          ? "its hash of this entry is not the entry's" : "this entry is not the one in the tree")
    }
    guard position == bytes.count else {
      throw LogFault(tile: place.path, what: "\(bytes.count - position) bytes after its last entry")
    }
    return (bytes, leaves)
  }

  /// Whether these leaves, rather than the tile that contradicts them, are what is above: the tile
  /// of level 1 for a full tile, the signed root for the last one.
  private func isRight(
    _ leaves: [Digest], _ place: TileCoordinates, checkpoint: Checkpoint, edge: TileEdge
  ) throws -> Bool {
    let hasher = TreeHasher()
    if !place.isFull {
      var edge = edge
      for leaf in leaves { edge.append(leaf, hasher: hasher) { _, _ in } }
      return try edge.root(hasher: hasher) == checkpoint.root
    }
    let (fullCount, partial) = TileCoordinates.extent(.hashes(level: 1), size: checkpoint.size)
    let above = TileCoordinates(
      .hashes(level: 1), index: place.index >> 8,
      width: place.index >> 8 < fullCount ? TileCoordinates.widthMaximum : partial)
    let tile = try fetchHashes(above)
    return MerkleTree.root(of: leaves) == TileEdge.hash(tile, at: Int(place.index & 255))
  }

  /// Compares a tile with what it must be.
  private func compare(_ place: TileCoordinates, computed: [UInt8], size: UInt64) throws {
    let stored = try fetchHashes(place)
    guard stored != computed else { return }
    let level = UInt64(8 * place.kind.level)
    let position = (0..<place.width).first {
      TileEdge.hash(stored, at: $0) != TileEdge.hash(computed, at: $0)
    }
    let first = (place.index << 8 + UInt64(position ?? 0)) << level
    throw LogFault(
      entry: first, tile: place.path,
      what: "its hash \(position ?? 0) is not that of entries \(first)..<\(first + 1 << level)")
  }
}
