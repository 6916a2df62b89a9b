import Fingerprints
import Foundation
import Testing

/// Pictures through a real decoding process.
@Suite(.serialized, .enabled(if: !TestDecoder.isMissing, "yunshang is not built"))
struct ImageDecoderTests {
  private let decoder = TestDecoder.make()

  private func refusal(_ bytes: [UInt8]) async -> FingerprintError? {
    let decoder = decoder
    return await TestDecoder.onThread {
      do throws(FingerprintError) {
        _ = try decoder.picture(bytes[...])
        return nil
      } catch {
        return error
      }
    }
  }

  private func fingerprint(_ bytes: [UInt8]) async throws -> FileFingerprint {
    let fingerprinter = Fingerprinter(decoder: decoder)
    let result = await TestDecoder.onThread {
      Result { () throws(FingerprintError) in try fingerprinter.fingerprint(bytes) }
    }
    return try result.get()
  }

  private func picture(_ seed: UInt64, width: Int = 320, height: Int = 200) throws -> PixelImage {
    try #require(TestPicture.draw(width: width, height: height, seed: seed, shapes: 24))
  }

  @Test func pixelsArriveUnchanged() async throws {
    let picture = try picture(7)
    let bytes = TestPNG.encode(picture)
    let decoder = decoder
    let decoded = try await TestDecoder.onThread {
      Result { () throws(FingerprintError) in try decoder.picture(bytes[...]) }
    }.get()
    #expect(decoded.grey.pixels == TestPicture.grey(of: picture))
    #expect(decoded.perceptual.variants == PerceptualHash(picture).variants)
    #expect(decoded.info == ImageInfo(width: 320, height: 200))
    #expect(decoded.mediaType == .png)
  }

  @Test func codesSurviveScalingEncodingAndMirroring() async throws {
    let drawn = try picture(11, width: 1600, height: 1000)
    let original = try await fingerprint(TestPNG.encode(drawn))
    #expect(original.image == ImageInfo(width: 1600, height: 1000))
    #expect(original.codes.map(\.algorithm) == [.sha256, .blake3, .pdq, .features])
    #expect(original.variants.count == 7)

    let decoder = decoder
    let small = try await TestDecoder.onThread {
      Result { () throws(FingerprintError) in
        try decoder.preview(TestPNG.encode(drawn)[...], longSide: 640)
      }
    }.get()
    #expect(small.width == 640 && small.height == 400)
    #expect(MediaType.sniff(magic: small.bytes) == .webp)

    let turned = (0..<1600 * 1000).flatMap { at in
      let from = (at / 1600 * 1600 + 1599 - at % 1600) * 3
      return drawn.rgb[from..<from + 3]
    }
    let mirrored = try #require(PixelImage(width: 1600, height: 1000, rgb: turned))
    var index = CodeIndex()
    index.insert(asset: 41, codes: original.codes)
    for (copy, reason) in [(small.bytes, "bits"), (TestPNG.encode(mirrored), "mirrored")] {
      let query = SimilarityQuery([try await fingerprint(copy)])
      let found = try #require(index.matches(for: query).first)
      #expect(found.asset == 41 && found.verdict == .samePicture && found.score > 850)
      #expect(found.reason.contains(reason))
    }
    let other = SimilarityQuery([try await fingerprint(TestPNG.encode(try picture(12)))])
    #expect(index.matches(for: other).isEmpty)
    #expect(index.matches(for: other).verdict(for: other) == .none)
  }

  @Test func flatPicturesHaveNoCode() async throws {
    let flat = try #require(TestPicture.draw(width: 300, height: 300, seed: 1, shapes: 0))
    let found = try await fingerprint(TestPNG.encode(flat))
    #expect(found.codes.map(\.algorithm) == [.sha256, .blake3])
    #expect(found.notFingerprintable?.contains("too little detail") == true)
    let query = SimilarityQuery([found])
    #expect(CodeIndex().matches(for: query).verdict(for: query) == .notFingerprintable)
  }

  @Test func refusalsAreSpecific() async throws {
    let whole = TestPNG.encode(try picture(3))
    #expect(await refusal(TestPNG.promise(width: 60_000, height: 10))?.code == .imageTooLarge)
    #expect(await refusal(TestPNG.promise(width: 15_000, height: 15_000))?.code == .imageTooLarge)
    #expect(await refusal(TestPNG.promise(width: 3_000, height: 4_000))?.code == .imageMalformed)
    #expect(await refusal(TestPNG.promise(width: 5_000, height: 4_000))?.code == .imageTooLarge)
    #expect(await refusal(Array(whole.prefix(whole.count / 2)))?.code == .imageMalformed)
    #expect(await refusal(Array(whole.prefix(20)))?.code == .imageMalformed)
    #expect(await refusal([])?.code == .imageUnsupported)
    #expect(await refusal(Array("<svg xmlns=\"x\"/>".utf8))?.code == .imageUnsupported)
    for magic in [[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], [0xFF, 0xD8, 0xFF]] as [[UInt8]]
    {
      var draws = SystemRandomNumberGenerator()
      let noise = (0..<5000).map { _ in UInt8.random(in: 0...255, using: &draws) }
      #expect(await refusal(magic + noise)?.code == .imageMalformed)
    }
  }

