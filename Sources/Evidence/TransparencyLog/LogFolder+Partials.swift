extension LogFolder {
  /// The partial tiles at a place.
  private func partials(of place: TileCoordinates) throws -> [TileCoordinates] {
    let folder = place.partialFolder
    guard exists(folder) else { return [] }
    return try list(folder).filter { $0.kind == .file }
      .compactMap { try? TileCoordinates(path: folder + "/" + $0.name) }
  }

  /// Removes the partial tiles at a place, whose full tile is there.
  func removePartials(of place: TileCoordinates) throws {
    let partials = try partials(of: place)
    for partial in partials { try remove(partial.path) }
    if !partials.isEmpty { removeFolder(place.partialFolder) }
  }

  /// Sets right what an earlier process left at a place where a partial tile, `bytes`, is about to
  /// be written for the first time: wider ones go, since no checkpoint stands for them, and a torn
  /// one is written again.
  func mendPartials(of place: TileCoordinates, bytes: [UInt8], durable: Bool) throws {
    for partial in try partials(of: place) where partial.width != place.width {
      guard partial.width < place.width else {
        try remove(partial.path)
        continue
      }
      let expected = partial.prefix(of: bytes)
      if let expected, try read(partial.path).map({ $0[...] }) != expected {
        try write(Array(expected), to: partial.path, durable: durable)
      }
    }
  }
}

extension TileCoordinates {
  /// The beginning of a wider tile at the same place that is as wide as this one; `nil` if it is
  /// not wider or is malformed.
  func prefix(of wider: [UInt8]) -> ArraySlice<UInt8>? {
    switch kind {
    case .hashes:
      wider.count >= width * TileEdge.hashByteCount
        ? wider.prefix(width * TileEdge.hashByteCount) : nil
    case .entries: EntryBundle.prefix(width, of: wider)
    }
  }
}
