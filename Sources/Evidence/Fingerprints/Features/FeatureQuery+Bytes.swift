extension FeatureQuery {
  /// Ways to look at a picture: whole and reduced, and nine parts, each upright and mirrored.
  private static let viewsMaximum = 22
  private static let version: UInt8 = 1
  private static let viewHeaderBytes = 33
  /// The most bytes that a query takes.
  package static let bytesMaximum =
    2 + viewsMaximum
    * (viewHeaderBytes + FeatureSet.bytesMaximum(FingerprintLimits.featuresOfQueryMaximum))

  /// A form in which a picture can be looked up without the picture: a version; the number of views;
  /// for each whether it is mirrored, the part that it shows as four doubles, and its set.
  package var bytes: [UInt8] {
    var out = [FeatureQuery.version, UInt8(views.count)]
    for view in views {
      out.append(view.isMirrored ? 1 : 0)
      for number in [view.part.x, view.part.y, view.part.width, view.part.height] {
        withUnsafeBytes(of: number.bitPattern.littleEndian) { out.append(contentsOf: $0) }
      }
      view.features.append(to: &out)
    }
    return out
  }

  /// Reads that form; `nil` unless it is what `bytes` gives for some query.
  package init?(bytes: [UInt8]) {
    guard bytes.count >= 2, bytes.count <= FeatureQuery.bytesMaximum,
      bytes[0] == FeatureQuery.version, bytes[1] <= FeatureQuery.viewsMaximum
    else { return nil }
    var rest = bytes[2...]
    var views: [FeatureView] = []
    for _ in 0..<bytes[1] {
      guard rest.count >= FeatureQuery.viewHeaderBytes, let first = rest.first, first < 2 else {
        return nil
      }
      let part = (0..<4).map { at in
        Double(
          bitPattern: rest.withUnsafeBytes {
            UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 1 + 8 * at, as: UInt64.self))
          })
      }
      let limit = Double(FingerprintLimits.imageSideMaximum)
      guard part.allSatisfy({ $0 >= 0 && $0 <= limit }), part[2] > 0, part[3] > 0 else {
        return nil
      }
      rest = rest.dropFirst(FeatureQuery.viewHeaderBytes)
      guard
        let set = FeatureSet(
          reading: &rest, limit: FingerprintLimits.featuresOfQueryMaximum)
      else { return nil }
      views.append(
        FeatureView(
          features: set, part: (part[0], part[1], part[2], part[3]), isMirrored: first == 1))
    }
    guard rest.isEmpty else { return nil }
    self.init(views: views)
  }

  private init(views: [FeatureView]) { self.views = views }
}
