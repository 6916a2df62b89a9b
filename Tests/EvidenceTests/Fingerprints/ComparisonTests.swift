import Cryptography
import Fingerprints
import Testing

/// What two files come to, on pictures drawn for the test.
struct ComparisonTests {
  /// A picture's fingerprint without a decoding process.
  private func fingerprint(
    _ image: PixelImage, isTexture: Bool = false, looking: Fingerprinter.Looking = .usual
  ) throws -> FileFingerprint {
    let grey = try #require(image.grey)
    let picture = Picture(
      mediaType: .png, info: ImageInfo(width: image.width, height: image.height),
      perceptual: PerceptualHash(image), grey: grey, isccGrey: [])
    let print = PictureFingerprint(picture, path: nil, looking: looking)
    let digest = SHA256.hash(image.rgb)
    return FileFingerprint(
      sha256: digest, byteCount: image.rgb.count, mediaType: isTexture ? .glb : .png,
      codes: [
        try #require(Code(algorithm: .sha256, bytes: digest.bytes)), print.perceptual.code,
      ],
      pictures: [print],
      features: FileFeatures(
        isModel: isTexture,
        pictures: [.init(code: print.perceptual.code, features: print.features)], shapes: []))
  }

  private func draw(_ seed: UInt64) throws -> PixelImage {
    try #require(TestPicture.draw(width: 640, height: 480, seed: seed, shapes: 90))
  }

  private func cropped(
    _ image: PixelImage, x: Int, y: Int, width: Int, height: Int
  ) throws -> PixelImage {
    var rgb: [UInt8] = []
    for row in y..<y + height {
      let start = 3 * (row * image.width + x)
      rgb += image.rgb[start..<start + 3 * width]
    }
    return try #require(PixelImage(width: width, height: height, rgb: rgb))
  }

  private func mirrored(_ image: PixelImage) throws -> PixelImage {
    var rgb: [UInt8] = []
    for row in 0..<image.height {
      for column in (0..<image.width).reversed() {
        let at = 3 * (row * image.width + column)
        rgb += image.rgb[at..<at + 3]
      }
    }
    return try #require(PixelImage(width: image.width, height: image.height, rgb: rgb))
  }

  @Test func equalBytesAreExact() throws {
    let one = try fingerprint(try draw(1))
    let finding = Comparison().compare(one, one)
    #expect(finding.verdict == .exact && finding.score == 1000)
  }

  @Test func aMirroredPictureIsTheSame() throws {
    let image = try draw(2)
    let finding = Comparison().compare(
      try fingerprint(try mirrored(image)), try fingerprint(image))
    #expect(finding.verdict == .samePicture && finding.algorithm == .pdq)
    #expect(finding.reason.contains("mirrored"))
  }

  @Test func aPartIsFoundWhereItIs() throws {
    let image = try draw(3)
    let part = try cropped(image, x: 200, y: 120, width: 320, height: 240)
    for (query, known, isSwapped) in [(part, image, false), (image, part, true)] {
      let finding = Comparison().compareBothWays(
        try fingerprint(query), try fingerprint(known))
      #expect(finding.verdict == .partOf && finding.score >= 600, "\(finding)")
      let regions = try #require(finding.regions)
      let whole = isSwapped ? regions.query : regions.known
      #expect(abs(whole.x - 200) < 20 && abs(whole.y - 120) < 20, "\(whole)")
      #expect(abs(whole.width - 320) < 30 && abs(whole.height - 240) < 30, "\(whole)")
    }
  }

  @Test func differentPicturesHaveNothingInCommon() throws {
    // Drawn without the grain that all other test pictures share, which would be found.
    let prints = try (10..<20 as Range<UInt64>).map { seed in
      let grey = try #require(TestTexture.draw(width: 640, height: 480, seed: seed))
      let rgb = grey.pixels.flatMap { [$0, $0, $0] }
      return try fingerprint(try #require(PixelImage(width: 640, height: 480, rgb: rgb)))
    }
    for (at, query) in prints.enumerated() {
      for known in prints[..<at] {
        let finding = Comparison().compareBothWays(query, known)
        #expect(!finding.verdict.isCopy, "\(finding)")
      }
    }
  }

  @Test func aTextureOfBothIsATextureAlone() throws {
    let image = try draw(4)
    let one = try fingerprint(image, isTexture: true)
    let part = try fingerprint(
      try cropped(image, x: 0, y: 0, width: 400, height: 400), isTexture: true)
    #expect(Comparison().compare(part, one).verdict == .sameTexture)
    let again = try fingerprint(try mirrored(image), isTexture: true)
    #expect(Comparison().compare(again, one).verdict == .sameTexture)
  }

  @Test func manyAlternativesAskForMore() throws {
    let image = try draw(5)
    let known = try #require(try fingerprint(image).features)
    let query = SimilarityQuery([
      try fingerprint(try cropped(image, x: 100, y: 100, width: 300, height: 300))
    ])
    let few = try #require(Comparison().compare(query, known))
    let many = try #require(Comparison().compare(query, known, alternatives: 1_000_000))
    #expect(few.score > many.score || few.score == 990)
  }

  @Test func flatPicturesHaveNothingToCompare() throws {
    let flat = try #require(TestPicture.draw(width: 300, height: 300, seed: 1, shapes: 0))
    let other = try #require(TestPicture.draw(width: 310, height: 300, seed: 1, shapes: 0))
    let finding = Comparison().compare(try fingerprint(flat), try fingerprint(other))
    #expect(finding.verdict == .notFingerprintable)
  }

  @Test func theGalleryFindsPartsAmongOthers() throws {
    var gallery = Gallery()
    var images: [PixelImage] = []
    for seed in 30..<50 {
      let image = try draw(UInt64(seed))
      images.append(image)
      let print = try fingerprint(image)
      let features = try #require(print.features)
      gallery.insert(
        asset: seed, version: seed - 29, codes: print.codes, files: [(print.sha256, features)])
    }
    #expect(gallery.pictureCount == 20 && gallery.version == 20)
    for (at, image) in images.enumerated() {
      let part = try cropped(image, x: 150, y: 100, width: 360, height: 270)
      let query = SimilarityQuery([try fingerprint(part)])
      let found = gallery.candidates(for: try #require(query.pictures.first).features)
      #expect(found.prefix(2).map(\.asset).contains(30 + at))
    }
  }

  @Test func keptFormsAreReadBackAndNothingElseIs() throws {
    let print = try fingerprint(try draw(6), looking: .deep)
    let vector = try #require(
      ShapeVector(bytes: [1] + [UInt8](repeating: 7, count: ShapeVector.byteCount - 1)))
    let kept = FileFeatures(
      isModel: true, permitsDerivatives: true,
      pictures: print.pictures.map {
        .init(code: $0.perceptual.code, features: $0.features)
      },
      shapes: [.init(isWhole: true, vector: vector), .init(isWhole: false, vector: vector)])
    let bytes = kept.bytes
    #expect(FileFeatures(bytes: bytes) == kept)
    #expect(FileFeatures(bytes: bytes + [0]) == nil)
    for end in stride(from: 0, to: bytes.count, by: 97) {
      #expect(FileFeatures(bytes: Array(bytes[..<end])) == nil)
    }
    let query = try #require(print.pictures[0].query)
    let asked = query.bytes
    #expect(asked.count <= FeatureQuery.bytesMaximum)
    #expect(FeatureQuery(bytes: asked)?.bytes == asked)
    for end in stride(from: 0, to: asked.count, by: 1_009) {
      #expect(FeatureQuery(bytes: Array(asked[..<end])) == nil)
    }
  }
}
