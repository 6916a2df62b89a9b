import Cryptography
import Fingerprints
import Foundation
import Testing

/// Every case of the standard's conformance data (`Fixtures/vectors/iscc.json`).
struct ISCCConformanceTests {
  static let functions = [
    "gen_meta_code_v0": 20, "gen_text_code_v0": 5, "gen_image_code_v0": 3, "gen_audio_code_v0": 5,
    "gen_video_code_v0": 3, "gen_mixed_code_v0": 2, "gen_data_code_v0": 4,
    "gen_instance_code_v0": 3, "gen_iscc_code_v0": 5, "encode_seq": 4, "decode_seq": 4,
  ]

  @Test func everyFunctionIsHere() throws {
    let all = try cases()
    #expect(Set(all.keys) == Set(ISCCConformanceTests.functions.keys))
    #expect(all.mapValues(\.count) == ISCCConformanceTests.functions)
    #expect(all.values.map(\.count).reduce(0, +) == 58)
  }

  @Test(arguments: functions.keys.sorted()) func conforms(_ function: String) throws {
    for (name, test) in try #require(try cases()[function]) {
      let name: Comment = "\(function) \(name)"
      let inputs = try #require(test["inputs"] as? [Any], name)
      let outputs = test["outputs"] as? [String: Any] ?? [:]
      let iscc = outputs["iscc"] as? String
      let bits = inputs.last as? Int ?? 64
      switch function {
      case "gen_meta_code_v0":
        let code = try ISCCMetaCode(
          name: try #require(inputs[0] as? String), description: inputs[1] as? String,
          meta: try metadata(inputs[2]), bits: bits)
        #expect(code.unit.code == iscc, name)
        #expect(code.name == outputs["name"] as? String, name)
        #expect(code.description == outputs["description"] as? String ?? "", name)
        #expect(code.digest.blake3Multihash == outputs["metahash"] as? String, name)
      case "gen_text_code_v0":
        let code = try ISCCTextCode.unit(try #require(inputs[0] as? String), bits: bits)
        #expect(code.unit.code == iscc, name)
        #expect(code.characters == outputs["characters"] as? Int, name)
      case "gen_image_code_v0":
        let grey = try #require(inputs[0] as? [Int]).map(UInt8.init)
        #expect(try ISCCImageCode.unit(grey32: grey, bits: bits).code == iscc, name)
      case "gen_audio_code_v0":
        let features = try #require(inputs[0] as? [Int]).map(Int32.init)
        #expect(try ISCCAudioCode.unit(chromaprint: features, bits: bits).code == iscc, name)
      case "gen_video_code_v0":
        let frames = try #require(inputs[0] as? [[Int]])
        #expect(try ISCCVideoCode.unit(frames: frames, bits: bits).code == iscc, name)
      case "gen_mixed_code_v0":
        let parts = try units(inputs[0])
        #expect(try ISCCMixedCode.unit(parts, bits: bits).code == iscc, name)
        #expect(try units(outputs["parts"]) == parts, name)
      case "gen_data_code_v0":
        var code = ISCCDataCode()
        code.update(try bytes(inputs[0]))
        #expect(try code.unit(bits: bits).code == iscc, name)
      case "gen_instance_code_v0":
        var sum = ISCCSum()
        sum.update(try bytes(inputs[0]))
        let result = try sum.finish(bits: bits)
        #expect(result.instance.code == iscc, name)
        #expect(result.digest.blake3Multihash == outputs["datahash"] as? String, name)
        #expect(result.byteCount == outputs["filesize"] as? Int, name)
      case "gen_iscc_code_v0":
        let code = try ISCCCode(try units(inputs[0]))
        #expect(code.code == iscc, name)
        #expect(try ISCCCode(code: code.code) == code, name)
      case "encode_seq":
        let encoded = try ISCCSequence.encode(try units(inputs[0]))
        #expect(encoded == (try bytes(test["outputs"])), name)
      case "decode_seq":
        let decoded = try ISCCSequence.decode(try bytes(inputs[0]))
        #expect(decoded.map(\.code) == test["outputs"] as? [String], name)
      default: Issue.record(name)
      }
    }
  }

  private func cases() throws -> [String: [String: [String: Any]]] {
    let json = try JSONSerialization.jsonObject(with: try fixture("vectors/iscc.json"))
    var functions = try #require(json as? [String: [String: Any]])
    functions["_metadata"] = nil
    return try functions.mapValues { try #require($0 as? [String: [String: Any]]) }
  }

  private func metadata(_ value: Any) throws -> ISCCMetaCode.Metadata? {
    if let url = value as? String { return .dataURL(url) }
    guard let object = value as? [String: Any] else { return nil }
    let json = try JSONSerialization.data(withJSONObject: object)
    return .json(String(decoding: json, as: UTF8.self))
  }

  private func units(_ value: Any?) throws -> [ISCCUnit] {
    try #require(value as? [String]).map { code in
      try ISCCUnit(code: code.hasPrefix("ISCC:") ? code : "ISCC:" + code)
    }
  }

  /// What stands after `stream:` or `bytes:`.
  private func bytes(_ value: Any?) throws -> [UInt8] {
    let parts = try #require(value as? String).split(
      separator: ":", omittingEmptySubsequences: false)
    return try #require(Hex.decode(parts[1]))
  }
}

/// A file of Fixtures.
private func fixture(_ name: String) throws -> Data {
  let tests = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
  let root = tests.deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  return try Data(contentsOf: root.appending(path: "Fixtures/\(name)"))
}
