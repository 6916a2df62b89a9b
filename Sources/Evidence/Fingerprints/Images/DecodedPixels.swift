import CKernels

/// A picture at its full size as the decoding library gave it: what every code of it starts from.
/// The memory is the caller's.
package struct DecodedPixels {
  /// Pixels a row.
  package let width: Int
  /// Rows.
  package let height: Int
  /// Samples a pixel: 1 grey, 2 grey and alpha, 3 sRGB, 4 sRGB and alpha.
  package let bands: Int
  /// `width * height * bands` bytes, rows from the top without padding.
  package let samples: UnsafeBufferPointer<UInt8>

  /// A picture in the caller's memory.
  package init(width: Int, height: Int, bands: Int, samples: UnsafeBufferPointer<UInt8>) {
    self.width = width
    self.height = height
    self.bands = bands
    self.samples = samples
  }

  /// The picture on white, its long side at most `longSide`, reduced by area.
  package func onWhite(longSide: Int) -> PixelImage? {
    let sides = DecodedPixels.reduced(width, height, longSide)
    var small = samples
    var reduced: [UInt8] = []
    if sides != (width, height) {
      reduced = DecodedPixels.reduce(samples, width, height, bands: bands, to: sides)
    }
    let count = sides.0 * sides.1
    let rgb = reduced.withUnsafeBufferPointer { fewer in
      if !fewer.isEmpty { small = fewer }
      return DecodedPixels.onWhite(small, count: count, bands: bands)
    }
    return PixelImage(width: sides.0, height: sides.1, rgb: rgb)
  }

  /// `count` pixels on white, three samples each.
  private static func onWhite(
    _ samples: UnsafeBufferPointer<UInt8>, count: Int, bands: Int
  ) -> [UInt8] {
    let colours = bands < 3 ? 1 : 3
    let opaque =
      bands == colours
      ? Array(samples)
      : [UInt8](unsafeUninitializedCapacity: colours * count) { out, filled in
        if let pixels = samples.baseAddress, let out = out.baseAddress {
          kernels_pixels_over_white(pixels, count, colours, out)
        }
        filled = colours * count
      }
    guard colours == 1 else { return opaque }
    return [UInt8](unsafeUninitializedCapacity: 3 * count) { out, filled in
      for (at, grey) in opaque.enumerated() {
        (out[3 * at], out[3 * at + 1], out[3 * at + 2]) = (grey, grey, grey)
      }
      filled = 3 * count
    }
  }

  /// The sides of a picture whose long side is brought down to `longSide`, each at least 1.
  static func reduced(_ width: Int, _ height: Int, _ longSide: Int) -> (Int, Int) {
    let long = max(width, height)
    guard long > longSide else { return (width, height) }
    return (
      max(1, (width * longSide + long / 2) / long), max(1, (height * longSide + long / 2) / long)
    )
  }

  fileprivate static func reduce(
    _ samples: UnsafeBufferPointer<UInt8>, _ width: Int, _ height: Int, bands: Int,
    to sides: (Int, Int)
  ) -> [UInt8] {
    let count = sides.0 * sides.1 * bands
    return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: width * bands) { sums in
      [UInt8](unsafeUninitializedCapacity: count) { out, filled in
        kernels_area_reduce(
          samples.baseAddress, width, height, Int32(bands), out.baseAddress, sides.0, sides.1,
          sums.baseAddress)
        filled = count
      }
    }
  }
}

extension PixelImage {
  /// The brightness of each pixel (ITU-R BT.601).
  package var grey: GreyImage? {
    let count = width * height
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { out, filled in
      if let out = out.baseAddress { kernels_pixels_luma(rgb, count, out) }
      filled = count
    }
    return GreyImage(width: width, height: height, pixels: pixels)
  }
}

extension GreyImage {
  /// The picture with a long side of at most `longSide`, reduced by area.
  package func reduced(longSide: Int) -> GreyImage {
    let sides = DecodedPixels.reduced(width, height, longSide)
    guard sides != (width, height) else { return self }
    let fewer = pixels.withUnsafeBufferPointer {
      DecodedPixels.reduce($0, width, height, bands: 1, to: sides)
    }
    return GreyImage(width: sides.0, height: sides.1, pixels: fewer) ?? self
  }
}
