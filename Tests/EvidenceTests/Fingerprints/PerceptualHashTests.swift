import Fingerprints
import Foundation
import Testing

/// Against the reference implementation, bit by bit.
struct PerceptualHashTests {
  struct Vector: Decodable {
    let width: Int
    let height: Int
    let seed: UInt64
    let shapes: Int
    let hex: String
    let quality: Int
    let turned: [String]
  }

  @Test func referenceVectors() throws {
    let file = try fixture("pdq.json")
    let vectors = try JSONDecoder().decode([Vector].self, from: Data(file))
    #expect(vectors.count == 72)
    for vector in vectors {
      let picture = try #require(
        TestPicture.draw(
          width: vector.width, height: vector.height, seed: vector.seed, shapes: vector.shapes))
      let hash = PerceptualHash(picture)
      let name: Comment = "\(vector.width) × \(vector.height), \(vector.shapes) shapes"
      #expect(hash.code.quality == vector.quality, name)
      #expect(hash.code.hex == vector.hex, name)
      #expect(hash.variants.map(\.hex) == vector.turned, name)
    }
  }
}

/// A file of Fixtures/fingerprints.
private func fixture(_ name: String) throws -> [UInt8] {
  let tests = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
  let root = tests.deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  return Array(try Data(contentsOf: root.appending(path: "Fixtures/fingerprints/\(name)")))
}
