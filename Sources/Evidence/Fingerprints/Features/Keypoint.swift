/// A corner of a picture: where it is, at what size and in which direction it was found.
struct Keypoint: Hashable, Sendable {
  /// Parts of a frame's pixel that positions are counted in.
  static let unitsPerPixel = 64

  /// From the left edge of the frame, in 1/64 pixels.
  var x: UInt16
  /// From the top edge of the frame, in 1/64 pixels.
  var y: UInt16
  /// From its centre to the centre of brightness around it, in 1/256 turns, clockwise from the
  /// right.
  var angle: UInt8
  /// The pyramid level that it was found at.
  var level: UInt8

  /// The order in which a picture's keypoints are stored.
  static func precedes(_ a: Keypoint, _ b: Keypoint) -> Bool {
    (a.level, a.y, a.x, a.angle) < (b.level, b.y, b.x, b.angle)
  }
}
