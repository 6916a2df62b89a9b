extension LocalFeatures {
  // A version; the sides of the picture; the set.
  private static let version: UInt8 = 1
  private static let headerBytes = 9
  /// The most bytes that features take.
  package static let bytesMaximum =
    headerBytes + FeatureSet.bytesMaximum(FingerprintLimits.featuresMaximum)

  /// The stored form: the same features always give the same bytes.
  package var bytes: [UInt8] {
    var out = [LocalFeatures.version]
    out.reserveCapacity(LocalFeatures.bytesMaximum)
    for side in [width, height] {
      withUnsafeBytes(of: UInt32(side).littleEndian) { out.append(contentsOf: $0) }
    }
    features.append(to: &out)
    return out
  }

  /// Features in their stored form; `nil` unless it is what `bytes` gives for some features.
  package init?(bytes: [UInt8]) {
    guard bytes.count > LocalFeatures.headerBytes, bytes[0] == LocalFeatures.version else {
      return nil
    }
    func side(_ at: Int) -> Int { bytes[at..<at + 4].reversed().reduce(0) { $0 << 8 | Int($1) } }
    let sides = 1...FingerprintLimits.imageSideMaximum
    var rest = bytes[LocalFeatures.headerBytes...]
    guard sides.contains(side(1)), sides.contains(side(5)),
      let features = FeatureSet(reading: &rest, limit: FingerprintLimits.featuresMaximum),
      rest.isEmpty,
      zip(features.keypoints, features.keypoints.dropFirst()).allSatisfy(Keypoint.precedes)
    else { return nil }
    self.init(width: side(1), height: side(5), features: features)
  }
}
