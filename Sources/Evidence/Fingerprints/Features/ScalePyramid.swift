import CKernels

/// A grey picture in a frame of fixed size, and smaller and smaller copies of it.
struct ScalePyramid {
  /// Levels of a pyramid; each side is 5/6 of that of the level before.
  static let levels = 8

  /// How many times larger a level is than the next.
  static let factor = 1.2

  struct Level {
    let width: Int
    let height: Int
    let pixels: [UInt8]
  }

  let levels: [Level]

  /// The sides of a frame whose long side is `longSide`, for a picture of these sides: a picture is
  /// enlarged at most `enlargementMaximum` times.
  static func frame(width: Int, height: Int, longSide: Int) -> (width: Int, height: Int) {
    let long = max(width, height)
    let side = min(longSide, long * enlargementMaximum)
    func scaled(_ length: Int) -> Int { max(1, (2 * length * side + long) / (2 * long)) }
    return (scaled(width), scaled(height))
  }

  /// A picture of 128 pixels still fills a frame of 512: there, its copies are found at any size.
  static let enlargementMaximum = 4

  /// The pyramid of a part of a picture.
  init(_ image: GreyImage, part: PixelRect, longSide: Int) {
    let frame = ScalePyramid.frame(width: part.width, height: part.height, longSide: longSide)
    var levels: [Level] = []
    let base = image.pixels.withUnsafeBufferPointer { pixels in
      ScalePyramid.scaled(
        UnsafeBufferPointer(rebasing: pixels[(part.y * image.width + part.x)...]),
        width: part.width, height: part.height, stride: image.width,
        to: frame)
    }
    levels.append(base)
    var (numerator, denominator) = (1, 1)
    for _ in 1..<ScalePyramid.levels {
      numerator *= 5
      denominator *= 6
      func side(_ length: Int) -> Int {
        max(1, (2 * length * numerator + denominator) / (2 * denominator))
      }
      let last = levels[levels.count - 1]
      let next = last.pixels.withUnsafeBufferPointer { pixels in
        ScalePyramid.scaled(
          pixels, width: last.width, height: last.height, stride: last.width,
          to: (side(frame.width), side(frame.height)))
      }
      levels.append(next)
    }
    self.levels = levels
  }

  private static func scaled(
    _ source: UnsafeBufferPointer<UInt8>, width: Int, height: Int, stride: Int,
    to size: (width: Int, height: Int)
  ) -> Level {
    let pixels = [UInt8](unsafeUninitializedCapacity: size.width * size.height) { target, count in
      count = size.width * size.height
      guard let from = source.baseAddress, let to = target.baseAddress else { return }
      // Averaging keeps fine patterns from turning into coarse ones; for a step of a sixth, as
      // between levels, interpolation does.
      let isShrunk = size.width * 4 < width * 3 || size.height * 4 < height * 3
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: isShrunk ? width : 3 * size.width) {
        guard let scratch = $0.baseAddress else { return }
        if isShrunk {
          kernels_features_shrink(
            from, width, height, stride, to, size.width, size.height, scratch)
        } else {
          kernels_features_interpolate(
            from, width, height, stride, to, size.width, size.height, scratch)
        }
      }
    }
    return Level(width: size.width, height: size.height, pixels: pixels)
  }
}
