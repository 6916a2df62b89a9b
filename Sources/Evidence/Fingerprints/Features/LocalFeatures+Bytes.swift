extension LocalFeatures {
  // A version; the sides of the picture and of the frame; the number of keypoints; for each its
  // position, angle, level and descriptor. Numbers are little endian.
  private static let version: UInt8 = 1
  private static let headerBytes = 15
  private static let keypointBytes = 6 + KernelSizes.descriptor
  /// The most bytes that features take.
  package static let bytesMaximum = headerBytes + FingerprintLimits.featuresMaximum * keypointBytes

  /// The stored form: the same features always give the same bytes.
  package var bytes: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(LocalFeatures.headerBytes + count * LocalFeatures.keypointBytes)
    func append<T: FixedWidthInteger>(_ value: T) {
      withUnsafeBytes(of: value.littleEndian) { out.append(contentsOf: $0) }
    }
    append(LocalFeatures.version)
    append(UInt32(width))
    append(UInt32(height))
    append(UInt16(features.width))
    append(UInt16(features.height))
    append(UInt16(count))
    for (at, keypoint) in features.keypoints.enumerated() {
      append(keypoint.x)
      append(keypoint.y)
      append(keypoint.angle)
      append(keypoint.level)
      for word in 0..<FeatureSet.words { append(features.word(word, of: at)) }
    }
    return out
  }

  /// Features in their stored form; `nil` unless it is what `bytes` gives for some features.
  package init?(bytes: [UInt8]) {
    guard bytes.count >= LocalFeatures.headerBytes, bytes.count <= LocalFeatures.bytesMaximum,
      bytes[0] == LocalFeatures.version
    else { return nil }
    func read<T: FixedWidthInteger>(_ at: Int, as: T.Type) -> T {
      bytes.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: at, as: T.self)) }
    }
    let (width, height) = (Int(read(1, as: UInt32.self)), Int(read(5, as: UInt32.self)))
    let frame = (width: Int(read(9, as: UInt16.self)), height: Int(read(11, as: UInt16.self)))
    let count = Int(read(13, as: UInt16.self))
    let sides = 1...FingerprintLimits.imageSideMaximum
    let frameSides = 1...FeatureExtractor.frameSide
    guard sides.contains(width), sides.contains(height), frameSides.contains(frame.width),
      frameSides.contains(frame.height),
      bytes.count == LocalFeatures.headerBytes + count * LocalFeatures.keypointBytes
    else { return nil }
    var keypoints: [Keypoint] = []
    keypoints.reserveCapacity(count)
    var descriptors: [UInt32] = []
    descriptors.reserveCapacity(count * FeatureSet.words)
    for index in 0..<count {
      let at = LocalFeatures.headerBytes + index * LocalFeatures.keypointBytes
      let keypoint = Keypoint(
        x: read(at, as: UInt16.self), y: read(at + 2, as: UInt16.self), angle: bytes[at + 4],
        level: bytes[at + 5])
      guard keypoint.level < ScalePyramid.levels,
        keypoint.x <= frame.width * Keypoint.unitsPerPixel,
        keypoint.y <= frame.height * Keypoint.unitsPerPixel
      else { return nil }
      if let last = keypoints.last, !Keypoint.precedes(last, keypoint) { return nil }
      keypoints.append(keypoint)
      for word in 0..<FeatureSet.words {
        descriptors.append(read(at + 6 + 4 * word, as: UInt32.self))
      }
    }
    self.init(
      width: width, height: height,
      features: FeatureSet(
        width: frame.width, height: frame.height, keypoints: keypoints, descriptors: descriptors))
  }
}
