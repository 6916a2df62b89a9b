import Cryptography
import Fingerprints
import Foundation
import Testing

/// One case of a file of ISCC vectors: a function of the reference software with its inputs and
/// outputs, in the form of the standard's conformance data.
struct ISCCCase {
  let name: Comment
  let function: String
  let inputs: [Any]
  let outputs: Any

  /// All cases of a file of Fixtures, by function.
  static func read(_ path: String) throws -> [String: [ISCCCase]] {
    let tests = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    let root = tests.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: root.appending(path: "Fixtures/\(path)"))
    let json = try #require(
      try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
    var all: [String: [ISCCCase]] = [:]
    for (function, cases) in json where function != "_metadata" {
      all[function] = try cases.map { name, value in
        let test = try #require(value as? [String: Any])
        return ISCCCase(
          name: "\(function) \(name)", function: function,
          inputs: try #require(test["inputs"] as? [Any]), outputs: try #require(test["outputs"]))
      }
    }
    return all
  }

  private var bits: Int { inputs.last as? Int ?? 64 }

  private func output<T>(_ name: String, as: T.Type = T.self) -> T? {
    (outputs as? [String: Any])?[name] as? T
  }

  /// Expects that what is made of the inputs is what the file says.
  func check() throws {
    let iscc: String? = output("iscc")
    switch function {
    case "gen_meta_code_v0":
      let code = try ISCCMetaCode(
        name: try string(inputs[0]), description: inputs[1] as? String,
        meta: try metadata(inputs[2]), bits: bits)
      #expect(code.unit.code == iscc, name)
      #expect(code.name == output("name"), name)
      #expect(code.description == output("description") ?? "", name)
      #expect(code.digest.blake3Multihash == output("metahash"), name)
    case "gen_text_code_v0":
      let code = try ISCCTextCode.unit(try string(inputs[0]), bits: bits)
      #expect(code.unit.code == iscc, name)
      #expect(code.characters == output("characters"), name)
    case "gen_image_code_v0":
      let grey = try #require(inputs[0] as? [Int], name).map(UInt8.init)
      #expect(try ISCCImageCode.unit(grey32: grey, bits: bits).code == iscc, name)
    case "gen_audio_code_v0":
      let features = try #require(inputs[0] as? [Int], name).map(Int32.init)
      #expect(try ISCCAudioCode.unit(chromaprint: features, bits: bits).code == iscc, name)
    case "gen_video_code_v0":
      let frames = try #require(inputs[0] as? [[Int]], name)
      #expect(try ISCCVideoCode.unit(frames: frames, bits: bits).code == iscc, name)
    case "gen_mixed_code_v0":
      let parts = try units(inputs[0])
      #expect(try ISCCMixedCode.unit(parts, bits: bits).code == iscc, name)
    case "gen_data_code_v0":
      var code = ISCCDataCode()
      code.update(try bytes(inputs[0]))
      #expect(try code.unit(bits: bits).code == iscc, name)
    case "gen_instance_code_v0":
      let result = try sum(bits: bits, wide: false)
      #expect(result.instance.code == iscc, name)
    case "gen_sum_code_v0":
      let result = try sum(bits: bits, wide: try #require(inputs[1] as? Bool, name))
      #expect(result.code.code == iscc, name)
      #expect([result.data.code, result.instance.code] == output("units"), name)
    case "gen_iscc_code_v0":
      let code = try ISCCCode(try units(inputs[0]))
      #expect(code.code == iscc, name)
      #expect(try ISCCCode(code: code.code) == code, name)
    case "encode_seq":
      let encoded = try ISCCSequence.encode(try units(inputs[0]))
      #expect(encoded == (try bytes(outputs)), name)
    case "decode_seq":
      let decoded = try ISCCSequence.decode(try bytes(inputs[0]))
      #expect(decoded.map(\.code) == outputs as? [String], name)
    case "text_name_from_uri":
      #expect(ISCCMetaCode.name(ofFile: try string(inputs[0])) == output("name"), name)
    default: Issue.record(name)
    }
  }

  /// The sum of a stream, which has to be the same however it is cut into pieces.
  private func sum(bits: Int, wide: Bool) throws -> ISCCSum.Result {
    let bytes = try bytes(inputs[0])
    var stream = ISCCSum()
    stream.update(bytes)
    let result = try stream.finish(bits: bits, wide: wide)
    var draws = SplitMix(seed: 9)
    for longest in [700, 20_000] {
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = rest.prefix(Int(draws.next() % UInt64(longest)))
        stream.update(Array(piece))
        rest = rest.dropFirst(piece.count)
      }
      let again = try stream.finish(bits: bits, wide: wide)
      #expect(again == result, name)
    }
    #expect(result.digest.blake3Multihash == output("datahash"), name)
    #expect(result.byteCount == output("filesize"), name)
    return result
  }

  private func string(_ value: Any) throws -> String { try #require(value as? String, name) }

  private func metadata(_ value: Any) throws -> ISCCMetaCode.Metadata? {
    if let url = value as? String { return .dataURL(url) }
    guard let object = value as? [String: Any] else { return nil }
    let json = try JSONSerialization.data(withJSONObject: object)
    return .json(String(decoding: json, as: UTF8.self))
  }

  private func units(_ value: Any) throws -> [ISCCUnit] {
    try #require(value as? [String], name).map { code in
      try ISCCUnit(code: code.hasPrefix("ISCC:") ? code : "ISCC:" + code)
    }
  }

  /// What stands after `stream:` or `bytes:`, or what a seed and a length after `splitmix:` give:
  /// words of which every fourth kilobyte is zeros.
  private func bytes(_ value: Any) throws -> [UInt8] {
    let parts = try string(value).split(separator: ":", omittingEmptySubsequences: false)
    guard parts[0] == "splitmix" else { return try #require(Hex.decode(parts[1]), name) }
    var draws = SplitMix(seed: try #require(UInt64(parts[1]), name))
    let length = try #require(Int(parts[2]), name)
    var out: [UInt8] = []
    while out.count < length { withUnsafeBytes(of: draws.next().littleEndian) { out += $0 } }
    out.removeLast(out.count - length)
    for at in out.indices where at % 4096 >= 3072 { out[at] = 0 }
    return out
  }
}
