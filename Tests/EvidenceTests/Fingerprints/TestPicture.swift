import Fingerprints

/// The pictures of `scripts/make-pdq-vectors`, drawn again.
enum TestPicture {
  private struct Draws {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  /// The brightness of each pixel, by hand.
  static func grey(of picture: PixelImage) -> [UInt8] {
    stride(from: 0, to: picture.rgb.count, by: 3).map { at in
      let (r, g, b) = (Int(picture.rgb[at]), Int(picture.rgb[at + 1]), Int(picture.rgb[at + 2]))
      return UInt8((19_595 * r + 38_470 * g + 7_471 * b + 32_768) / 65_536)
    }
  }

  static func draw(width: Int, height: Int, seed: UInt64, shapes: Int) -> PixelImage? {
    var draws = Draws(state: seed)
    func colour() -> [Int] { (0..<3).map { _ in draws.next(256) } }
    let ground = colour()
    var pixels = [Int](repeating: 0, count: width * height * 3)
    for at in pixels.indices { pixels[at] = ground[at % 3] }
    for _ in 0..<shapes {
      let isRound = draws.next(2) == 1
      let (cx, cy) = (draws.next(width), draws.next(height))
      let (rx, ry) = (1 + draws.next(width / 3 + 1), 1 + draws.next(height / 3 + 1))
      let paint = colour()
      for y in max(0, cy - ry)...min(height - 1, cy + ry) {
        for x in max(0, cx - rx)...min(width - 1, cx + rx) {
          let (a, b, c) = ((x - cx) * ry, (y - cy) * rx, rx * ry)
          if isRound, a * a + b * b > c * c { continue }
          for band in 0..<3 { pixels[(y * width + x) * 3 + band] = paint[band] }
        }
      }
    }
    if shapes > 0 {
      for y in 0..<height {
        for x in 0..<width {
          let grain = (x &* 73_856_093 ^ y &* 19_349_663) & 15
          for band in 0..<3 { pixels[(y * width + x) * 3 + band] += grain }
        }
      }
    }
    return PixelImage(width: width, height: height, rgb: pixels.map { UInt8(min($0, 255)) })
  }
}
