import Foundation

extension GeometricAgreement {
  /// Of the keypoints that both frames could have in the part they share, the share that agrees: the
  /// less numerous side counts, and of it those whose size the other frame has a level for.
  func share(_ query: FeatureSet, _ known: FeatureSet) -> Double {
    guard let back = map.inverse else { return 0 }
    // By how many levels the map enlarges.
    let shift = Int((log(map.determinant) / 2 / log(ScalePyramid.factor)).rounded())
    let forth = GeometricAgreement.comparable(query, map, known, shift: shift)
    let other = GeometricAgreement.comparable(known, back, query, shift: -shift)
    return Double(inliers) / Double(max(1, min(forth, other)))
  }

  private static func comparable(
    _ set: FeatureSet, _ map: AffineMap, _ other: FeatureSet, shift: Int
  ) -> Int {
    let unit = Double(Keypoint.unitsPerPixel)
    var count = 0
    for keypoint in set.keypoints {
      let level = Int(keypoint.level) + shift
      guard level >= 0, level < ScalePyramid.levels else { continue }
      let (x, y) = map.apply(Double(keypoint.x) / unit, Double(keypoint.y) / unit)
      let margin = Double(KernelSizes.radius + 1) * pow(ScalePyramid.factor, Double(level))
      guard x >= margin, y >= margin, x <= Double(other.width) - margin,
        y <= Double(other.height) - margin
      else { continue }
      count += 1
    }
    return count
  }
}
