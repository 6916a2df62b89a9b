import Fingerprints
import Testing

/// Reducing pictures by area, against the definition.
struct AreaReductionTests {
  @Test func everyPixelIsTheMeanOfWhatItCovers() throws {
    for (width, height, longSide) in [(7, 5, 3), (100, 63, 64), (33, 200, 50), (9, 9, 9)] {
      let pixels = (0..<width * height).map { UInt8(($0 * 73 + $0 / width * 31) % 256) }
      let image = try #require(GreyImage(width: width, height: height, pixels: pixels))
      let reduced = image.reduced(longSide: longSide)
      #expect(max(reduced.width, reduced.height) == min(longSide, max(width, height)))
      for y in 0..<reduced.height {
        for x in 0..<reduced.width {
          // In units of 1/reduced sides everything is whole.
          var sum = 0
          for row in 0..<height {
            for column in 0..<width {
              let across =
                min((column + 1) * reduced.width, (x + 1) * width)
                - max(column * reduced.width, x * width)
              let down =
                min((row + 1) * reduced.height, (y + 1) * height)
                - max(row * reduced.height, y * height)
              sum += max(0, across) * max(0, down) * Int(pixels[row * width + column])
            }
          }
          let area = width * height
          #expect(reduced.pixels[y * reduced.width + x] == UInt8((sum + area / 2) / area))
        }
      }
    }
  }

  @Test func transparencyIsWhite() throws {
    let samples: [UInt8] = [10, 20, 30, 255, 10, 20, 30, 0, 100, 100, 100, 128, 0, 0, 0, 1]
    let image = samples.withUnsafeBufferPointer {
      DecodedPixels(width: 2, height: 2, bands: 4, samples: $0).onWhite(longSide: 100)
    }
    let rgb = try #require(image?.rgb)
    #expect(rgb[0..<6] == [10, 20, 30, 255, 255, 255])
    #expect((176...178).contains(rgb[6]) && rgb[9] >= 253)
    let grey: [UInt8] = [5, 255, 7, 0]
    let two = grey.withUnsafeBufferPointer {
      DecodedPixels(width: 2, height: 1, bands: 2, samples: $0).onWhite(longSide: 100)
    }
    #expect(two?.rgb == [5, 5, 5, 255, 255, 255])
  }
}
