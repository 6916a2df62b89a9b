import Cryptography

/// Finds out how much of a log's folder is whole after a crash.
///
/// Renaming makes each file whole as far as other processes see, but a power failure can leave
/// files of the last half minute empty or torn unless each was synced. So the newest bundles are
/// compared with their tiles, the rightmost tiles of the upper levels are computed again from the
/// level below, and the root must be the checkpoint's.
struct TileRecovery {
  let folder: LogFolder

  /// What there is to go on from.
  struct Recovered {
    var edge: TileEdge
    var bundle: [UInt8]
  }

  /// The largest whole beginning of the checkpoint's tree.
  func recover(_ checkpoint: Checkpoint) throws -> Recovered {
    let hasher = TreeHasher()
    var size = checkpoint.size
    var recheckedCount = TileWriter.recheckedCount
    while true {
      size = try wholeBundles(below: size, atLeast: recheckedCount, hasher: hasher)
      switch try edge(size: size, hasher: hasher) {
      case .missing(let smaller):
        size = smaller
        continue
      case .whole(let edge):
        if size == checkpoint.size, try edge.root(hasher: hasher) != checkpoint.root {
          // Something older is wrong. If looking at every bundle does not tell what, then all is
          // made again.
          if recheckedCount == .max { size = 0 }
          recheckedCount = .max
          continue
        }
        let width = Int(size & 255)
        let place = TileCoordinates(.entries, index: size >> 8)
        let bytes = width > 0 ? try wider(place, width: width) ?? [] : []
        let bundle = EntryBundle.prefix(width, of: bytes).map { Array($0) } ?? []
        return Recovered(edge: edge, bundle: bundle)
      }
    }
  }

  /// Goes back from `size` until `count` bundles in a row agree with their tiles, and gives the
  /// size at which they end.
  private func wholeBundles(
    below size: UInt64, atLeast count: Int, hasher: borrowing TreeHasher
  ) throws -> UInt64 {
    var size = size
    let width = Int(size & 255)
    if width > 0, try !agrees(size >> 8, width: width, hasher: hasher) { size -= UInt64(width) }
    var index = size >> 8
    var run = 0
    while index > 0, run < count {
      index -= 1
      run += 1
      if try !agrees(index, width: TileCoordinates.widthMaximum, hasher: hasher) {
        size = index << 8
        run = 0
      }
    }
    return size
  }

  /// Whether the first `width` entries of a bundle are those of its tile.
  private func agrees(
    _ index: UInt64, width: Int, hasher: borrowing TreeHasher
  ) throws -> Bool {
    guard
      let tile = try wider(TileCoordinates(.hashes(level: 0), index: index), width: width),
      let bundle = try wider(TileCoordinates(.entries, index: index), width: width)
    else { return false }
    var position = 0
    for entry in 0..<width {
      guard let bytes = EntryBundle.next(in: bundle, at: &position),
        hasher.leaf(bytes) == TileEdge.hash(tile, at: entry)
      else { return false }
    }
    return width < TileCoordinates.widthMaximum || position == bundle.count
  }

  private enum Edge {
    case whole(TileEdge)
    /// A tile is missing or too short; up to this size there is none.
    case missing(UInt64)
  }

  /// The rightmost tiles at `size`: level 0 as it is on disk, the others from full tiles below.
  private func edge(size: UInt64, hasher: borrowing TreeHasher) throws -> Edge {
    var levels: [[UInt8]] = []
    let width = Int(size & 255)
    if width > 0 {
      let place = TileCoordinates(.hashes(level: 0), index: size >> 8)
      guard let tile = try wider(place, width: width) else { return .missing(size & ~255) }
      levels.append(Array(tile.prefix(width * TileEdge.hashByteCount)))
    } else {
      levels.append([])
    }
    var level = 1
    while size >> UInt64(8 * level) > 0 {
      let below = size >> UInt64(8 * level)
      var tile: [UInt8] = []
      for index in below & ~255..<below {
        let place = TileCoordinates(.hashes(level: level - 1), index: index)
        guard let bytes = try folder.read(place.path), bytes.count == TileEdge.byteCountMaximum
        else { return .missing(index << UInt64(8 * level)) }
        let hash = TileEdge.root(
          of: bytes, first: 0, count: TileCoordinates.widthMaximum, hasher: hasher)
        hash.withBytes { tile.append(contentsOf: $0) }
      }
      levels.append(tile)
      level += 1
    }
    return .whole(TileEdge(size: size, levels: levels))
  }

  /// The tile at a place with at least `width` hashes or entries: the partial one of that width or
  /// the full one; `nil` if there is none or it is too short.
  private func wider(_ place: TileCoordinates, width: Int) throws -> [UInt8]? {
    let exact = TileCoordinates(place.kind, index: place.index, width: width)
    for path in exact.isFull ? [exact.path] : [exact.path, place.full.path] {
      guard let bytes = try folder.read(path) else { continue }
      if exact.prefix(of: bytes) != nil { return bytes }
    }
    return nil
  }

  /// Removes the partial tiles of the newest full ones, where an interrupted publication left them.
  func removeOldPartials(size: UInt64) throws {
    let kinds =
      (0...TileCoordinates.levelMaximum).map { TileCoordinates.Kind.hashes(level: $0) } + [.entries]
    for kind in kinds {
      let (full, _) = TileCoordinates.extent(kind, size: size)
      for index in (full - min(full, UInt64(TileWriter.recheckedCount)))..<full {
        let place = TileCoordinates(kind, index: index)
        if folder.exists(place.path) { try folder.removePartials(of: place) }
      }
    }
  }
}

extension TileWriter {
  /// How many of the newest bundles are compared with their tiles when a folder is opened.
  package static let recheckedCount = 64
}
