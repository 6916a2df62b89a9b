import Fingerprints
import Testing

/// Every broken or greedy model is refused by name.
struct HostileModelTests {
  private let fingerprinter = Fingerprinter(decoder: TestDecoder.make())

  private func refusal(_ bytes: [UInt8]) -> FingerprintError? {
    do throws(FingerprintError) {
      _ = try fingerprinter.fingerprint(bytes)
      return nil
    } catch {
      return error
    }
  }

  private func expect(
    _ bytes: [UInt8], _ code: FingerprintError.Code, _ part: String,
    _ place: SourceLocation = #_sourceLocation
  ) {
    let error = refusal(bytes)
    #expect(error?.code == code, sourceLocation: place)
    #expect(
      error?.message.contains(part) == true, "\(error?.message ?? "accepted")",
      sourceLocation: place)
  }

  private func edited(_ old: String, _ new: String) -> [UInt8] {
    var model = TestModel.tetrahedron()
    model.edits = [(old, new)]
    return model.bytes()
  }

  @Test func containers() {
    let whole = TestModel.tetrahedron().bytes()
    for count in 4..<whole.count { #expect(refusal(Array(whole.prefix(count))) != nil) }
    expect(Array(whole.dropLast()), .modelMalformed, "header states")
    expect(whole + [0, 0, 0, 0], .modelMalformed, "header states")
    var longChunk = whole
    longChunk[15] = 0x7F
    expect(longChunk, .modelMalformed, "chunk 0 states")
    var version = whole
    version[4] = 1
    expect(version, .modelUnsupported, "version 1")
    expect(TestModel.container(json: Array("[]".utf8), binary: nil), .modelMalformed, "object")
  }

  @Test func descriptions() {
    func text(_ json: String) -> [UInt8] {
      TestModel.container(json: Array(json.utf8), binary: nil)
    }
    expect(
      text(String(repeating: "[", count: 100_000)), .modelTooLarge, "deep")
    expect(
      text("{\"a\":[" + String(repeating: "0,", count: 1_000_001) + "0]}"), .modelTooLarge, "values"
    )
    expect(text("{\"a\":1,\"a\":2}"), .modelMalformed, "same name")
    for broken in ["{", "{\"a\":01}", "{\"a\":1,}", "{\"a\":\"\\ud800\"}", "{\"a\":nul}", "{}x"] {
      expect(text(broken), .modelMalformed, "JSON byte")
    }
    expect(text("{\"a\":1e999}"), .modelMalformed, "JSON byte")
    expect(text("{}"), .modelMalformed, "asset.version")
  }

  @Test func ranges() {
    expect(
      edited("\"byteOffset\":0,", "\"byteOffset\":90,"), .modelMalformed,
      "bufferViews[0] has byteOffset 90 + byteLength 48, which exceeds buffers[0]")
    expect(edited("\"count\":4", "\"count\":5"), .modelMalformed, "accessors[0]")
    expect(edited("\"count\":4", "\"count\":9007199254740991"), .modelMalformed, "accessors[0]")
    expect(edited("\"count\":4", "\"count\":-4"), .modelMalformed, "accessors[0].count")
    expect(
      edited("\"bufferView\":0", "\"bufferView\":7"), .modelMalformed, "accessors[0].bufferView")
    expect(edited("\"POSITION\":0", "\"POSITION\":2"), .modelMalformed, "POSITION is 2")
    expect(
      edited("\"componentType\":5123", "\"componentType\":5126"), .modelMalformed,
      "accessors[1]")
    expect(edited("\"mesh\":0", "\"mesh\":1"), .modelMalformed, "nodes[0].mesh is 1")
    expect(edited("\"byteLength\":72}]", "\"byteLength\":73}]"), .modelMalformed, "buffers[0]")
    var model = TestModel.tetrahedron()
    model.parts[0].indices[7] = 4
    expect(model.bytes(), .modelMalformed, "accessors[1] element 7 is 4; there are 4 vertices")
    expect(
      TestModel.container(
        json: Array("{\"asset\":{\"version\":\"2.0\"},\"buffers\":[{\"byteLength\":4}]}".utf8),
        binary: nil), .modelMalformed, "buffers[0] has no uri")
  }

  @Test func numbers() {
    for bad in [Float.nan, .infinity, -.infinity] {
      var model = TestModel.tetrahedron()
      model.parts[0].positions[5] = bad
      expect(model.bytes(), .modelMalformed, "accessors[0] element 1 is not finite")
    }
    for node in [
      "\"scale\":[1e308,1e308,1e308],\"translation\":[1e308,1e308,1e308]",
      "\"rotation\":[1e200,-1e200,1e200,1e200]",
    ] {
      var model = TestModel.tetrahedron()
      model.parts[0].node = node
      #expect(refusal(model.bytes())?.code == .modelMalformed)
    }
  }

  @Test func nodeGraphs() {
    var model = TestModel.tetrahedron()
    model.parts[0].node = "\"children\":[0]"
    expect(model.bytes(), .modelMalformed, "ring")
    model.parts.append(model.parts[0])
    model.parts[0].node = "\"children\":[1]"
    model.parts[1].node = "\"children\":[0]"
    expect(model.bytes(), .modelMalformed, "ring")
    model.parts[0].node = "\"children\":[1,1]"
    model.parts[1].node = ""
    expect(model.bytes(), .modelMalformed, "already a child")
    let deep = (0..<2000).map { "{\"children\":[\($0 + 1)]}" }.joined(separator: ",")
    expect(
      TestModel.container(
        json: Array("{\"asset\":{\"version\":\"2.0\"},\"nodes\":[\(deep),{}]}".utf8), binary: nil),
      .modelTooLarge, "deep")
    let many = [String](repeating: "{}", count: 10_001).joined(separator: ",")
    expect(
      TestModel.container(
        json: Array("{\"asset\":{\"version\":\"2.0\"},\"nodes\":[\(many)]}".utf8), binary: nil),
      .modelTooLarge, "nodes has 10001 elements")
  }

  @Test func outsideTheFile() {
    expect(
      edited("\"buffers\":[{", "\"buffers\":[{\"uri\":\"http://example.com/a.bin\","),
      .externalResource, "buffers[0].uri")
    expect(
      edited("\"buffers\":[{", "\"buffers\":[{\"uri\":\"../../etc/passwd\","),
      .externalResource, "buffers[0].uri")
    var model = TestModel.tetrahedron()
    model.extra = ",\"images\":[{\"uri\":\"texture.png\"}]"
    expect(model.bytes(), .externalResource, "images[0].uri")
    model.extra = ",\"extensionsRequired\":[\"KHR_draco_mesh_compression\"]"
    expect(model.bytes(), .modelUnsupported, "KHR_draco_mesh_compression")
  }

  /// One mesh of few bytes placed so often that it would fill memory.
  @Test func amplification() {
    var model = TestModel.tetrahedron()
    model.parts[0].indices = (0..<30_000).map { $0 % 3 }
    let nodes = [String](repeating: "{\"mesh\":0}", count: 9_000).joined(separator: ",")
    model.edits = [("\"nodes\":[{\"mesh\":0}]", "\"nodes\":[\(nodes)]")]
    expect(model.bytes(), .modelTooLarge, "triangles")
  }

  /// Any single byte changed: refused or read, never a crash.
  @Test func flippedBytes() {
    let whole = TestModel.tetrahedron().bytes()
    for at in whole.indices {
      for flip in [1, 0x20, 0x80] as [UInt8] {
        var bytes = whole
        bytes[at] ^= flip
        _ = refusal(bytes)
      }
    }
  }
}
