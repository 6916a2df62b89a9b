extension FeatureSet {
  private static let headerBytes = 6
  private static let keypointBytes = 6 + KernelSizes.descriptor

  /// The most bytes that a set of so many keypoints takes.
  static func bytesMaximum(_ count: Int) -> Int { headerBytes + count * keypointBytes }

  /// The sides of the frame; the number of keypoints; for each its position, angle, level and
  /// descriptor. Numbers are little endian.
  func append(to out: inout [UInt8]) {
    func append<T: FixedWidthInteger>(_ value: T) {
      withUnsafeBytes(of: value.littleEndian) { out.append(contentsOf: $0) }
    }
    append(UInt16(width))
    append(UInt16(height))
    append(UInt16(count))
    for (at, keypoint) in keypoints.enumerated() {
      append(keypoint.x)
      append(keypoint.y)
      append(keypoint.angle)
      append(keypoint.level)
      for word in 0..<FeatureSet.words { append(self.word(word, of: at)) }
    }
  }

  /// Reads a set of at most `limit` keypoints at the beginning of `bytes`, and takes it off; `nil`
  /// unless there is what `append` gives for some set.
  init?(reading bytes: inout ArraySlice<UInt8>, limit: Int) {
    func read<T: FixedWidthInteger>(_ at: Int, as: T.Type) -> T {
      bytes.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: at, as: T.self)) }
    }
    guard bytes.count >= FeatureSet.headerBytes else { return nil }
    let (width, height) = (Int(read(0, as: UInt16.self)), Int(read(2, as: UInt16.self)))
    let count = Int(read(4, as: UInt16.self))
    let sides = 1...FeatureExtractor.frameSide
    guard sides.contains(width), sides.contains(height), count <= limit,
      bytes.count >= FeatureSet.bytesMaximum(count)
    else { return nil }
    var keypoints: [Keypoint] = []
    keypoints.reserveCapacity(count)
    var descriptors: [UInt64] = []
    descriptors.reserveCapacity(count * FeatureSet.words)
    for index in 0..<count {
      let at = FeatureSet.headerBytes + index * FeatureSet.keypointBytes
      let keypoint = Keypoint(
        x: read(at, as: UInt16.self), y: read(at + 2, as: UInt16.self),
        angle: read(at + 4, as: UInt8.self), level: read(at + 5, as: UInt8.self))
      guard keypoint.level < ScalePyramid.levels,
        keypoint.x <= width * Keypoint.unitsPerPixel,
        keypoint.y <= height * Keypoint.unitsPerPixel
      else { return nil }
      keypoints.append(keypoint)
      for word in 0..<FeatureSet.words {
        descriptors.append(read(at + 6 + 8 * word, as: UInt64.self))
      }
    }
    self.init(width: width, height: height, keypoints: keypoints, descriptors: descriptors)
    bytes = bytes.dropFirst(FeatureSet.bytesMaximum(count))
  }
}
