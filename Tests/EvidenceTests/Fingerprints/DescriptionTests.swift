import Fingerprints
import Testing

/// The JSON of a model: every spelling of a text, and bounds that hold before memory is taken.
struct DescriptionTests {
  private func licence(_ meta: String) throws -> VRMLicence? {
    let json =
      "{\"asset\":{\"version\":\"2.0\"},\"extensions\":{\"VRMC_vrm\":{\"meta\":\(meta)}}}"
    let decoder = TestDecoder.make()
    let file = TestModel.container(json: Array(json.utf8), binary: nil)
    return try Fingerprinter(decoder: decoder).fingerprint(file).licence
  }

  @Test func escapes() throws {
    let found = try licence(
      "{\"n\\u0061me\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u8863\\ud83d\\udc57衣👗\"}")
    #expect(found?.name == "\"\\/\u{8}\u{c}\n\r\té衣👗衣👗")
    for broken in ["\\ud800", "\\ud800\\u0041", "\\udc00", "\\u12", "\\x", "\\", "\u{1}"] {
      #expect(throws: FingerprintError.self, "\(broken)") {
        try licence("{\"name\":\"\(broken)\"}")
      }
    }
  }

  @Test func repeatedNames() {
    for members in [
      "\"name\":\"a\",\"name\":\"b\"", "\"name\":\"a\",\"n\\u0061me\":\"b\"",
      (0..<40).map { "\"x\($0)\":0" }.joined(separator: ",") + ",\"x7\":1",
    ] {
      let error = #expect(throws: FingerprintError.self) { try licence("{\(members)}") }
      #expect(error?.message.contains("same name") == true)
    }
  }

  @Test func invalidBytes() {
    let json = Array("{\"a\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)
    let error = #expect(throws: FingerprintError.self) {
      try ModelShapes(reading: TestModel.container(json: json, binary: nil))
    }
    #expect(error?.message == "JSON byte 6: a text that is not UTF-8")
  }

  @Test func members() {
    let limit = FingerprintLimits.modelJSONMembersMaximum
    let many = (0...limit).map { "\"\($0)\":0" }.joined(separator: ",")
    let error = #expect(throws: FingerprintError.self) { try licence("{\(many)}") }
    #expect(error?.code == .modelTooLarge && error?.message.contains("members") == true)
  }

  @Test func numbers() throws {
    func count(_ text: String) -> FingerprintError? {
      var model = TestModel.tetrahedron()
      model.edits = [("\"count\":4", "\"count\":\(text)")]
      do throws(FingerprintError) {
        _ = try ModelShapes(reading: model.bytes())
        return nil
      } catch {
        return error
      }
    }
    for right in ["4", "4.0", "0.4e1", "40E-1"] { #expect(count(right) == nil, "\(right)") }
    for wrong in ["04", "4.", ".4", "+4", "4e", "-", "1e999", "4.5", "-4", "0x4"] {
      #expect(count(wrong)?.code == .modelMalformed, "\(wrong)")
    }
  }

  /// A mesh placed often may not draw more than the file's size gives reason for.
  @Test func drawnTriangles() throws {
    var model = TestModel.tetrahedron()
    let limit = FingerprintLimits.modelDrawnMinimum
    model.parts[0].indices = (0..<3000).map { $0 % 3 }
    func place(_ times: Int) -> [UInt8] {
      let nodes = [String](repeating: "{\"mesh\":0}", count: times).joined(separator: ",")
      model.edits = [("\"nodes\":[{\"mesh\":0}]", "\"nodes\":[\(nodes)]")]
      return model.bytes()
    }
    let error = #expect(throws: FingerprintError.self) {
      try ModelShapes(reading: place(limit / 1000 + 1))
    }
    #expect(error?.code == .modelTooLarge)
    #expect(throws: Never.self) { try ModelShapes(reading: place(limit / 1000)) }
  }
}
