import Fingerprints
import Testing

/// What files are and what VRM files say of their licence.
struct MediaTypeTests {
  private let fingerprinter = Fingerprinter(decoder: TestDecoder.make())

  @Test func magicBytes() {
    #expect(MediaType.sniff(magic: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]) == .png)
    #expect(MediaType.sniff(magic: [0xFF, 0xD8, 0xFF, 0xE0]) == .jpeg)
    #expect(MediaType.sniff(magic: Array("RIFF1234WEBPVP8 ".utf8)) == .webp)
    #expect(MediaType.sniff(magic: Array("RIFF1234WAVE".utf8)) == .other)
    #expect(MediaType.sniff(magic: Array("glTF".utf8)) == .glb)
    #expect(MediaType.sniff(magic: []) == .other)
    #expect(MediaType.sniff(TestModel.tetrahedron().bytes()) == .glb)
  }

  private func vrm(_ extensions: String) -> [UInt8] {
    var model = TestModel.tetrahedron()
    model.extra = ",\"extensions\":{\(extensions)}"
    return model.bytes()
  }

  @Test func licenceOfVersion1() throws {
    let bytes = vrm(
      "\"VRMC_vrm\":{\"meta\":{\"name\":\"云\",\"authors\":[\"A\",\"B\"],\"licenseUrl\":"
        + "\"https://vrm.dev/licenses/1.0/\",\"avatarPermission\":\"everyone\",\"commercialUsage\":"
        + "\"personalProfit\",\"allowRedistribution\":true,\"modification\":\"allowModification\","
        + "\"creditNotation\":\"unnecessary\"}}")
    #expect(MediaType.sniff(bytes) == .vrm)
    let found = try fingerprinter.fingerprint(bytes)
    let licence = try #require(found.licence)
    #expect(found.mediaType == .vrm)
    #expect(licence.name == "云" && licence.authors == ["A", "B"] && licence.avatar == .everyone)
    #expect(licence.commerce == .personalProfit && licence.modification == .allowModification)
    #expect(licence.allowsRedistribution && !licence.requiresCredit && !licence.allowsViolence)
  }

  @Test func silenceGrantsNothing() throws {
    let licence = try #require(
      try fingerprinter.fingerprint(vrm("\"VRMC_vrm\":{\"meta\":{}}")).licence)
    #expect(licence.avatar == .onlyAuthor && licence.commerce == .personalNonProfit)
    #expect(licence.modification == .prohibited && !licence.allowsRedistribution)
    #expect(licence.requiresCredit)
  }

  @Test func licenceOfVersion0() throws {
    let licence = try #require(
      try fingerprinter.fingerprint(
        vrm(
          "\"VRM\":{\"meta\":{\"title\":\"T\",\"author\":\"A\",\"allowedUserName\":\"Everyone\","
            + "\"commercialUssageName\":\"Allow\",\"violentUssageName\":\"Disallow\","
            + "\"licenseName\":\"CC_BY_ND\",\"texture\":-1}}")
      ).licence)
    #expect(licence.specification == "0.x" && licence.commerce == .corporation)
    #expect(licence.allowsRedistribution && licence.modification == .prohibited)
    #expect(licence.licence == "CC_BY_ND")
  }

  @Test func unknownWordsAreNotGuessed() {
    let bytes = vrm("\"VRMC_vrm\":{\"meta\":{\"avatarPermission\":\"anyone\"}}")
    let error = #expect(throws: FingerprintError.self) { try fingerprinter.fingerprint(bytes) }
    #expect(error?.message.contains("avatarPermission") == true)
  }

  @Test func unknownFilesHaveTheirDigest() throws {
    let found = try fingerprinter.fingerprint(Array("a pattern".utf8))
    #expect(found.mediaType == .other && found.codes.map(\.algorithm) == [.sha256, .blake3])
    #expect(!found.isFingerprintable)
    guard case .object(let members) = found.plain else {
      Issue.record("not an object")
      return
    }
    #expect(
      members.map(\.name) == [
        "bytes", "codes", "iscc", "mediaType", "notFingerprintable", "sha256",
      ])
  }
}
