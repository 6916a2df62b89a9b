import Fingerprints
import Foundation
import Testing

/// What is found again, and where.
struct FeatureComparisonTests {
  private let width = 640
  private let height = 400
  private var whole: PixelRect { PixelRect(x: 0, y: 0, width: width, height: height) }

  private func picture(_ seed: UInt64 = 1) throws -> GreyImage {
    try #require(TestTexture.draw(width: width, height: height, seed: seed))
  }

  private func match(
    _ query: GreyImage?, _ known: GreyImage, deep: Bool = false
  ) throws -> FeatureMatch? {
    FeatureComparison.match(
      FeatureQuery(try #require(query), deep: deep), LocalFeatures(known))
  }

  @Test func aPictureMatchesItself() throws {
    let picture = try picture()
    let found = try #require(try match(picture, picture))
    #expect(found.isMatch && !found.isMirrored)
    #expect(found.queryRegion.isNear(whole, tolerance: 1))
    #expect(found.knownRegion.isNear(whole, tolerance: 1))
    #expect(found.share > 0.9)
  }

  @Test func differentPicturesDoNot() throws {
    for seed in UInt64(2)..<12 {
      #expect(try match(picture(seed), picture(), deep: seed < 4)?.isMatch != true)
    }
    let flat = try #require(TestTexture.flat(width: width, height: height))
    #expect(try match(flat, picture()) == nil)
    #expect(try match(picture(), flat) == nil)
  }

  @Test func aPartIsFoundWhereItIs() throws {
    let picture = try picture()
    for part in [
      PixelRect(x: 40, y: 20, width: 560, height: 360),
      PixelRect(x: 300, y: 10, width: 320, height: 200),
      PixelRect(x: 0, y: 150, width: 250, height: 250),
    ] {
      let cut = try #require(picture.part(part))
      let found = try #require(try match(cut, picture))
      #expect(found.isMatch)
      #expect(found.knownRegion.isNear(part, tolerance: 6), "\(found.knownRegion)")
      let all = PixelRect(x: 0, y: 0, width: part.width, height: part.height)
      #expect(found.queryRegion.isNear(all, tolerance: 6), "\(found.queryRegion)")
      // And the other way round.
      let back = try #require(try match(picture, cut))
      #expect(back.isMatch)
      #expect(back.queryRegion.isNear(part, tolerance: 6), "\(back.queryRegion)")
    }
  }

  @Test func aMirroredPartIsFoundWhereItIs() throws {
    let picture = try picture()
    let part = PixelRect(x: 200, y: 60, width: 400, height: 300)
    let found = try #require(try match(picture.part(part)?.mirrored(), picture))
    #expect(found.isMatch && found.isMirrored)
    #expect(found.knownRegion.isNear(part, tolerance: 6), "\(found.knownRegion)")
    // A mirrored query's region is that of the query as it stands.
    let cut = try #require(picture.part(part))
    let back = try #require(try match(picture.mirrored(), cut))
    let mirror = PixelRect(x: width - 600, y: 60, width: 400, height: 300)
    #expect(back.isMatch && back.queryRegion.isNear(mirror, tolerance: 6), "\(back.queryRegion)")
  }

  @Test func turnedAndReducedPicturesAreFound() throws {
    let picture = try picture()
    let turned = try #require(try match(picture.turned(), picture))
    #expect(turned.isMatch && turned.knownRegion.isNear(whole, tolerance: 4))
    let halved = try #require(try match(picture.halved(), picture))
    #expect(halved.isMatch && halved.knownRegion.isNear(whole, tolerance: 4))
    let quarter = try #require(try match(picture.halved()?.halved(), picture))
    #expect(quarter.isMatch && quarter.knownRegion.isNear(whole, tolerance: 8))
  }

  @Test func aPastedPictureIsFoundInParts() throws {
    let picture = try picture()
    let small = try #require(picture.halved()?.halved())
    let host = try #require(TestTexture.draw(width: width, height: height, seed: 9))
    let pasted = try #require(host.covered(by: small, x: 420, y: 250))
    let found = try #require(try match(pasted, picture, deep: true))
    #expect(found.isMatch)
    let place = PixelRect(x: 420, y: 250, width: 160, height: 100)
    #expect(found.queryRegion.isNear(place, tolerance: 6), "\(found.queryRegion)")
    #expect(found.knownRegion.isNear(whole, tolerance: 16), "\(found.knownRegion)")
    // Whichever holds the other.
    let back = try #require(FeatureComparison.compare(picture, pasted, deep: true))
    #expect(back.isMatch && back.knownRegion.isNear(place, tolerance: 6), "\(back.knownRegion)")
  }

  @Test func regionsAreInPixelsOfTheOriginal() throws {
    let picture = try picture()
    let part = PixelRect(x: 160, y: 100, width: 320, height: 200)
    let query = FeatureQuery(
      try #require(picture.part(part)), original: (width: 960, height: 600), deep: false)
    let known = LocalFeatures(picture, original: (width: 3_200, height: 2_000))
    let found = try #require(FeatureComparison.match(query, known))
    #expect(
      found.knownRegion.isNear(
        PixelRect(x: 800, y: 500, width: 1_600, height: 1_000), tolerance: 25))
    #expect(
      found.queryRegion.isNear(PixelRect(x: 0, y: 0, width: 960, height: 600), tolerance: 12))
  }

  /// Chance agreement: the number of false alarms grows with what is tried and falls with what
  /// agrees.
  @Test func falseAlarms() {
    func score(_ matches: Int, _ inliers: Int, _ tests: Int = 1) -> Double {
      FalseAlarms.score(matches: matches, inliers: inliers, logProbability: -3, tests: tests)
    }
    // C(10, 5) C(5, 3) 8 / 10^6 = 252 · 10 · 8 / 10^6.
    #expect(abs(score(10, 5) - 1.6955) < 1e-3)
    #expect(score(10, 6) > score(10, 5))
    #expect(score(20, 6) < score(10, 6))
    #expect(abs(score(10, 6) - score(10, 6, 10) - 1) < 1e-9)
    #expect(score(10, 3) == -.infinity)
  }
}

/// The works of Fixtures, which are known to have copies.
@Suite(.disabled(if: TestDecoder.isMissing)) struct FeaturesOfWorksTests {
  private func work(_ name: String) async throws -> GreyImage {
    let tests = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    let root = tests.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path = root.appending(path: "Fixtures/works/\(name)").path
    let bytes = try #require(FileManager.default.contents(atPath: path))
    let decoded = await TestDecoder.onThread {
      Result { try TestDecoder.make().picture(Array(bytes)[...]).grey }
    }
    return try decoded.get()
  }

  @Test func worksAreToldApartAndTheirPartsFound() async throws {
    let names = [
      "cloud-collar.png", "dragon-robe.jpg", "lookbook.jpg", "peony.png", "phoenix.webp",
    ]
    var pictures: [GreyImage] = []
    for name in names { pictures.append(try await work(name)) }
    let known = pictures.map { LocalFeatures($0) }
    for (at, picture) in pictures.enumerated() {
      let (width, height) = (picture.width, picture.height)
      let part = PixelRect(
        x: width / 10, y: height / 8, width: width * 7 / 10, height: height * 7 / 10)
      let query = FeatureQuery(try #require(picture.part(part)), deep: false)
      for (other, features) in known.enumerated() {
        let found = FeatureComparison.match(query, features)
        #expect((found?.isMatch == true) == (at == other), "\(names[at]) in \(names[other])")
        if at == other, let found {
          #expect(found.knownRegion.isNear(part, tolerance: width / 50), "\(names[at])")
        }
      }
    }
  }
}
