/// Where a tile stands: its kind, index and width; and its path (C2SP tlog-tiles).
package struct TileCoordinates: Hashable, Sendable, CustomStringConvertible {
  /// What a tile holds.
  package enum Kind: Hashable, Sendable {
    /// Hashes of complete subtrees of `256^level` leaves.
    case hashes(level: Int)
    /// The entries themselves, length-prefixed.
    case entries
  }

  /// Hashes or entries in a full tile.
  package static let widthMaximum = 256
  /// The highest level whose tiles a tree of at most `MerkleTree.sizeMaximum` leaves can have. The
  /// standard's grammar goes to 63, which would need trees beyond 64-bit sizes.
  package static let levelMaximum = 7
  /// Longest path that is looked at, in bytes: seven groups of digits and a width.
  package static let pathCountMaximum = 64

  /// What it holds.
  package let kind: Kind
  /// Its index in its level, from 0.
  package let index: UInt64
  /// How many hashes or entries it holds, 1 to 256.
  package let width: Int

  /// A tile; the caller vouches for a level from 0 to 7 and a width from 1 to 256.
  package init(_ kind: Kind, index: UInt64, width: Int = TileCoordinates.widthMaximum) {
    precondition(width >= 1 && width <= TileCoordinates.widthMaximum, "no tile is so wide")
    precondition(kind.level >= 0 && kind.level <= TileCoordinates.levelMaximum, "no such level")
    self.kind = kind
    self.index = index
    self.width = width
  }

  /// Whether it has all its 256 hashes or entries.
  package var isFull: Bool { width == TileCoordinates.widthMaximum }
  /// The full tile at the same place.
  package var full: TileCoordinates { TileCoordinates(kind, index: index) }
  /// The path of the folder that holds the partial tiles at the same place.
  package var partialFolder: String { full.path + ".p" }
  package var description: String { path }

  /// `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`.
  package var path: String {
    var groups = TileCoordinates.group(index % 1000)
    var rest = index / 1000
    while rest > 0 {
      groups = "x" + TileCoordinates.group(rest % 1000) + "/" + groups
      rest /= 1000
    }
    let suffix = isFull ? "" : ".p/\(width)"
    return "tile/\(kind.pathElement)/\(groups)\(suffix)"
  }

  private static func group(_ value: UInt64) -> String {
    value < 10 ? "00\(value)" : value < 100 ? "0\(value)" : "\(value)"
  }

  /// Reads a path; only the one spelling that `path` writes is accepted.
  /// - Throws: `LogFormatError` naming the path.
  package init(path: String) throws {
    guard path.utf8.count <= TileCoordinates.pathCountMaximum,
      let parsed = TileCoordinates(parsing: path),
      // Comparing bytes with the one right spelling leaves no room for a second one.
      parsed.path.utf8.elementsEqual(path.utf8)
    else { throw LogFormatError("tile path", "not a tile's: \(path.prefix(80))") }
    self = parsed
  }

  private init?(parsing path: String) {
    var parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)[...]
    guard parts.popFirst()?.elementsEqual("tile".utf8) == true, let place = parts.popFirst() else {
      return nil
    }
    if place.elementsEqual("entries".utf8) {
      kind = .entries
    } else if let level = parseDecimal(place, maximum: UInt64(TileCoordinates.levelMaximum)) {
      kind = .hashes(level: Int(level))
    } else {
      return nil
    }
    guard var last = parts.popLast() else { return nil }
    var width = TileCoordinates.widthMaximum
    if let folder = parts.last, folder.count == 5, folder.suffix(2).elementsEqual(".p".utf8) {
      guard let partial = parseDecimal(last, maximum: 255), partial >= 1 else { return nil }
      width = Int(partial)
      last = folder.dropLast(2)
      parts.removeLast()
    }
    var index: UInt64 = 0
    for part in parts {
      guard part.first == UInt8(ascii: "x"),
        let next = TileCoordinates.push(part.dropFirst(), onto: index)
      else { return nil }
      index = next
    }
    guard let whole = TileCoordinates.push(last, onto: index) else { return nil }
    self.index = whole
    self.width = width
  }

  private static func push(_ digits: Substring.UTF8View, onto index: UInt64) -> UInt64? {
    guard digits.count == 3 else { return nil }
    var value: UInt64 = 0
    for digit in digits {
      guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
    }
    let (scaled, overflow) = index.multipliedReportingOverflow(by: 1000)
    guard !overflow, scaled <= MerkleTree.sizeMaximum - value else { return nil }
    return scaled + value
  }

  /// How many full tiles a kind has in a tree of `size` leaves, and how wide its partial tile is
  /// (0 for none).
  package static func extent(_ kind: Kind, size: UInt64) -> (full: UInt64, partial: Int) {
    let hashes = size >> UInt64(8 * kind.level)
    return (hashes >> 8, Int(hashes & 255))
  }

  /// All tiles of a tree of `size` leaves: level by level from 0, then the entry bundles, each from
  /// the left, the partial one last. Lazy: a large tree has many.
  package static func all(size: UInt64) -> some Sequence<TileCoordinates> {
    let kinds = (0...levelMaximum).map { Kind.hashes(level: $0) } + [.entries]
    return kinds.lazy.flatMap { kind in
      let (full, partial) = extent(kind, size: size)
      return (0..<full + (partial > 0 ? 1 : 0)).lazy.map {
        TileCoordinates(kind, index: $0, width: $0 < full ? widthMaximum : partial)
      }
    }
  }
}

extension TileCoordinates.Kind {
  /// The level of the hashes; entry bundles go with level 0.
  package var level: Int {
    switch self {
    case .hashes(let level): level
    case .entries: 0
    }
  }

  fileprivate var pathElement: String {
    switch self {
    case .hashes(let level): "\(level)"
    case .entries: "entries"
    }
  }
}
