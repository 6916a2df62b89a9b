import Fingerprints
import Testing

/// Accessors in every spelling that glTF 2.0 has for them, read to the same shape, and those that
/// contradict themselves, refused by name.
struct ModelAccessorTests {
  private let fingerprinter = Fingerprinter(decoder: TestDecoder.make())

  /// A tetrahedron whose buffer and accessors are given.
  private func model(binary: [UInt8], views: [String], accessors: [String], rest: String = "")
    -> [UInt8]
  {
    let json =
      "{\"asset\":{\"version\":\"2.0\"},\"buffers\":[{\"byteLength\":\(binary.count)}],"
      + "\"bufferViews\":[\(views.joined(separator: ","))],"
      + "\"accessors\":[\(accessors.joined(separator: ","))],"
      + "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0},\"indices\":1}]}],"
      + "\"nodes\":[{\"mesh\":0}]\(rest)}"
    return TestModel.container(json: Array(json.utf8), binary: binary)
  }

  private func shape(_ file: [UInt8]) throws -> String {
    try #require(
      try fingerprinter.fingerprint(file).codes.first { $0.algorithm == .geometry }
    ).hex
  }

  private func expect(
    _ file: [UInt8], _ code: FingerprintError.Code, _ part: String,
    _ place: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: FingerprintError.self, sourceLocation: place) {
      try fingerprinter.fingerprint(file)
    }
    #expect(error?.code == code, sourceLocation: place)
    #expect(
      error?.message.contains(part) == true, "\(error?.message ?? "")", sourceLocation: place)
  }

  private let corners: [UInt8] = [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3]
  private let plain: [Float] = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]
  private let indexAccessor =
    "{\"bufferView\":1,\"componentType\":5121,\"type\":\"SCALAR\",\"count\":12}"

  private func bytes(_ floats: [Float]) -> [UInt8] {
    floats.flatMap { TestBytes.littleEndian($0.bitPattern) }
  }

  private func view(_ offset: Int, _ count: Int, _ rest: String = "") -> String {
    "{\"buffer\":0,\"byteOffset\":\(offset),\"byteLength\":\(count)\(rest)}"
  }

  @Test func interleavedBuffers() throws {
    let wanted = try shape(TestModel.tetrahedron().bytes())
    // Positions 28 bytes apart, eight bytes in, with other things between.
    var binary: [UInt8] = []
    for corner in 0..<4 {
      binary += [UInt8](repeating: 0xAA, count: 8)
      binary += bytes(Array(plain[corner * 3..<corner * 3 + 3]))
      binary += [UInt8](repeating: 0xBB, count: 8)
    }
    let spaced = model(
      binary: binary + corners, views: [view(0, 112, ",\"byteStride\":28"), view(112, 12)],
      accessors: [
        "{\"bufferView\":0,\"byteOffset\":8,\"componentType\":5126,\"type\":\"VEC3\",\"count\":4}",
        indexAccessor,
      ])
    #expect(try shape(spaced) == wanted)
    #expect(try shape(reordered()) == wanted)
  }

  /// The node behind its parent, with another way to the same place.
  private func reordered() -> [UInt8] {
    var model = TestModel.tetrahedron()
    model.edits = [
      (
        "\"nodes\":[{\"mesh\":0}]",
        "\"nodes\":[{\"name\":\"b\",\"mesh\":0,\"translation\":[0,0,-2]},"
          + "{\"children\":[0],\"translation\":[0,0,2]}]"
      )
    ]
    return model.bytes()
  }

  @Test func quantisedPositions() throws {
    // KHR_mesh_quantization: 0 and 1 as whole numbers, or as normalised ones.
    let wanted = try shape(TestModel.tetrahedron().bytes())
    for (type, one, isNormalized) in [(5121, 1, false), (5121, 255, true), (5120, 127, true)] {
      let binary = plain.indices.flatMap { at -> [UInt8] in
        [plain[at] == 0 ? 0 : UInt8(one)] + (at % 3 == 2 ? [0] : [])
      }
      let file = model(
        binary: binary + corners, views: [view(0, 16, ",\"byteStride\":4"), view(16, 12)],
        accessors: [
          "{\"bufferView\":0,\"componentType\":\(type),\"normalized\":\(isNormalized),"
            + "\"type\":\"VEC3\",\"count\":4}", indexAccessor,
        ], rest: ",\"extensionsRequired\":[\"KHR_mesh_quantization\"]")
      #expect(try shape(file) == wanted, "\(type)")
    }
  }

  /// Positions of which all but the second stand in the buffer, or none does.
  private func sparse(
    _ members: String = "\"count\":1", base: Bool = true, places: [UInt8] = [1, 0, 0, 0],
    type: Int = 5121, values: String = "{\"bufferView\":3}"
  ) -> [UInt8] {
    let wrong: [Float] = [0, 0, 0, 7, 7, 7, 0, 1, 0, 0, 0, 1]
    let value: [Float] = base ? [1, 0, 0] : [1, 0, 0, 0, 1, 0, 0, 0, 1]
    return model(
      binary: bytes(wrong) + corners + places + bytes(value),
      views: [view(0, 48), view(48, 12), view(60, 4), view(64, value.count * 4)],
      accessors: [
        "{\(base ? "\"bufferView\":0," : "")\"componentType\":5126,\"type\":\"VEC3\",\"count\":4,"
          + "\"sparse\":{\(members),\"indices\":{\"bufferView\":2,\"componentType\":\(type)},"
          + "\"values\":\(values)}}", indexAccessor,
      ])
  }

  @Test func sparseAccessors() throws {
    let wanted = try shape(TestModel.tetrahedron().bytes())
    #expect(try shape(sparse()) == wanted)
    #expect(try shape(sparse(type: 5123)) == wanted)
    #expect(try shape(sparse(type: 5125)) == wanted)
    #expect(try shape(sparse("\"count\":3", base: false, places: [1, 2, 3, 0])) == wanted)
  }

  @Test func sparseRefusals() {
    let place = "accessors[0].sparse"
    expect(sparse("\"count\":0"), .modelMalformed, "\(place) has count 0")
    expect(sparse("\"count\":5"), .modelMalformed, "\(place) has count 5")
    expect(sparse("\"count\":9007199254740991"), .modelMalformed, place)
    expect(sparse("\"number\":1"), .modelMalformed, "\(place).count is missing")
    expect(sparse(places: [4, 0, 0, 0]), .modelMalformed, "element 0 is 4")
    expect(
      sparse("\"count\":3", base: false, places: [1, 1, 2, 0]), .modelMalformed, "element 1 is 1")
    expect(sparse("\"count\":2"), .modelMalformed, "\(place).values")
    expect(sparse(type: 5126), .modelMalformed, "\(place).indices has componentType 5126")
    expect(sparse(values: "{}"), .modelMalformed, "\(place) has no values")
    expect(sparse(values: "{\"bufferView\":9}"), .modelMalformed, "\(place).values.bufferView is 9")
    expect(
      sparse(values: "{\"bufferView\":3,\"byteOffset\":4}"), .modelMalformed, "\(place).values")
  }

  @Test func zeros() throws {
    let limit = FingerprintLimits.modelZerosMaximum
    func file(_ count: Int, _ part: String = "") -> [UInt8] {
      model(
        binary: corners, views: [view(0, 12), view(0, 12)],
        accessors: [
          "{\"componentType\":5126,\"type\":\"VEC3\",\"count\":\(count)}", indexAccessor,
        ], rest: part)
    }
    // Read as points at the origin: a model without a surface.
    #expect(try fingerprinter.fingerprint(file(4)).codes.count == 2)
    expect(file(limit + 1), .modelTooLarge, "accessors[0]")
    expect(file(limit), .modelTooLarge, "vertices")
    var compressed = TestModel.tetrahedron()
    compressed.edits = [
      ("\"bufferView\":0,\"componentType\":5126", "\"componentType\":5126"),
      (
        "\"indices\":1",
        "\"indices\":1,\"extensions\":{\"KHR_draco_mesh_compression\":{\"bufferView\":0}}"
      ),
    ]
    expect(compressed.bytes(), .modelUnsupported, "meshes[0].primitives[0] is compressed by KHR_")
    compressed.edits.removeFirst()
    // With accessors of its own the compression may be passed over.
    #expect(try fingerprinter.fingerprint(compressed.bytes()).codes.count >= 3)
  }
}
