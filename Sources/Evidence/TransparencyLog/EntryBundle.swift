/// A bundle of at most 256 consecutive entries: each a big-endian 16-bit length and its bytes (C2SP
/// tlog-tiles, "Log entries").
package enum EntryBundle {
  /// The most bytes an entry can have.
  package static let entryCountMaximum = 65_535
  /// The most bytes a bundle can have.
  package static let byteCountMaximum = TileCoordinates.widthMaximum * (entryCountMaximum + 2)

  /// Adds an entry to a bundle's bytes.
  /// - Throws: `LogFormatError` if it is longer than 65,535 bytes.
  package static func append(_ entry: [UInt8], to bundle: inout [UInt8]) throws {
    guard entry.count <= entryCountMaximum else {
      throw LogFormatError("entry", "\(entry.count) bytes, the limit is \(entryCountMaximum)")
    }
    bundle.append(UInt8(entry.count >> 8))
    bundle.append(UInt8(entry.count & 255))
    bundle.append(contentsOf: entry)
  }

  /// The bundle of `entries`.
  /// - Throws: `LogFormatError` if there are more than 256 or one is too long.
  package static func encode(_ entries: [[UInt8]]) throws -> [UInt8] {
    guard entries.count <= TileCoordinates.widthMaximum else {
      throw LogFormatError("entry bundle", "\(entries.count) entries, the limit is 256")
    }
    var bundle: [UInt8] = []
    for entry in entries { try append(entry, to: &bundle) }
    return bundle
  }

  /// The entries of a whole bundle, as slices of it.
  /// - Throws: `LogFormatError` if the last one is cut short or there are more than 256.
  package static func decode(_ bundle: [UInt8]) throws -> [ArraySlice<UInt8>] {
    var entries: [ArraySlice<UInt8>] = []
    var position = 0
    while position < bundle.count {
      guard entries.count < TileCoordinates.widthMaximum else {
        throw LogFormatError("entry bundle", "more than 256 entries")
      }
      guard let entry = next(in: bundle, at: &position) else {
        throw LogFormatError("entry bundle", "entry \(entries.count) is cut short")
      }
      entries.append(entry)
    }
    return entries
  }

  /// The entry at `position`, which moves behind it; `nil` if the bundle ends within it.
  package static func next(in bundle: [UInt8], at position: inout Int) -> ArraySlice<UInt8>? {
    guard bundle.count - position >= 2 else { return nil }
    let count = Int(bundle[position]) << 8 | Int(bundle[position + 1])
    guard bundle.count - position - 2 >= count else { return nil }
    let start = position + 2
    position = start + count
    return bundle[start..<position]
  }

  /// The bytes of the first `count` entries; `nil` if there are fewer.
  package static func prefix(_ count: Int, of bundle: [UInt8]) -> ArraySlice<UInt8>? {
    var position = 0
    for _ in 0..<count {
      guard next(in: bundle, at: &position) != nil else { return nil }
    }
    return bundle[..<position]
  }
}
