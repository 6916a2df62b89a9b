import Cryptography

/// The rightmost tile of every level of a growing tree: all that is needed to go on writing or
/// checking tiles. At most eight tiles of 8,192 bytes.
struct TileEdge: Sendable {
  /// The number of leaves.
  private(set) var size: UInt64 = 0
  /// The hashes of each level's rightmost tile, 32 bytes each, fewer than 256 of them.
  private(set) var levels: [[UInt8]] = []

  /// The empty tree's.
  init() {}

  /// One with these rightmost tiles; the caller vouches for their lengths.
  init(size: UInt64, levels: [[UInt8]]) {
    self.size = size
    self.levels = levels
  }

  /// How many hashes the rightmost tile of a level has, 0 to 255.
  func width(level: Int) -> Int {
    level < levels.count ? levels[level].count / Digest.byteCount : 0
  }

  /// Appends a leaf; `full` gets every tile that this completes, lower levels first. One hash a
  /// leaf on average.
  mutating func append(
    _ leaf: Digest, hasher: borrowing TreeHasher,
    full: (TileCoordinates, [UInt8]) throws -> Void
  ) rethrows {
    var hash = leaf
    var level = 0
    size += 1
    while true {
      if level == levels.count { levels.append([]) }
      hash.withBytes { levels[level].append(contentsOf: $0) }
      guard levels[level].count == TileEdge.byteCountMaximum else { return }
      let index = size >> UInt64(8 * (level + 1)) - 1
      try full(TileCoordinates(.hashes(level: level), index: index), levels[level])
      hash = TileEdge.root(
        of: levels[level], first: 0, count: TileCoordinates.widthMaximum, hasher: hasher)
      levels[level].removeAll(keepingCapacity: true)
      level += 1
    }
  }

  /// The root; at most 255 hashes a level.
  func root(hasher: borrowing TreeHasher) throws -> Digest {
    let levels = levels
    let inner = TreeHasher()
    return try MerkleTree.root(size: size, hasher: hasher) { level, index in
      let first = Int(index << UInt64(level % 8) & 255)
      return TileEdge.root(
        of: levels[level / 8], first: first, count: 1 << (level % 8), hasher: inner)
    }
  }

  /// A hash's length in a tile, in bytes.
  static let hashByteCount = Digest.byteCount
  /// A full tile's length in bytes.
  static let byteCountMaximum = TileCoordinates.widthMaximum * Digest.byteCount

  /// Hash `position` of a tile.
  static func hash(_ tile: [UInt8], at position: Int) -> Digest {
    Digest { out in
      tile.withUnsafeBytes { bytes in
        let start = position * Digest.byteCount
        out.copyBytes(from: bytes[start..<start + Digest.byteCount])
      }
    }
  }

  /// The root over `count` of a tile's hashes from `first`; `count` is a power of two.
  static func root(
    of tile: [UInt8], first: Int, count: Int, hasher: borrowing TreeHasher
  ) -> Digest {
    if count == 1 { return hash(tile, at: first) }
    let half = count / 2
    let left = root(of: tile, first: first, count: half, hasher: hasher)
    let right = root(of: tile, first: first + half, count: half, hasher: hasher)
    return hasher.node(left, right)
  }
}
