import Foundation

/// A keypoint of the query at (x, y) and one of the known picture at (u, v), in pixels of their
/// frames, that look alike; and what they state about the map between the frames.
struct PutativeMatch: Sendable {
  var x: Double
  var y: Double
  var u: Double
  var v: Double
  /// The direction of the turn from the query to the known picture.
  var cosine: Double
  var sine: Double
  /// How many times larger the known one is.
  var scale: Double
  /// The same turn in 1/256, and the same scale in levels.
  var turn: UInt8
  var levels: Int8
  /// Bits in which the descriptors differ.
  var distance: UInt16

  init(_ query: Keypoint, _ known: Keypoint, distance: UInt16) {
    let unit = Double(Keypoint.unitsPerPixel)
    x = Double(query.x) / unit
    y = Double(query.y) / unit
    u = Double(known.x) / unit
    v = Double(known.y) / unit
    turn = known.angle &- query.angle
    levels = Int8(known.level) - Int8(query.level)
    (cosine, sine) = PutativeMatch.directions[Int(turn)]
    scale = PutativeMatch.scales[Int(levels) + ScalePyramid.levels]
    self.distance = distance
  }

  private static let directions: [(cosine: Double, sine: Double)] = (0..<256).map {
    let angle = Double($0) * 2 * Double.pi / 256
    return (cos(angle), sin(angle))
  }

  private static let scales: [Double] = (-ScalePyramid.levels...ScalePyramid.levels).map {
    pow(ScalePyramid.factor, Double($0))
  }
}
