import Cryptography
import Fingerprints
import Foundation
import Testing

/// Extracting, storing and reading back.
struct LocalFeaturesTests {
  private func features(seed: UInt64 = 1) throws -> LocalFeatures {
    LocalFeatures(try #require(TestTexture.draw(width: 640, height: 400, seed: seed)))
  }

  @Test func areTheSameEveryTime() throws {
    #expect(try features() == features())
    #expect(try features() != features(seed: 2))
  }

  /// The bytes are part of the format: another machine, or another variant of a kernel, must come
  /// to the same.
  @Test func bytesAreFixed() throws {
    let features = try features()
    #expect(features.count == FingerprintLimits.featuresMaximum)
    #expect(
      SHA256.hash(features.bytes).description
        == "f731675540cfb2031a26025f005d3e5e605dd41bbb39715dd1aaefffcb95f417")
  }

  @Test func survivesStorage() throws {
    let features = try features()
    #expect(LocalFeatures(bytes: features.bytes) == features)
    #expect(features.bytes.count <= LocalFeatures.bytesMaximum)
  }

  @Test func flatAndTinyPicturesHaveNone() throws {
    for (width, height) in [(600, 400), (1, 1), (3, 900), (900, 3), (33, 33)] {
      let features = LocalFeatures(try #require(TestTexture.flat(width: width, height: height)))
      #expect(features.count == 0)
      #expect(LocalFeatures(bytes: features.bytes) == features)
    }
  }

  @Test func anySizeIsTaken() throws {
    for (width, height) in [(17, 23), (64, 4_000), (129, 128), (513, 511), (1_601, 1_003)] {
      let image = try #require(TestTexture.draw(width: width, height: height, seed: 3))
      let features = LocalFeatures(image)
      #expect(features.count <= FingerprintLimits.featuresMaximum)
      #expect(features.width == width && features.height == height)
      #expect(LocalFeatures(bytes: features.bytes) == features)
    }
  }

  @Test func hostileBytesAreRefused() throws {
    let good = try features().bytes
    #expect(LocalFeatures(bytes: []) == nil)
    for length in [1, 14, 15, 16, good.count - 1] {
      #expect(LocalFeatures(bytes: Array(good.prefix(length))) == nil)
    }
    #expect(LocalFeatures(bytes: good + [0]) == nil)
    // A version; sides of nothing or beyond every limit; a frame of nothing or too large; a count.
    let broken: [(at: Int, bytes: [UInt8])] = [
      (0, [2]), (1, [0, 0, 0, 0]), (1, [255, 255, 255, 255]), (5, [0, 0, 0, 0]),
      (9, [0, 0]), (9, [1, 2]), (11, [255, 255]), (13, [255, 255]), (13, [0, 0]),
      // A keypoint outside of the frame, and one of a level that does not exist.
      (15, [255, 255]), (17, [255, 255]), (20, [8]),
    ]
    for (at, bytes) in broken {
      var copy = good
      copy.replaceSubrange(at..<at + bytes.count, with: bytes)
      #expect(LocalFeatures(bytes: copy) == nil, "\(bytes) at \(at)")
    }
    // Two keypoints in the wrong order, and one twice.
    var swapped = good
    swapped.replaceSubrange(15..<53, with: good[53..<91])
    #expect(LocalFeatures(bytes: swapped) == nil)
    swapped.replaceSubrange(53..<91, with: good[15..<53])
    #expect(LocalFeatures(bytes: swapped) == nil)
  }

  /// What is read is compared without a trap, whatever its descriptors and positions are.
  @Test func hostileFeaturesAreCompared() throws {
    var state: UInt64 = 5
    let image = try #require(TestTexture.draw(width: 640, height: 400, seed: 1))
    let query = FeatureQuery(image, deep: false)
    for round in 0..<20 {
      var bytes = LocalFeatures(image).bytes
      for at in stride(from: 15, to: bytes.count, by: 38) {
        state = state &* 6_364_136_223_846_793_005 &+ 1
        // All at one place of the level, or on one line.
        let x = round % 2 == 0 ? UInt16(40) : UInt16(40 + at / 38)
        bytes.replaceSubrange(at..<at + 4, with: [UInt8(x & 255), UInt8(x >> 8), 40, 0])
        bytes[at + 4] = UInt8(truncatingIfNeeded: at / 38 * 256 / 400)
        bytes[at + 5] = UInt8(at / 38 * 8 / 401)
        if round > 10 { bytes[at + 6 + Int(state >> 60)] ^= UInt8(truncatingIfNeeded: state >> 40) }
      }
      if let features = LocalFeatures(bytes: bytes) {
        #expect(FeatureComparison.match(query, features)?.isMatch != true)
      }
    }
  }
}
