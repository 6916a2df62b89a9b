/// Numbers that were measured on a collection of models once and are part of `shape-1`.
///
/// The collection: 157 meshes of robots, machines, vehicles, ships and buildings from pybullet 3.2.7,
/// Debian's flightgear-data-models and warzone2100-data, each with twelve edits.
enum ShapeStatistics {
  /// What a step of a number counts for, by its group, so that each group's distance between the
  /// nearest two in a thousand pairs of unlike models counts about the same; D1, which tells less,
  /// counts for half as much.
  static func weight(_ at: Int) -> Int64 {
    switch at {
    case ..<ShapeVector.radialBins: 10
    case ..<(ShapeVector.radialBins + ShapeVector.pairBins): 96
    default: 22
    }
  }

  /// Weighted steps of a distance of 1, at which one in 600 pairs of unlike models lies closer.
  static let unit = 114_688.0

  /// Each number's mean over the collection.
  static let means: [UInt16] = [
    146, 672, 1341, 2030, 2726, 3522, 4223, 5028, 5467, 5987, 7141, 6707, 6415, 5097, 3609, 2455,
    1595, 740, 301, 133, 78, 49, 33, 23, 8, 6, 0, 0, 0, 0, 2, 0, 132, 432, 691, 904, 1104, 1295,
    1491, 1665, 1790, 1896, 1994, 2091, 2186, 2261, 2320, 2349, 2370, 2365, 2347, 2322, 2280,
    2219, 2165, 2107, 2046, 1967, 1876, 1779, 1665, 1557, 1465, 1369, 1220, 1122, 1018, 910, 786,
    675, 575, 494, 426, 363, 310, 258, 215, 176, 140, 111, 82, 61, 41, 24, 13, 7, 4, 2, 1, 1, 0,
    0, 0, 0, 0, 0, 701, 213, 469, 227, 370, 217, 316, 2388, 553, 1884, 719, 1466, 815, 1346, 4167,
    855, 3472, 1117, 3184, 1299, 2705, 5170, 885, 5582, 1347, 4359, 1470, 4027, 3120, 591, 4903,
    1291, 4840, 1568, 4208, 748, 449, 1511, 699, 1814, 880, 1922, 74, 120, 159, 178, 207, 220,
    241, 16, 27, 35, 41, 47, 51, 55,
  ]
}
