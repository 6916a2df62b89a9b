import Cryptography

/// Keeps a log's folder: entry bundles, tiles and the checkpoint (C2SP tlog-tiles).
///
/// Full tiles are written while entries are appended, partial ones and then the checkpoint when it
/// is published, so a reader of the checkpoint finds all its tiles. Every file is put in place
/// whole. In memory are the rightmost tile of each level and the rightmost bundle. One writer a
/// folder; readers need no lock. After any crash, and after files that a power failure tore,
/// opening the folder tells from where it wants to be fed again.
package struct TileWriter: ~Copyable, Sendable {
  /// The name of the file with the checkpoint.
  package static let checkpointName = "checkpoint"

  /// How many entries it has; feed it from here, or from any earlier entry.
  package var size: UInt64 { edge.size }
  /// The size of the last published checkpoint, 0 if there is none. Larger than `size` only while
  /// a damaged folder is being mended.
  package private(set) var publishedSize: UInt64

  let folder: LogFolder
  let origin: String
  let durable: Bool
  private var publishedBytes: [UInt8]
  private var publishedRoot: Digest
  private var edge: TileEdge
  private var bundle: [UInt8]
  /// The widest partial tile of each level that is on disk at the edge, to write none twice.
  private var writtenWidths = [Int](repeating: 0, count: TileCoordinates.levelMaximum + 1)
  private var writtenBundleWidth = 0
  /// Tiles that became full since the last publication and whose partial tiles can then go.
  private var completed: [TileCoordinates] = []

  /// Opens or makes the folder at `path` for the log `origin`.
  ///
  /// If `durable`, each file has reached the disk before the next is written; if not, a power
  /// failure can tear the files of the last half minute, which the next opening finds and
  /// `size` tells. Reads at most the rightmost 255 tiles of each level and
  /// `TileWriter.recheckedCount` bundles.
  /// Tiles beyond the checkpoint stay: they are written again when they are reached.
  /// - Throws: `FileFault`; `TileWriterError.otherOrigin` for another log's checkpoint.
  package init(path: String, origin: String, durable: Bool = false) throws {
    folder = LogFolder(path)
    self.origin = origin
    self.durable = durable
    publishedSize = 0
    publishedRoot = MerkleTree.emptyRoot
    publishedBytes = []
    edge = TileEdge()
    bundle = []
    try folder.create()
    try folder.remove(LogFolder.temporaryName)
    // A checkpoint that a power failure tore is like none: the folder only repeats what its feeder
    // knows, so it is fed again from the beginning rather than staying shut.
    guard let bytes = try folder.read(TileWriter.checkpointName),
      let checkpoint = try? Checkpoint(parsing: bytes)
    else { return }
    guard checkpoint.origin.utf8.elementsEqual(origin.utf8) else {
      throw TileWriterError.otherOrigin(checkpoint.origin)
    }
    publishedSize = checkpoint.size
    publishedRoot = checkpoint.root
    publishedBytes = bytes
    let recovery = TileRecovery(folder: folder)
    let recovered = try recovery.recover(checkpoint)
    edge = recovered.edge
    bundle = recovered.bundle
    if edge.size == publishedSize {
      try writeEdge()
      try recovery.removeOldPartials(size: edge.size)
    }
  }

  /// Adds entries, the first of which is entry `first` of the log. Entries the folder already has
  /// are compared and skipped. Full tiles are written at once. One hash an entry.
  /// - Throws: `TileWriterError.gap`, `.contradiction` or `.countsDiffer`; `LogFormatError` for an
  ///   entry above 65,535 bytes; `FileFault`. After a `FileFault` open the folder again.
  package mutating func append(
    first: UInt64, entries: [[UInt8]], leafHashes: [Digest]
  ) throws {
    guard entries.count == leafHashes.count else {
      throw TileWriterError.countsDiffer(entries: entries.count, hashes: leafHashes.count)
    }
    guard first <= size else { throw TileWriterError.gap(size: size, first: first) }
    if let long = entries.first(where: { $0.count > EntryBundle.entryCountMaximum }) {
      throw LogFormatError("entry", "\(long.count) bytes, the limit is 65535")
    }
    let known = Int(min(size - first, UInt64(entries.count)))
    try compare(first: first, leafHashes: leafHashes[..<known])
    let hasher = TreeHasher()
    var written: [TileCoordinates] = []
    for position in known..<entries.count {
      try EntryBundle.append(entries[position], to: &bundle)
      if size & 255 == 255 {
        // The bundle first: a full tile promises its entries.
        let place = TileCoordinates(.entries, index: size >> 8)
        try folder.write(bundle, to: place.path, durable: durable)
        written.append(place)
        bundle.removeAll(keepingCapacity: true)
        writtenBundleWidth = 0
      }
      let (folder, durable) = (folder, durable)
      try edge.append(leafHashes[position], hasher: hasher) { place, bytes in
        try folder.write(bytes, to: place.path, durable: durable)
        written.append(place)
      }
      if size & 255 == 0 {
        for place in written where place.kind != .entries { writtenWidths[place.kind.level] = 0 }
        completed.append(contentsOf: written)
        written.removeAll(keepingCapacity: true)
      }
    }
  }

  /// Publishes a checkpoint of the entries appended so far: writes the partial tiles it needs, then
  /// the checkpoint, then removes partial tiles whose full tile is there. One of a smaller size
  /// than the published one, as a restarted queue brings it, changes nothing.
  /// - Throws: `LogFormatError`, `TileWriterError.otherOrigin`, `.otherSize` or `.otherRoot`;
  ///   `FileFault`. Its signature is the caller's business.
  package mutating func publish(_ checkpointBytes: [UInt8]) throws {
    let checkpoint = try Checkpoint(parsing: checkpointBytes)
    guard checkpoint.origin.utf8.elementsEqual(origin.utf8) else {
      throw TileWriterError.otherOrigin(checkpoint.origin)
    }
    if checkpoint.size < publishedSize { return }
    guard checkpoint.size == size else {
      throw TileWriterError.otherSize(checkpoint: checkpoint.size, folder: size)
    }
    guard try edge.root(hasher: TreeHasher()) == checkpoint.root,
      checkpoint.size > publishedSize || checkpoint.root == publishedRoot
    else { throw TileWriterError.otherRoot(size: size) }
    try writeEdge()
    if checkpointBytes != publishedBytes {
      try folder.write(checkpointBytes, to: TileWriter.checkpointName, durable: durable)
    }
    publishedSize = checkpoint.size
    publishedRoot = checkpoint.root
    publishedBytes = checkpointBytes
    for place in completed { try folder.removePartials(of: place) }
    completed.removeAll(keepingCapacity: true)
  }

  /// Writes the partial tiles of the present size that are not on disk yet.
  private mutating func writeEdge() throws {
    let bundleWidth = Int(size & 255)
    if bundleWidth > writtenBundleWidth {
      let place = TileCoordinates(.entries, index: size >> 8, width: bundleWidth)
      if writtenBundleWidth == 0 {
        try folder.mendPartials(of: place, bytes: bundle, durable: durable)
      }
      try folder.write(bundle, to: place.path, durable: durable)
      writtenBundleWidth = bundleWidth
    }
    for (level, bytes) in edge.levels.enumerated() {
      let width = edge.width(level: level)
      guard width > writtenWidths[level] else { continue }
      let index = size >> UInt64(8 * (level + 1))
      let place = TileCoordinates(.hashes(level: level), index: index, width: width)
      if writtenWidths[level] == 0 {
        try folder.mendPartials(of: place, bytes: bytes, durable: durable)
      }
      try folder.write(bytes, to: place.path, durable: durable)
      writtenWidths[level] = width
    }
  }

  /// Compares hashes fed again with those the folder has.
  private func compare(first: UInt64, leafHashes: ArraySlice<Digest>) throws {
    var tile: [UInt8] = []
    var tileIndex: UInt64?
    for (offset, hash) in leafHashes.enumerated() {
      let entry = first + UInt64(offset)
      if tileIndex != entry >> 8 {
        tileIndex = entry >> 8
        let place = TileCoordinates(.hashes(level: 0), index: entry >> 8)
        tile = entry >> 8 == size >> 8 ? edge.levels[0] : try folder.read(place.path) ?? []
      }
      let position = Int(entry & 255)
      guard tile.count >= (position + 1) * Digest.byteCount,
        TileEdge.hash(tile, at: position) == hash
      else { throw TileWriterError.contradiction(entry: entry) }
    }
  }
}
