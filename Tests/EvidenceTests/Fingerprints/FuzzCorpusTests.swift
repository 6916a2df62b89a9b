import Fingerprints
import Foundation
import Testing

/// What the fuzzers of `scripts/fuzz` found worth keeping: each is read or refused, and what is read
/// keeps its promises.
struct FuzzCorpusTests {
  private func corpus(_ target: String) throws -> [(name: String, bytes: [UInt8])] {
    let folder = URL(filePath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/fuzz/\(target)")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    #expect(!files.isEmpty)
    return try files.map { ($0.lastPathComponent, Array(try Data(contentsOf: $0))) }
  }

  /// Reads a model as a whole; whether it was accepted.
  private func read(_ name: String, _ bytes: [UInt8]) -> Bool {
    do throws(FingerprintError) {
      let shapes = try ModelShapes(reading: bytes)
      #expect(shapes.meshes.count <= FingerprintLimits.shapeMeshesMaximum, "\(name)")
      for sketch in shapes.meshes + [shapes.file].compactMap(\.self) {
        #expect(ShapeVector(bytes: sketch.vector.bytes) == sketch.vector, "\(name)")
      }
      _ = try XMPStatement(reading: bytes)?.plain
      return true
    } catch {
      #expect(!error.message.isEmpty, "\(name)")
      return false
    }
  }

  @Test func models() throws {
    var accepted = 0
    for (name, bytes) in try corpus("model") where read(name, bytes) { accepted += 1 }
    #expect(accepted > 0)
  }

  @Test func descriptions() throws {
    let binary = (0..<1024).flatMap { (at: UInt32) -> [UInt8] in
      let word: UInt32 = at % 2 == 0 ? at * 7 % 61 : 0x3F80_0000 + at * 4096
      return TestBytes.littleEndian(word)
    }
    var accepted = 0
    for (name, bytes) in try corpus("description") + corpus("json")
    where read(name, TestModel.container(json: bytes, binary: binary)) {
      accepted += 1
    }
    #expect(accepted > 0)
  }

  @Test func vectors() throws {
    for (name, bytes) in try corpus("vector") {
      guard let vector = ShapeVector(bytes: bytes) else { continue }
      #expect(vector.bytes == bytes, "\(name)")
      #expect(ShapeComparison.match(vector, vector) == 1000, "\(name)")
    }
  }

  @Test func features() throws {
    for (name, bytes) in try corpus("features") {
      if let features = FileFeatures(bytes: bytes) { #expect(features.bytes == bytes, "\(name)") }
    }
    for (name, bytes) in try corpus("picture") {
      if let features = LocalFeatures(bytes: bytes) { #expect(features.bytes == bytes, "\(name)") }
    }
    for (name, bytes) in try corpus("query") {
      if let query = FeatureQuery(bytes: bytes) { #expect(query.bytes == bytes, "\(name)") }
    }
  }

  @Test func mediaTypes() throws {
    for (name, bytes) in try corpus("media") {
      let type = MediaType.sniff(bytes)
      #expect(type == .vrm || type == MediaType.sniff(magic: bytes), "\(name)")
    }
  }
}
