import Fingerprints

/// Grey pictures of overlapping discs and bars, drawn from a seed, and edits of them.
enum TestTexture {
  private struct Draws {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  static func draw(width: Int, height: Int, seed: UInt64) -> GreyImage? {
    var draws = Draws(state: seed)
    var pixels = [UInt8](repeating: 128, count: width * height)
    for _ in 0..<400 {
      let isRound = draws.next(2) == 0
      let (cx, cy) = (draws.next(width), draws.next(height))
      let (rx, ry) = (3 + draws.next(width / 16), 3 + draws.next(height / 16))
      let paint = UInt8(draws.next(256))
      for y in max(0, cy - ry)...min(height - 1, cy + ry) {
        for x in max(0, cx - rx)...min(width - 1, cx + rx) {
          let (a, b, c) = ((x - cx) * ry, (y - cy) * rx, rx * ry)
          if isRound, a * a + b * b > c * c { continue }
          pixels[y * width + x] = paint
        }
      }
    }
    return GreyImage(width: width, height: height, pixels: pixels)
  }

  static func flat(width: Int, height: Int) -> GreyImage? {
    GreyImage(
      width: width, height: height, pixels: [UInt8](repeating: 90, count: width * height))
  }
}

extension GreyImage {
  /// A part of it.
  func part(_ rect: PixelRect) -> GreyImage? {
    var out: [UInt8] = []
    for y in rect.y..<rect.y + rect.height {
      out += pixels[y * width + rect.x..<y * width + rect.x + rect.width]
    }
    return GreyImage(width: rect.width, height: rect.height, pixels: out)
  }

  /// Left and right exchanged.
  func mirrored() -> GreyImage? {
    GreyImage(
      width: width, height: height,
      pixels: (0..<width * height).map { pixels[$0 / width * width + width - 1 - $0 % width] })
  }

  /// A quarter clockwise.
  func turned() -> GreyImage? {
    GreyImage(
      width: height, height: width,
      pixels: (0..<width * height).map { pixels[(height - 1 - $0 % height) * width + $0 / height] })
  }

  /// Half its sides, each pixel the mean of four.
  func halved() -> GreyImage? {
    let (half, rows) = (width / 2, height / 2)
    return GreyImage(
      width: half, height: rows,
      pixels: (0..<half * rows).map { at in
        let from = 2 * (at / half) * width + 2 * (at % half)
        let sum = [0, 1, width, width + 1].reduce(0) { $0 + Int(pixels[from + $1]) }
        return UInt8((sum + 2) / 4)
      })
  }

  /// With another picture laid on it.
  func covered(by other: GreyImage, x left: Int, y top: Int) -> GreyImage? {
    var out = pixels
    for y in 0..<other.height {
      for x in 0..<other.width {
        out[(top + y) * width + left + x] = other.pixels[y * other.width + x]
      }
    }
    return GreyImage(width: width, height: height, pixels: out)
  }

  /// The luminance of a decoded picture, in whole numbers.
  init?(_ image: PixelImage) {
    self.init(
      width: image.width, height: image.height,
      pixels: (0..<image.width * image.height).map { at in
        let red = 299 * Int(image.rgb[3 * at])
        let green = 587 * Int(image.rgb[3 * at + 1])
        let blue = 114 * Int(image.rgb[3 * at + 2])
        return UInt8((red + green + blue + 500) / 1000)
      })
  }
}

extension PixelRect {
  /// Whether no edge lies further than `tolerance` pixels from the other's.
  func isNear(_ other: PixelRect, tolerance: Int) -> Bool {
    abs(x - other.x) <= tolerance && abs(y - other.y) <= tolerance
      && abs(x + width - other.x - other.width) <= tolerance
      && abs(y + height - other.y - other.height) <= tolerance
  }
}
