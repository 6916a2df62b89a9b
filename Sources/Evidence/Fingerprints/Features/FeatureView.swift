/// One way to look at a query: a part of it at some size, mirrored or not.
struct FeatureView: Sendable {
  let set: FeatureSet
  /// The part of the picture, in the picture's own pixels.
  let part: (x: Double, y: Double, width: Double, height: Double)
  let isMirrored: Bool

  /// A point of the frame in the picture's own pixels.
  func original(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    let across = x / Double(set.width)
    return (
      part.x + (isMirrored ? 1 - across : across) * part.width,
      part.y + y / Double(set.height) * part.height
    )
  }
}
