/// Keypoints with their descriptors, in one frame.
struct FeatureSet: Hashable, Sendable {
  /// Words of a descriptor.
  static let words = KernelSizes.descriptor / 8

  /// The frame's sides, in pixels.
  let width: Int
  let height: Int
  let keypoints: [Keypoint]
  /// The descriptors by planes: the first words of all, then the second words of all, and so on.
  let planes: [UInt64]
  /// Words of one plane: the number of keypoints, rounded up to whole vectors.
  let stride: Int

  /// A set; `descriptors` has `words` words for each keypoint.
  init(width: Int, height: Int, keypoints: [Keypoint], descriptors: [UInt64]) {
    precondition(descriptors.count == keypoints.count * FeatureSet.words)
    self.width = width
    self.height = height
    self.keypoints = keypoints
    stride = FeatureSet.stride(of: keypoints.count)
    var planes = [UInt64](repeating: 0, count: stride * FeatureSet.words)
    for at in keypoints.indices {
      for word in 0..<FeatureSet.words {
        planes[word * stride + at] = descriptors[at * FeatureSet.words + word]
      }
    }
    self.planes = planes
  }

  var count: Int { keypoints.count }

  func word(_ word: Int, of keypoint: Int) -> UInt64 { planes[word * stride + keypoint] }

  private static func stride(of count: Int) -> Int { (count + 7) / 8 * 8 }
}
