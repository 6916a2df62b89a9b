/// A picture that is looked up: its features as it stands, mirrored, reduced, and, if it may hold a
/// copy that was pasted into it, in parts.
package struct FeatureQuery: Sendable {
  let views: [FeatureView]

  /// The long side that a query is looked at in a second time, in pixels: a part that was cut out
  /// and enlarged has the size there that it has in the whole picture.
  static let reducedSide = 256

  /// A query. `deep` adds nine parts of half its sides. If `image` is a reduced copy, `original`
  /// states the sides of the picture itself, which is what regions are given in.
  package init(_ image: GreyImage, original: (width: Int, height: Int)? = nil, deep: Bool) {
    let (width, height) = (image.width, image.height)
    let scale = (
      x: Double(original?.width ?? width) / Double(width),
      y: Double(original?.height ?? height) / Double(height)
    )
    var views: [FeatureView] = []
    func look(_ part: PixelRect, longSide: Int) {
      let sets = FeatureExtractor.extract(
        image, part: part, longSide: longSide, limit: FingerprintLimits.featuresOfQueryMaximum,
        mirrored: true)
      let own = (
        x: Double(part.x) * scale.x, y: Double(part.y) * scale.y,
        width: Double(part.width) * scale.x, height: Double(part.height) * scale.y
      )
      views.append(FeatureView(set: sets.upright, part: own, isMirrored: false))
      if let mirrored = sets.mirrored {
        views.append(FeatureView(set: mirrored, part: own, isMirrored: true))
      }
    }
    look(
      PixelRect(x: 0, y: 0, width: width, height: height), longSide: FeatureExtractor.frameSide)
    look(PixelRect(x: 0, y: 0, width: width, height: height), longSide: FeatureQuery.reducedSide)
    if deep, min(width, height) >= 2 * FeatureQuery.partSideMinimum {
      for row in 0..<3 {
        for column in 0..<3 {
          look(
            PixelRect(
              x: column * (width - width / 2) / 2, y: row * (height - height / 2) / 2,
              width: width / 2, height: height / 2),
            longSide: FeatureExtractor.frameSide)
        }
      }
    }
    self.views = views
  }

  /// Parts of fewer pixels a side are not looked at.
  static let partSideMinimum = 48
}
