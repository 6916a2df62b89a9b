import CKernels

/// Finds the keypoints of a picture and describes them.
///
/// FAST corners on a pyramid of eight levels, spread over the picture, turned to the direction of
/// their centre of brightness and described by 256 comparisons of brightness. Source: Rublee and
/// others, "ORB: an efficient alternative to SIFT or SURF", ICCV 2011. Whole numbers throughout:
/// every machine finds the same.
enum FeatureExtractor {
  /// The long side of the frame that pictures are looked at in, in pixels.
  static let frameSide = 512
  /// Corners differ from nine neighbours by at least this, of 255.
  static let cornerThreshold: UInt8 = 4

  /// The features of a part of a picture; with `mirrored` also those of its mirror image.
  static func extract(
    _ image: GreyImage, part: PixelRect, longSide: Int, limit: Int, mirrored: Bool
  ) -> (upright: FeatureSet, mirrored: FeatureSet?) {
    let pyramid = ScalePyramid(image, part: part, longSide: longSide)
    let frame = (width: pyramid.levels[0].width, height: pyramid.levels[0].height)
    var found: [Found] = []
    var remaining = limit
    // From the coarsest level, which has the fewest corners: what one level cannot give, the finer
    // ones make up for.
    for (at, level) in pyramid.levels.enumerated().reversed() {
      let wanted = remaining * weights[at] / weights[...at].reduce(0, +)
      let level = keypoints(of: level, at: at, frame: frame, wanted: wanted, mirrored: mirrored)
      remaining -= level.count
      found += level
    }
    found.sort { Keypoint.precedes($0.keypoint, $1.keypoint) }
    let upright = FeatureSet(
      width: frame.width, height: frame.height, keypoints: found.map(\.keypoint),
      descriptors: found.flatMap { $0.words })
    guard mirrored else { return (upright, nil) }
    let right = UInt16(frame.width * Keypoint.unitsPerPixel)
    let reflection = FeatureSet(
      width: frame.width, height: frame.height,
      keypoints: found.map { item in
        let keypoint = item.keypoint
        return Keypoint(
          x: right - keypoint.x, y: keypoint.y, angle: 128 &- keypoint.angle, level: keypoint.level)
      },
      descriptors: found.flatMap { $0.mirroredWords })
    return (upright, reflection)
  }

  /// Shares of the levels, the finest first: by side, 5/6 from one to the next.
  private static let weights = [358, 299, 249, 207, 173, 144, 120, 100]

  private struct Found {
    let keypoint: Keypoint
    let words: [UInt64]
    let mirroredWords: [UInt64]
  }

  private static func keypoints(
    of level: ScalePyramid.Level, at number: Int, frame: (width: Int, height: Int), wanted: Int,
    mirrored: Bool
  ) -> [Found] {
    let (width, height) = (level.width, level.height)
    let border = KernelSizes.radius + 1
    guard wanted > 0, width > 2 * border, height > 2 * border else { return [] }
    let corners = corners(of: level, border: border, wanted: wanted)
    guard !corners.isEmpty else { return [] }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: width * height) { smooth in
      withUnsafeTemporaryAllocation(of: UInt16.self, capacity: width) { scratch in
        guard let out = smooth.baseAddress, let line = scratch.baseAddress else { return [] }
        kernels_features_smooth(level.pixels, width, height, out, line)
        return level.pixels.withUnsafeBufferPointer { pixels in
          guard let base = pixels.baseAddress else { return [] }
          return corners.map { corner in
            let at = Int(corner.y) * width + Int(corner.x)
            let angle = kernels_features_angle(base + at, width)
            return Found(
              keypoint: Keypoint(
                x: position(Int(corner.x), side: width, frame: frame.width),
                y: position(Int(corner.y), side: height, frame: frame.height),
                angle: UInt8(truncatingIfNeeded: angle), level: UInt8(number)),
              words: describe(out + at, stride: width, angle: angle, mirrored: false),
              mirroredWords: mirrored
                ? describe(out + at, stride: width, angle: angle, mirrored: true) : [])
          }
        }
      }
    }
  }

  private static func corners(
    of level: ScalePyramid.Level, border: Int, wanted: Int
  ) -> [kernels_features_corner] {
    let (width, height) = (level.width, level.height)
    let limit = FingerprintLimits.featureCornersMaximum
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: width * height) { scores in
      withUnsafeTemporaryAllocation(of: kernels_features_corner.self, capacity: limit) { corners in
        guard let scores = scores.baseAddress, let start = corners.baseAddress else { return [] }
        kernels_features_corner_scores(level.pixels, width, height, scores)
        let count = kernels_features_peaks(
          scores, width, height, border, cornerThreshold, start, limit)
        return KeypointSpread.choose(
          UnsafeBufferPointer(start: start, count: count), wanted: wanted, width: width,
          height: height)
      }
    }
  }

  /// A pixel's centre in the frame, in 1/64 pixels.
  private static func position(_ at: Int, side: Int, frame: Int) -> UInt16 {
    UInt16((2 * at + 1) * frame * Keypoint.unitsPerPixel / (2 * side))
  }

  private static func describe(
    _ pixel: UnsafePointer<UInt8>, stride: Int, angle: UInt32, mirrored: Bool
  ) -> [UInt64] {
    withUnsafeTemporaryAllocation(byteCount: KernelSizes.descriptor, alignment: 8) { bytes in
      kernels_features_describe(
        pixel, stride, angle, mirrored ? 1 : 0,
        bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
      return (0..<FeatureSet.words).map {
        UInt64(littleEndian: bytes.load(fromByteOffset: 8 * $0, as: UInt64.self))
      }
    }
  }
}
