import CKernels

/// Keypoints of two frames whose descriptors are each other's nearest.
struct PutativeMatches {
  /// Descriptors further apart show different things.
  static let distanceMaximum: UInt32 = 70

  /// One keypoint of the query (x, y) and one of the known picture (u, v), in pixels of their
  /// frames.
  struct Match {
    var x: Double
    var y: Double
    var u: Double
    var v: Double
    /// Known angle less query angle, in 1/256 turns.
    var turn: UInt8
    /// Known level less query level.
    var levels: Int
    var distance: UInt32
  }

  /// The nearest first.
  let matches: [Match]

  init(_ query: FeatureSet, _ known: FeatureSet) {
    guard query.count > 0, known.count > 0 else {
      matches = []
      return
    }
    var found: [Match] = []
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: query.count) { forth in
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: known.stride) { back in
        guard let first = forth.baseAddress, let second = back.baseAddress else { return }
        kernels_features_nearest(
          query.planes, query.count, query.stride, known.planes, known.count, known.stride, first,
          second)
        for at in 0..<query.count {
          let distance = forth[at] >> 16
          let other = Int(forth[at] & 0xFFFF)
          guard distance <= PutativeMatches.distanceMaximum, Int(back[other] & 0xFFFF) == at else {
            continue
          }
          found.append(Match(query.keypoints[at], known.keypoints[other], distance: distance))
        }
      }
    }
    found.sort { ($0.distance, $0.y, $0.x) < ($1.distance, $1.y, $1.x) }
    matches = found
  }
}

extension PutativeMatches.Match {
  init(_ query: Keypoint, _ known: Keypoint, distance: UInt32) {
    let unit = Double(Keypoint.unitsPerPixel)
    x = Double(query.x) / unit
    y = Double(query.y) / unit
    u = Double(known.x) / unit
    v = Double(known.y) / unit
    turn = known.angle &- query.angle
    levels = Int(known.level) - Int(query.level)
    self.distance = distance
  }
}
