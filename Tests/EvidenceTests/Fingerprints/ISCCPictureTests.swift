import Fingerprints
import Foundation
import Testing

/// Pictures prepared and coded as iscc-sdk 0.9.7 with Pillow 13 does, byte for byte.
struct ISCCPictureTests {
  struct Vector: Decodable {
    let width, height, bands: Int
    let seed: UInt64
    let frames, thickness, amplitude, top: Int
    let digest: String
    let iscc: String
  }

  @Test func agreesWithReference() throws {
    let tests = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    let root = tests.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appending(path: "Fixtures/fingerprints/iscc-pictures.json")
    let vectors = try JSONDecoder().decode([Vector].self, from: Data(contentsOf: file))
    #expect(vectors.count >= 96)
    for vector in vectors {
      let grey = prepare(draw(vector), vector.width, vector.height, vector.bands)
      #expect(BLAKE3.hash(grey).hex == vector.digest, "\(vector)")
      #expect(try ISCCImageCode.unit(grey32: grey, bits: 256).code == vector.iscc, "\(vector)")
    }
  }

  @Test func plainPicturesAreFeatureless() throws {
    let plain = prepare([UInt8](repeating: 90, count: 50 * 40), 50, 40, 1)
    #expect(plain == [UInt8](repeating: 90, count: 1024))
    #expect(ISCCImageCode.isFeatureless(try ISCCImageCode.unit(grey32: plain)) == true)
    var draws = SplitMix(seed: 1)
    let noise = (0..<1024).map { _ in UInt8(truncatingIfNeeded: draws.next()) }
    #expect(ISCCImageCode.isFeatureless(try ISCCImageCode.unit(grey32: noise)) == false)
    #expect(ISCCImageCode.isFeatureless(try ISCCInstanceCode.unit([])) == nil)
  }

  /// Frames in frames take a bounded number of passes.
  @Test func trimmingEnds() {
    let side = 301
    var pixels = [UInt8](repeating: 0, count: side * side)
    for y in 0..<side {
      for x in 0..<side {
        let edge = min(min(x, y), min(side - 1 - x, side - 1 - y))
        pixels[y * side + x] = edge % 2 == 0 ? 0 : 255
      }
    }
    #expect(prepare(pixels, side, side, 1).count == 1024)
  }

  private func prepare(_ pixels: [UInt8], _ width: Int, _ height: Int, _ bands: Int) -> [UInt8] {
    pixels.withUnsafeBufferPointer {
      ISCCImagePixels.prepare(width: width, height: height, bands: bands, pixels: $0)
    }
  }

  /// The pictures of `scripts/make-iscc-vectors`, drawn again.
  private func draw(_ v: Vector) -> [UInt8] {
    var draws = SplitMix(seed: v.seed)
    func below(_ bound: Int) -> Int { Int(draws.next() % UInt64(bound)) }
    var pixels = [Int](repeating: 0, count: v.width * v.height * v.bands)
    func each(_ set: (_ at: Int, _ x: Int, _ y: Int, _ band: Int) -> Void) {
      for at in pixels.indices {
        let pixel = at / v.bands
        set(at, pixel % v.width, pixel / v.width, at % v.bands)
      }
    }
    let slopes = (0..<v.bands).map { _ in (below(7) + 1, below(7) + 1, below(256)) }
    each { at, x, y, band in
      let (a, b, c) = slopes[band]
      pixels[at] = (c + x * a * 200 / v.width + y * b * 200 / v.height) & 255
    }
    for _ in 0..<8 {
      let (left, up) = (below(v.width), below(v.height))
      let (right, down) = (left + 1 + below(v.width), up + 1 + below(v.height))
      let colour = (0..<v.bands).map { _ in below(256) }
      each { at, x, y, band in
        if (left..<right).contains(x), (up..<down).contains(y) { pixels[at] = colour[band] }
      }
    }
    for frame in 0..<v.frames {
      let colour = (0..<v.bands).map { _ in below(256) }
      each { at, x, y, band in
        let edge = min(min(x, y), min(v.width - 1 - x, v.height - 1 - y))
        let noise = (x * 7 + y * 13 + band * 5) % (v.amplitude + 1)
        if edge / v.thickness == frame { pixels[at] = min(colour[band] + noise, 255) }
      }
    }
    if v.top > 0 {
      let colour = (0..<v.bands).map { _ in below(256) }
      each { at, _, y, band in
        if y < v.top { pixels[at] = min(colour[band] + y * v.amplitude / v.top, 255) }
      }
    }
    return pixels.map(UInt8.init)
  }
}
