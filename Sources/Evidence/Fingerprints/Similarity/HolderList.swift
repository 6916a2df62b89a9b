/// Who has a code: the asset and the version that brought it.
struct Holder: Hashable, Sendable {
  let asset: Int
  let version: Int
}

/// The holders of codes that are numbered in the order in which they came, so that versions never
/// fall. Eight bytes a holder; numbers of 2^32 and more are kept apart.
struct HolderList: Sendable {
  private struct Narrow: Sendable {
    var asset: UInt32
    var version: UInt32
  }

  private var narrow = ChunkedList<Narrow>()
  private var wide: [Int: Holder] = [:]

  var count: Int { narrow.count }

  /// O(1). Versions do not fall.
  mutating func append(_ holder: Holder) {
    if let asset = UInt32(exactly: holder.asset), let version = UInt32(exactly: holder.version),
      asset < UInt32.max
    {
      narrow.append(Narrow(asset: asset, version: version))
    } else {
      wide[narrow.count] = holder
      narrow.append(Narrow(asset: .max, version: .max))
    }
  }

  subscript(at: Int) -> Holder {
    let found = narrow[at]
    if found.asset == .max, let holder = wide[at] { return holder }
    return Holder(asset: Int(found.asset), version: Int(found.version))
  }

  /// The first holder of a later version; `count` if there is none. O(log n).
  func firstIndex(after version: Int) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].version > version { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
