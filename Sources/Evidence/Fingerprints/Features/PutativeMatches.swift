import CKernels

extension PutativeMatch {
  /// Descriptors further apart show different things.
  static let distanceMaximum: UInt32 = 70

  /// The keypoints of two frames whose descriptors are each other's nearest, the most alike first.
  static func mutual(_ query: FeatureSet, _ known: FeatureSet) -> [PutativeMatch] {
    guard query.count > 0, known.count > 0 else { return [] }
    return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: query.count) { forth in
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: known.stride) { back in
        guard let first = forth.baseAddress, let second = back.baseAddress else { return [] }
        kernels_features_nearest(
          query.planes, query.count, query.stride, known.planes, known.count, known.stride, first,
          second)
        // Distance and index in one number: its order is that of the matches.
        var found: [UInt32] = []
        for at in 0..<query.count {
          let other = Int(forth[at] & 0xFFFF)
          guard forth[at] >> 16 <= distanceMaximum, Int(back[other] & 0xFFFF) == at else {
            continue
          }
          found.append(forth[at] & 0xFFFF_0000 | UInt32(at))
        }
        found.sort()
        return found.map { key in
          let at = Int(key & 0xFFFF)
          return PutativeMatch(
            query.keypoints[at], known.keypoints[Int(forth[at] & 0xFFFF)],
            distance: UInt16(key >> 16))
        }
      }
    }
  }
}
