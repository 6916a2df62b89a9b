/// A picture's luminance, blurred and sampled at 64 × 64: the first half of PDQ.
struct LuminanceGrid {
  /// 64 rows of 64 values, 0 to 255.
  let samples: [Float]

  init(_ image: PixelImage) {
    let grid = PerceptualHash.grid
    let (width, height) = (image.width, image.height)
    var luminance = LuminanceGrid.luminance(of: image)
    if width == grid, height == grid {
      samples = luminance
      return
    }
    var scratch = luminance
    let windows = (LuminanceGrid.window(for: width), LuminanceGrid.window(for: height))
    for _ in 0..<2 {
      for row in 0..<height {
        LuminanceGrid.blur(
          luminance, into: &scratch, start: row * width, count: width, stride: 1,
          window: windows.0)
      }
      for column in 0..<width {
        LuminanceGrid.blur(
          scratch, into: &luminance, start: column, count: height, stride: width,
          window: windows.1)
      }
    }
    samples = (0..<grid * grid).map { at in
      let row = (2 * (at / grid) + 1) * height / (2 * grid)
      let column = (2 * (at % grid) + 1) * width / (2 * grid)
      return luminance[row * width + column]
    }
  }

  private static func luminance(of image: PixelImage) -> [Float] {
    let rgb = image.rgb
    return (0..<image.width * image.height).map { at in
      let red = 0.299 * Double(rgb[3 * at])
      let green = 0.587 * Double(rgb[3 * at + 1])
      let blue = 0.114 * Double(rgb[3 * at + 2])
      return Float(red + green + blue)
    }
  }

  /// Half the distance between two samples, rounded up: two passes then reach from one to the next.
  private static func window(for side: Int) -> Int {
    (side + 2 * PerceptualHash.grid - 1) / (2 * PerceptualHash.grid)
  }

  /// A running mean over `window` neighbours; at the ends over as many of them as there are. The
  /// sum is carried along the line in the order of the published algorithm, since in single
  /// precision another order would give other last bits.
  private static func blur(
    _ source: [Float], into target: inout [Float], start: Int, count: Int, stride: Int, window: Int
  ) {
    let ahead = (window + 2) / 2 - 1
    let behind = window - ahead
    var sum: Float = 0
    var inside = 0
    for at in -ahead..<count {
      let entering = at + ahead
      if entering < count {
        sum += source[start + entering * stride]
        inside += 1
      }
      let leaving = at - behind
      if leaving >= 0 {
        sum -= source[start + leaving * stride]
        inside -= 1
      }
      if at >= 0 { target[start + at * stride] = sum / Float(inside) }
    }
  }
}
