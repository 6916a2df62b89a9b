import Fingerprints
import Testing

/// `shape-1` sees a surface, however it is meshed, placed and sized.
struct ShapeTests {
  /// A lumpy ring of so many segments, written as one part.
  private func ring(_ around: Int, _ across: Int, lumps: Double = 3, width: Double = 0.35)
    -> TestModel.Part
  {
    TestSurface.grid(around, across) { u, v in
      let tube = width * (1 + 0.3 * TestSurface.wave(lumps * u))
      let far = 1 + tube * TestSurface.wave(v + 0.25)
      return (
        far * TestSurface.wave(u + 0.25), far * TestSurface.wave(u), tube * TestSurface.wave(v)
      )
    }
  }

  private func sketch(_ part: TestModel.Part) throws -> ShapeSketch {
    var part = part
    part.indexType = 5125
    let shapes = try ModelShapes(reading: TestModel(parts: [part]).bytes())
    #expect(shapes.meshes.count == 1 && shapes.meshes.first == shapes.file)
    return try #require(shapes.file)
  }

  private func expectCopy(
    _ part: TestModel.Part, _ known: ShapeSketch, _ place: SourceLocation = #_sourceLocation
  ) throws {
    let other = try sketch(part)
    let score = ShapeComparison.match(other.vector, known.vector)
    #expect(score != nil, "\(other.vector.distance(to: known.vector))", sourceLocation: place)
  }

  @Test func editsOfOneShapeMatch() throws {
    let plain = ring(64, 24)
    let known = try sketch(plain)
    #expect(ShapeComparison.match(known.vector, known.vector) == 1000)

    var turned = plain
    turned.node = "\"rotation\":[0.18,0.36,0.54,0.7391887],\"translation\":[40,-7,3]"
    try expectCopy(turned, known)
    turned.node = "\"scale\":[0.01,0.01,0.01]"
    try expectCopy(turned, known)
    turned.node = "\"scale\":[1,-1,1]"
    try expectCopy(turned, known)

    var unshared = plain
    unshared.positions = plain.indices.flatMap { plain.positions[$0 * 3..<$0 * 3 + 3] }
    unshared.indices = Array(plain.indices.indices)
    try expectCopy(unshared, known)

    var backwards = plain
    backwards.indices.reverse()
    try expectCopy(backwards, known)

    try expectCopy(TestSurface.subdivided(plain), known)
    try expectCopy(TestSurface.noisy(plain, by: 0.005), known)
    // Half and a fifth of the triangles.
    try expectCopy(ring(45, 17), known)
    try expectCopy(ring(29, 11), known)
  }

  @Test func otherShapesDoNot() throws {
    let known = try sketch(ring(64, 24))
    let others = [
      ring(64, 24, lumps: 2), ring(64, 24, lumps: 3, width: 0.6), ring(64, 24, lumps: 0),
      TestSurface.grid(48, 24) { u, v in
        let (far, high) = (TestSurface.wave(v / 2), TestSurface.wave(v / 2 + 0.25))
        return (far * TestSurface.wave(u + 0.25), far * TestSurface.wave(u), 2 * high)
      },
    ]
    for (number, other) in others.enumerated() {
      let vector = try sketch(other).vector
      #expect(ShapeComparison.match(vector, known.vector) == nil, "\(number)")
    }
  }

  /// A node's place says nothing about a skinned mesh (glTF 2.0, section 3.7.3.3).
  @Test func skinnedMeshesStandInTheirBindPose() throws {
    var pair = TestModel(parts: [ring(32, 12), ring(32, 12, lumps: 5)])
    let plain = try ModelShapes(reading: pair.bytes())
    #expect(plain.meshes.count == 2)
    pair.parts[1].node = "\"translation\":[9,0,0],\"scale\":[3,1,1],\"skin\":0"
    pair.extra = ",\"skins\":[{\"joints\":[0]}]"
    #expect(try ModelShapes(reading: pair.bytes()) == plain)
    pair.parts[1].node = "\"translation\":[9,0,0],\"scale\":[3,1,1]"
    #expect(try ModelShapes(reading: pair.bytes()).file != plain.file)
  }

  @Test func shapesOfNothing() throws {
    // Too few triangles; none with an area.
    #expect(try ModelShapes(reading: TestModel.tetrahedron().bytes()).file == nil)
    var flat = ring(32, 12)
    flat.positions = flat.positions.map { _ in 1 }
    #expect(try ModelShapes(reading: TestModel(parts: [flat]).bytes()).file == nil)
  }

  /// The published bits of a shape: they must never change under this name.
  @Test func goldenCode() throws {
    let known = try sketch(ring(64, 24))
    #expect(known.code.algorithm == Code.Algorithm("shape-1"))
    #expect(known.code.hex == "e52ae9edf30742bea35e142ae673a374d02ff81182d608742e9368a6c5dc71e8")
  }

  @Test func vectorsAsBytes() throws {
    let vector = try sketch(ring(64, 24)).vector
    let bytes = vector.bytes
    #expect(bytes.count == ShapeVector.byteCount)
    #expect(ShapeVector(bytes: bytes) == vector)
    #expect(ShapeVector(bytes: Array(bytes.dropLast())) == nil)
    #expect(ShapeVector(bytes: bytes + [0]) == nil)
    #expect(ShapeVector(bytes: [2] + bytes.dropFirst()) == nil)
    #expect(ShapeVector(bytes: []) == nil)
    let other = try sketch(ring(64, 24, lumps: 2)).vector
    #expect(vector.distance(to: other) == other.distance(to: vector))
  }
}
