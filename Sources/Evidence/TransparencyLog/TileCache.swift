/// Recently used tiles, up to a number of bytes: two generations, so that finding, adding and
/// forgetting are O(1). What was not asked for during a whole generation is forgotten.
struct TileCache {
  private let generationBytes: Int
  private var young: [TileCoordinates: [UInt8]] = [:]
  private var old: [TileCoordinates: [UInt8]] = [:]
  private var youngBytes = 0

  /// A cache of at most `bytes` bytes.
  init(bytes: Int) { generationBytes = bytes / 2 }

  /// The tile, if it is here.
  mutating func find(_ place: TileCoordinates) -> [UInt8]? {
    if let bytes = young[place] { return bytes }
    guard let bytes = old[place] else { return nil }
    add(bytes, at: place)
    return bytes
  }

  /// Keeps a tile; one larger than a generation is not kept.
  mutating func add(_ bytes: [UInt8], at place: TileCoordinates) {
    guard bytes.count <= generationBytes else { return }
    if youngBytes + bytes.count > generationBytes {
      old = young
      young = [:]
      youngBytes = 0
    }
    if young.updateValue(bytes, forKey: place) == nil { youngBytes += bytes.count }
  }
}
