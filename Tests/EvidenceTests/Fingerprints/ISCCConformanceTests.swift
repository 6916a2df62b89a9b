import Fingerprints
import Foundation
import Testing

/// Every case of the standard's conformance data, and what independent software makes of more.
struct ISCCConformanceTests {
  static let counts = [
    "gen_meta_code_v0": 20, "gen_text_code_v0": 5, "gen_image_code_v0": 3, "gen_audio_code_v0": 5,
    "gen_video_code_v0": 3, "gen_mixed_code_v0": 2, "gen_data_code_v0": 4,
    "gen_instance_code_v0": 3, "gen_iscc_code_v0": 5, "encode_seq": 4, "decode_seq": 4,
  ]

  @Test func everyCaseIsHere() throws {
    let all = try ISCCCase.read("vectors/iscc.json")
    #expect(all.mapValues(\.count) == ISCCConformanceTests.counts)
    #expect(all.values.joined().count == 58)
  }

  @Test(arguments: counts.keys.sorted()) func conforms(_ function: String) throws {
    let all = try ISCCCase.read("vectors/iscc.json")
    for test in try #require(all[function]) { try test.check() }
  }

  /// `scripts/make-iscc-vectors`: iscc-core 1.5.0 and iscc-lib 0.7.0.
  @Test func agreesWithPeers() throws {
    let all = try ISCCCase.read("fingerprints/iscc.json")
    #expect(all.count == 9)
    for test in all.values.joined() { try test.check() }
  }
}
