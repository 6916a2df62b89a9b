import CKernels

/// Chooses corners that are strong and spread over the picture.
///
/// Suppression via square covering: of the corners by descending strength, one is taken unless a
/// taken one is nearer than a side; the side is searched for that leaves the wanted number. Source:
/// Bailo and others, "Efficient adaptive non-maximal suppression algorithms for homogeneous spatial
/// keypoint distribution", Pattern Recognition Letters 106 (2018).
enum KeypointSpread {
  /// So many of the strongest corners for each wanted one are looked at: in an empty part of a
  /// picture the strongest corner is still noise.
  static let candidatesPerKeypoint = 20

  /// The chosen ones of `corners`, by descending strength, at most `wanted`.
  static func choose(
    _ corners: UnsafeBufferPointer<kernels_features_corner>, wanted: Int, width: Int, height: Int
  ) -> [kernels_features_corner] {
    guard wanted > 0 else { return [] }
    let sorted = strongest(corners, limit: wanted * candidatesPerKeypoint)
    guard sorted.count > wanted else { return sorted }
    var low = 1
    var high = max(width, height)
    var best: [kernels_features_corner] = []
    var cells: [UInt8] = []
    while low <= high {
      let side = (low + high) / 2
      let taken = cover(sorted, side: side, width: width, height: height, cells: &cells)
      // The largest side that still leaves enough.
      if taken.count >= wanted {
        best = taken
        low = side + 1
      } else {
        high = side - 1
      }
    }
    if best.isEmpty { best = sorted }
    return Array(best.prefix(wanted))
  }

  /// The strongest corners, of equally strong ones the upper left first: a counting sort, as a
  /// strength is below 256.
  private static func strongest(
    _ corners: UnsafeBufferPointer<kernels_features_corner>, limit: Int
  ) -> [kernels_features_corner] {
    var starts = [Int](repeating: 0, count: 257)
    for corner in corners { starts[256 - Int(corner.score)] += 1 }
    var sum = 0
    for at in starts.indices {
      (starts[at], sum) = (sum, sum + starts[at])
    }
    let count = min(limit, corners.count)
    return [kernels_features_corner](unsafeUninitializedCapacity: count) { target, written in
      written = count
      for corner in corners {
        let at = starts[256 - Int(corner.score)]
        starts[256 - Int(corner.score)] += 1
        if at < count { target.initializeElement(at: at, to: corner) }
      }
    }
  }

  /// Of `sorted` those that no earlier taken one covers: taking one covers the cells (of half a
  /// side) around it.
  private static func cover(
    _ sorted: [kernels_features_corner], side: Int, width: Int, height: Int, cells: inout [UInt8]
  ) -> [kernels_features_corner] {
    let cell = max(1, side / 2)
    let reach = side / cell
    let (columns, rows) = (width / cell + 1 + 2 * reach, height / cell + 1 + 2 * reach)
    cells.removeAll(keepingCapacity: true)
    cells.append(contentsOf: repeatElement(0, count: columns * rows))
    var taken: [kernels_features_corner] = []
    cells.withUnsafeMutableBufferPointer { cells in
      for corner in sorted {
        let column = Int(corner.x) / cell + reach
        let row = Int(corner.y) / cell + reach
        if cells[row * columns + column] != 0 { continue }
        taken.append(corner)
        for y in row - reach...row + reach {
          for x in column - reach...column + reach { cells[y * columns + x] = 1 }
        }
      }
    }
    return taken
  }
}
