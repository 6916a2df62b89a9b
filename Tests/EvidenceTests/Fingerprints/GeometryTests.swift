import Fingerprints
import Testing

/// `geometry-1` sees a shape, not the way a file spells it.
struct GeometryTests {
  private let fingerprinter = Fingerprinter(decoder: TestDecoder.make())

  private func shape(_ model: TestModel) throws -> String {
    let found = try fingerprinter.fingerprint(model.bytes())
    return try #require(found.codes.first { $0.algorithm == .geometry }).hex
  }

  @Test func spellingsOfOneShapeAreEqual() throws {
    let plain = TestModel.tetrahedron()
    let wanted = try shape(plain)

    var renamed = plain
    renamed.name = "another"
    renamed.space = " \n\t"
    #expect(try shape(renamed) == wanted)

    for type in [5121, 5125] {
      var retyped = plain
      retyped.parts[0].indexType = type
      #expect(try shape(retyped) == wanted)
    }

    var moved = plain
    moved.positionsLast = true
    #expect(try shape(moved) == wanted)

    var turned = plain
    turned.parts[0].indices = [3, 1, 2, 2, 0, 3, 1, 3, 0, 2, 1, 0]
    #expect(try shape(turned) == wanted)

    var unshared = plain
    unshared.parts[0].positions = plain.parts[0].indices.flatMap {
      plain.parts[0].positions[$0 * 3..<$0 * 3 + 3]
    }
    unshared.parts[0].indices = Array(0..<12)
    #expect(try shape(unshared) == wanted)

    var split = plain
    split.parts = [0, 6].map {
      TestModel.Part(
        positions: plain.parts[0].positions,
        indices: Array(plain.parts[0].indices[$0..<$0 + 6]))
    }
    #expect(try shape(split) == wanted)
    split.parts.reverse()
    #expect(try shape(split) == wanted)
  }

  @Test func placesAreCountedWhereTheyAre() throws {
    let plain = TestModel.tetrahedron()
    let wanted = try shape(plain)

    var placed = plain
    placed.parts[0].positions = plain.parts[0].positions.map { $0 * 0.25 - 8 }
    placed.parts[0].node = "\"scale\":[4,4,4],\"translation\":[32,32,32]"
    #expect(try shape(placed) == wanted)
    placed.parts[0].node = "\"matrix\":[4,0,0,0,0,4,0,0,0,0,4,0,32,32,32,1]"
    #expect(try shape(placed) == wanted)

    var mirrored = plain
    mirrored.parts[0].positions = stride(from: 0, to: 12, by: 3).flatMap { at in
      let p = plain.parts[0].positions
      return [-p[at], p[at + 1], p[at + 2]]
    }
    #expect(try shape(mirrored) != wanted)
    mirrored.parts[0].node = "\"scale\":[-1,1,1]"
    mirrored.parts[0].indices = plain.parts[0].indices.indices.map { at in
      plain.parts[0].indices[at / 3 * 3 + [0, 2, 1][at % 3]]
    }
    #expect(try shape(mirrored) == wanted)
  }

  @Test func anotherShapeIsAnother() throws {
    let plain = TestModel.tetrahedron()
    let wanted = try shape(plain)
    var bent = plain
    bent.parts[0].positions[3] = 0.999
    #expect(try shape(bent) != wanted)
    var insideOut = plain
    insideOut.parts[0].indices.reverse()
    #expect(try shape(insideOut) != wanted)
    var open = plain
    open.parts[0].indices.removeLast(3)
    #expect(try shape(open) != wanted)
    var twice = plain
    twice.parts.append(plain.parts[0])
    #expect(try shape(twice) != wanted)
  }

  /// The published bytes of the digest: a format that must never change.
  @Test func goldenDigest() throws {
    #expect(
      try shape(.tetrahedron())
        == "cb3c82995c3ae70179d0a881c54ccf0eb083c4d41994d62534b2eb19d8a8ffca")
  }

  @Test func sizesAndEmptyModels() throws {
    let found = try fingerprinter.fingerprint(TestModel.tetrahedron().bytes())
    #expect(found.mesh == MeshInfo(vertices: 4, triangles: 4, images: 0))
    #expect(found.mediaType == .glb && found.isFingerprintable)
    var flat = TestModel.tetrahedron()
    flat.parts[0].positions = [Float](repeating: 1, count: 12)
    let nothing = try fingerprinter.fingerprint(flat.bytes())
    #expect(nothing.codes.map(\.algorithm) == [.sha256, .blake3])
    #expect(nothing.notFingerprintable != nil)
  }
}
