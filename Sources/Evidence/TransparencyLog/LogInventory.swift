import Cryptography

/// Goes through every file of a log's folder, after its tree was verified, and refuses what is no
/// part of it. Sources that cannot list have nothing to go through.
struct LogInventory {
  let source: any LogSource
  let key: VerifierKey
  /// The verified tree's size.
  let size: UInt64
  /// Whether tiles beyond the tree are faults.
  let refusesAhead: Bool
  /// Files that are right beside those of the tree itself.
  private(set) var extraCount: UInt64 = 0
  /// Tiles beyond the tree.
  private(set) var aheadCount: UInt64 = 0

  /// The deepest folder: `tile`, the level, seven groups of digits and a folder of partial tiles.
  private static let depthMaximum = 10

  init(source: any LogSource, key: VerifierKey, size: UInt64, refusesAhead: Bool) {
    self.source = source
    self.key = key
    self.size = size
    self.refusesAhead = refusesAhead
  }

  /// Reads them all.
  /// - Throws: `LogFault` naming the file, or what the source throws.
  mutating func check() throws { try check("", depth: 0) }

  private mutating func check(_ folder: String, depth: Int) throws {
    guard depth <= LogInventory.depthMaximum else {
      throw LogFault(tile: folder, what: "deeper than any folder of a log")
    }
    guard let items = try source.list(folder) else { return }
    for item in items.sorted(by: { $0.name < $1.name }) {
      let path = folder.isEmpty ? item.name : folder + "/" + item.name
      switch item.kind {
      case .folder: try check(path, depth: depth + 1)
      case .file: try checkFile(path)
      case .other: throw LogFault(tile: path, what: "not a file")
      }
    }
  }

  private mutating func checkFile(_ path: String) throws {
    switch path {
    case TileWriter.checkpointName, LogFolder.temporaryName: return
    case LogVerifier.keyName:
      guard let bytes = try source.fetch(path),
        bytes == Array((key.text + "\n").utf8)
          || bytes == Array(key.text.utf8)
      else { throw LogFault(tile: path, what: "names another key") }
      extraCount += 1
    default:
      guard let place = try? TileCoordinates(path: path) else {
        throw LogFault(tile: path, what: "no part of a log")
      }
      try checkTile(place)
    }
  }

  private mutating func checkTile(_ place: TileCoordinates) throws {
    let (full, partial) = TileCoordinates.extent(place.kind, size: size)
    let width =
      place.index < full ? TileCoordinates.widthMaximum : place.index == full ? partial : 0
    guard place.width <= width else {
      guard !refusesAhead else {
        throw LogFault(tile: place.path, what: "beyond the checkpoint's tree of \(size) entries")
      }
      aheadCount += 1
      return
    }
    // The tile of just this width was read when the tree was verified.
    if place.width == width { return }
    let wider = TileCoordinates(place.kind, index: place.index, width: width)
    // A partial tile may go at any time once the full one is there.
    guard let bytes = try source.fetch(place.path), let whole = try source.fetch(wider.path) else {
      return
    }
    guard bytes[...] == place.prefix(of: whole) else {
      throw LogFault(
        entry: place.index << UInt64(8 * (place.kind.level + 1)), tile: place.path,
        what: "not the beginning of \(wider.path)")
    }
    extraCount += 1
  }
}