  @Test func embeddedPicturesAreCodedAndRefusedByName() async throws {
    var model = TestModel.tetrahedron()
    let texture = TestPNG.encode(try picture(5))
    model.pictures = [texture, texture, Array("KTX 20".utf8)]
    let found = try await fingerprint(model.bytes())
    #expect(found.codes.map(\.algorithm) == [.sha256, .blake3, .geometry, .pdq, .features])
    #expect(found.notes.count == 1 && found.notes[0].hasPrefix("images[2]"))

    var recoloured = model
    recoloured.pictures = [TestPNG.encode(try picture(6))]
    let other = try await fingerprint(recoloured.bytes())
    var index = CodeIndex()
    index.insert(asset: 1, codes: found.codes)
    let query = SimilarityQuery([other])
    #expect(index.matches(for: query).map(\.verdict) == [.sameShape])

    model.pictures = [TestPNG.promise(width: 60_000, height: 60_000)]
    let bytes = model.bytes()
    let fingerprinter = Fingerprinter(decoder: decoder)
    let result = await TestDecoder.onThread {
      Result { () throws(FingerprintError) in try fingerprinter.fingerprint(bytes) }
    }
    guard case .failure(let error) = result else {
      Issue.record("a bomb inside a model was accepted")
      return
    }
    #expect(error.code == .imageTooLarge && error.message.hasPrefix("images[0]: "))
  }

  @Test func previewOfAModelIsItsColour() async throws {
    var model = TestModel.tetrahedron()
    model.pictures = [
      TestPNG.encode(try picture(5, width: 100, height: 50)),
      TestPNG.encode(try picture(6, width: 60, height: 90)),
    ]
    model.extra =
      ",\"textures\":[{\"source\":0},{\"source\":1}],\"materials\":[{\"pbrMetallicRoughness\":"
      + "{\"baseColorTexture\":{\"index\":1}}}]"
    let bytes = model.bytes()
    let fingerprinter = Fingerprinter(decoder: decoder)
    let preview = try await TestDecoder.onThread {
      Result { () throws(FingerprintError) in try fingerprinter.preview(bytes) }
    }.get()
    #expect(preview.width == 60 && preview.height == 90)
    let none = TestModel.tetrahedron().bytes()
    let result = await TestDecoder.onThread {
      Result { () throws(FingerprintError) in try fingerprinter.preview(none) }
    }
    #expect(throws: FingerprintError.self) { try result.get() }
  }

  @Test func oneProcessMayTakeSeveralPicturesInTurn() async throws {
    let executable = try #require(TestDecoder.executable)
    let decoder = ImageDecoder(executable: executable, workers: 1, picturesPerWorker: 3)
    let good = TestPNG.encode(try picture(21))
    let bad = Array(good.prefix(good.count / 2))
    let outcomes = await TestDecoder.onThread { () -> [FingerprintError.Code?] in
      // A refusal in between does not disturb what follows, nor does the change of processes.
      [good, bad, good, good, good, bad, bad, bad, good].map { bytes in
        do throws(FingerprintError) {
          _ = try decoder.picture(bytes[...])
          return nil
        } catch {
          return error.code
        }
      }
    }
    let broken = FingerprintError.Code.imageMalformed
    #expect(outcomes == [nil, broken, nil, nil, nil, broken, broken, broken, nil])
  }

  @Test func slowAndBrokenDecodersAreEnded() async throws {
    func outcome(_ executable: String, _ arguments: [String], _ limit: Int) async
      -> FingerprintError?
    {
      let decoder = ImageDecoder(
        executable: executable, subcommand: arguments, timeoutMilliseconds: limit)
      return await TestDecoder.onThread {
        do throws(FingerprintError) {
          _ = try decoder.picture([0xFF, 0xD8, 0xFF])
          return nil
        } catch {
          return error
        }
      }
    }
    let started = ContinuousClock.now
    #expect(await outcome("/bin/sh", ["-c", "sleep 30"], 200)?.code == .imageTooCostly)
    #expect(ContinuousClock.now - started < .seconds(5))
    #expect(await outcome("/bin/sh", ["-c", "cat /dev/zero"], 5000)?.code == .decoderFailed)
    #expect(await outcome("/bin/sh", ["-c", "echo nonsense"], 5000)?.code == .decoderFailed)
    #expect(await outcome("/bin/sh", ["-c", "kill -XCPU $$"], 5000)?.code == .imageTooCostly)
    #expect(await outcome("/bin/sh", ["-c", "kill -SEGV $$"], 5000)?.code == .imageMalformed)
    #expect(await outcome("/nonexistent", [], 5000)?.code == .decoderFailed)
    // Nothing of the parent's is open in the child: ls itself opens the one more.
    let listing = "test \"$(ls /proc/self/fd | wc -l)\" = 4 && kill -XCPU $$"
    #expect(await outcome("/bin/sh", ["-c", listing], 5000)?.code == .imageTooCostly)
  }
}
