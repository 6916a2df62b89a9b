import Fingerprints
import Testing

struct ISCCUnitTests {
  @Test func codesReadBack() throws {
    var draws = SplitMix(seed: 5)
    for type in ISCCMainType.allCases where type != .iscc {
      for bits in ISCCUnit.lengths {
        let digest = (0..<32).map { _ in UInt8(truncatingIfNeeded: draws.next()) }
        let subType = ISCCSubType(rawValue: Int(draws.next() % 200))
        let unit = try ISCCUnit(type, subType, digest: digest, bits: bits)
        #expect(unit.bits == bits)
        #expect(try ISCCUnit(code: unit.code) == unit)
      }
    }
  }

  @Test(arguments: [
    "", "ISCC:", "GAAXL2XYM5BQIAZ3", "ISCC:gaaxl2xym5bqiaz3", "ISCC:GAAXL2XYM5BQIAZ", "ISCC:1",
    "ISCC:GAAXL2XYM5BQIAZ3A", "ISCC:GAAXL2XYM5BQIAZ3AAAAAAAA",
    "ISCC:KUAAQQICFKJYKY4KUMQV6B6THIBBUG", "ISCC:777777777777",
  ])
  func brokenUnitsAreRefused(_ code: String) {
    #expect(throws: ISCCError.self) { try ISCCUnit(code: code) }
  }

  @Test(arguments: [
    "ISCC:KUAAQQICFKJYKY4KUMQV6B6THIBB", "ISCC:GAAXL2XYM5BQIAZ3", "ISCC:KUAA", "",
    "ISCC:KACAQQICFKJYKY4KUMQV6B6THIBBUG",
  ])
  func brokenCompositesAreRefused(_ code: String) {
    #expect(throws: ISCCError.self) { try ISCCCode(code: code) }
  }

  @Test func brokenSequencesAreRefused() throws {
    let bytes = try ISCCInstanceCode.unit([1, 2, 3]).bytes
    #expect(throws: ISCCError.self) { try ISCCSequence.decode([]) }
    for count in 1..<bytes.count {
      #expect(throws: ISCCError.self) { try ISCCSequence.decode(Array(bytes.prefix(count))) }
    }
    #expect(throws: ISCCError.self) { try ISCCSequence.decode(bytes + [0x40]) }
    #expect(try ISCCSequence.decode(bytes + bytes).count == 2)
  }

  @Test func lengthsAreChecked() throws {
    for bits in [0, 16, 48, 288] {
      #expect(throws: ISCCError.self) { try ISCCInstanceCode.unit([], bits: bits) }
    }
    let (data, instance) = (
      try ISCCUnit(.data, digest: [1, 2, 3, 4], bits: 32), try ISCCInstanceCode.unit([])
    )
    #expect(throws: ISCCError.self) { try ISCCCode([data, instance]) }
    #expect(throws: ISCCError.self) { try ISCCCode([instance, instance]) }
    #expect(throws: ISCCError.self) { try ISCCUnit(.data, digest: [1, 2, 3], bits: 32) }
  }

  @Test func distanceIsOverTheShorter() throws {
    let long = try ISCCUnit(.data, digest: [0xFF, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF], bits: 64)
    let short = try ISCCUnit(.data, digest: [0xFE, 0, 0, 0], bits: 32)
    #expect(long.distance(to: short) == 2)
    #expect(short.distance(to: long) == 2)
    #expect(long.distance(to: try ISCCInstanceCode.unit([])) == nil)
  }

  @Test(arguments: ["", " \n\u{200B}\u{3000}", "\u{0}\u{7}"])
  func blankNamesHaveNoCode(_ name: String) {
    #expect(throws: ISCCError.self) { try ISCCMetaCode.unit(name: name) }
  }

  @Test func namesOfMarksAloneHaveACode() throws {
    // Nothing is left of it for hashing, but it is a name.
    #expect(try ISCCMetaCode.unit(name: "…!").bits == 64)
  }

  @Test func metadataIsBounded() {
    let most = ISCCMetaCode.metadataBytesMaximum
    let payload = [UInt8](repeating: 7, count: most + 1)
    #expect(throws: ISCCError.self) { try ISCCMetaCode(name: "a", meta: .payload(payload)) }
    for url in ["", "data:", "data:x;base64,###", "data:,%zz", "data:,%1"] {
      #expect(throws: ISCCError.self) { try ISCCMetaCode(name: "a", meta: .dataURL(url)) }
    }
    #expect(throws: ISCCError.self) { try ISCCMetaCode(name: "a", meta: .json("{")) }
  }
}
