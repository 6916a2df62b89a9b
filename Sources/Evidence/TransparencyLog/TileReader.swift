import Cryptography
import Synchronization

/// Reads hashes, entries and proofs from a log's tiles, in a folder or on a server.
///
/// Full tiles never change and are kept in a bounded cache. It may be used from several threads; it
/// blocks while it reads files.
package final class TileReader: Sendable {
  /// The default bound of the cache, in bytes.
  package static let cacheBytesDefault = 32 << 20

  private let source: any LogSource
  private let cache: Mutex<TileCache>

  /// Reads from `source`.
  package init(_ source: any LogSource, cacheBytes: Int = TileReader.cacheBytesDefault) {
    self.source = source
    cache = Mutex(TileCache(bytes: cacheBytes))
  }

  /// The checkpoint as it stands; `nil` if there is none.
  package func checkpoint() throws -> [UInt8]? { try source.fetch(TileWriter.checkpointName) }

  /// The proof that leaf `index` is in the tree of `size` leaves; the log must have that many.
  /// - Throws: `ProofError`, or what the source throws.
  package func inclusionProof(index: UInt64, size: UInt64) throws -> [Digest] {
    let inner = TreeHasher()
    return try MerkleTree.inclusionProof(index: index, size: size, hasher: TreeHasher()) {
      try node(level: $0, index: $1, size: size, hasher: inner)
    }
  }

  /// The proof that the tree of `older` leaves is the beginning of that of `newer` leaves.
  /// - Throws: `ProofError`, or what the source throws.
  package func consistencyProof(from older: UInt64, to newer: UInt64) throws -> [Digest] {
    let inner = TreeHasher()
    return try MerkleTree.consistencyProof(from: older, to: newer, hasher: TreeHasher()) {
      try node(level: $0, index: $1, size: newer, hasher: inner)
    }
  }

  /// The root of the first `size` leaves.
  /// - Throws: `ProofError`, or what the source throws.
  package func root(size: UInt64) throws -> Digest {
    let inner = TreeHasher()
    return try MerkleTree.root(size: size, hasher: TreeHasher()) {
      try node(level: $0, index: $1, size: size, hasher: inner)
    }
  }

  /// The frontier of the tree of `size` leaves, to go on from.
  /// - Throws: `ProofError`, or what the source throws.
  package func frontier(size: UInt64) throws -> Frontier {
    guard size <= MerkleTree.sizeMaximum else {
      throw ProofError.sizeOutside(from: size, to: MerkleTree.sizeMaximum)
    }
    let hasher = TreeHasher()
    var nodes: [Digest] = []
    for level in (0..<63).reversed() where size >> UInt64(level) & 1 == 1 {
      nodes.append(
        try node(level: level, index: size >> UInt64(level) - 1, size: size, hasher: hasher))
    }
    guard let frontier = Frontier(size: size, nodes: nodes) else {
      throw ProofError.sizeOutside(from: size, to: size)
    }
    return frontier
  }

  /// The hash of a complete subtree of the tree of `size` leaves; at most 127 hashes.
  /// - Throws: `ProofError`, or what the source throws.
  package func node(
    level: Int, index: UInt64, size: UInt64, hasher: borrowing TreeHasher
  ) throws -> Digest {
    guard level >= 0, level < 63, index < size >> UInt64(level) else {
      throw ProofError.indexOutside(index: index, size: size >> UInt64(max(0, min(level, 63))))
    }
    let first = index << UInt64(level % 8)
    let tile = try tile(.hashes(level: level / 8), index: first >> 8, size: size)
    return TileEdge.root(
      of: tile, first: Int(first & 255), count: 1 << (level % 8), hasher: hasher)
  }

  /// Entry `index` of a log of `size` entries.
  /// - Throws: `ProofError`, or what the source throws.
  package func entry(index: UInt64, size: UInt64) throws -> [UInt8] {
    guard index < size else { throw ProofError.indexOutside(index: index, size: size) }
    let bundle = try tile(.entries, index: index >> 8, size: size)
    var position = 0
    for _ in 0..<index & 255 { _ = EntryBundle.next(in: bundle, at: &position) }
    guard let entry = EntryBundle.next(in: bundle, at: &position) else {
      throw ProofError.tileMalformed(path: TileCoordinates(.entries, index: index >> 8).path)
    }
    return Array(entry)
  }

  /// The file at a tile's path. A partial tile of any width up to what the log has is cut from a
  /// wider one if it has no file; `nil` if there is none so wide.
  /// - Throws: `LogFormatError` for a path that is not a tile's, or what the source throws.
  package func tile(path: String) throws -> [UInt8]? {
    let place = try TileCoordinates(path: path)
    if place.isFull { return try full(place) }
    guard let (bytes, width) = try atLeast(place) else { return nil }
    if width == place.width { return bytes }
    return place.prefix(of: bytes).map { Array($0) }
  }

  /// A tile of the tree of `size` leaves, or one with more hashes or entries at the same place.
  private func tile(
    _ kind: TileCoordinates.Kind, index: UInt64, size: UInt64
  ) throws -> [UInt8] {
    let (fullCount, partial) = TileCoordinates.extent(kind, size: size)
    guard index < fullCount || (index == fullCount && partial > 0) else {
      throw ProofError.indexOutside(index: index, size: size)
    }
    let width = index < fullCount ? TileCoordinates.widthMaximum : partial
    let place = TileCoordinates(kind, index: index, width: width)
    guard let (bytes, _) = try atLeast(place) else {
      throw ProofError.tileMissing(path: place.path)
    }
    if case .hashes = kind, bytes.count < width * Digest.byteCount {
      throw ProofError.tileMalformed(path: place.path)
    }
    return bytes
  }

  private func full(_ place: TileCoordinates) throws -> [UInt8]? {
    if let bytes = cache.withLock({ $0.find(place) }) { return bytes }
    guard let bytes = try source.fetch(place.path) else { return nil }
    // Only what is whole is kept: a torn file may be mended later.
    guard place.prefix(of: bytes)?.count == bytes.count else {
      throw ProofError.tileMalformed(path: place.path)
    }
    cache.withLock { $0.add(bytes, at: place) }
    return bytes
  }

  /// The full tile, the partial one of this width, or a wider partial one.
  private func atLeast(_ place: TileCoordinates) throws -> (bytes: [UInt8], width: Int)? {
    let whole = place.full
    if let bytes = cache.withLock({ $0.find(whole) }) { return (bytes, whole.width) }
    if !place.isFull {
      if let bytes = try source.fetch(place.path) { return (bytes, place.width) }
      let prefix = place.partialFolder + "/"
      let wider = try source.list(place.partialFolder)?
        .compactMap { try? TileCoordinates(path: prefix + $0.name) }
        .filter { $0.width > place.width }.max { $0.width < $1.width }
      if let wider, let bytes = try source.fetch(wider.path) { return (bytes, wider.width) }
    }
    // The full tile last: partial ones go away only when it is there.
    return try full(whole).map { ($0, whole.width) }
  }
}
