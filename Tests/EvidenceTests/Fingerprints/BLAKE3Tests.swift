import Fingerprints
import Foundation
import Testing

/// The lengths and inputs of the published vectors (`test_vectors.json` of the BLAKE3 team), and
/// some around this implementation's own seams; digests by the `blake3` package.
struct BLAKE3Tests {
  struct Vector: Decodable {
    let length: Int
    let digest: String
  }

  @Test func vectorsAtOnce() throws {
    let all = try vectors()
    #expect(all.count == 41)
    for vector in all {
      #expect(BLAKE3.hash(input(vector.length)).hex == vector.digest, "\(vector.length) bytes")
    }
  }

  @Test func vectorsInPieces() throws {
    var stream = BLAKE3()
    var random = SplitMix(seed: 3)
    for vector in try vectors() {
      let bytes = input(vector.length)
      for longest in [100, 5_000, 200_000] where vector.length < longest * 1_000 {
        var rest = bytes[...]
        while !rest.isEmpty {
          let piece = rest.prefix(Int(random.next() % UInt64(longest)))
          stream.update(Array(piece))
          rest = rest.dropFirst(piece.count)
        }
        let digest = stream.finish().hex
        #expect(digest == vector.digest, "\(vector.length) bytes by at most \(longest)")
      }
    }
  }

  private func input(_ length: Int) -> [UInt8] { (0..<length).map { UInt8($0 % 251) } }

  private func vectors() throws -> [Vector] {
    let tests = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    let root = tests.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appending(path: "Fixtures/fingerprints/blake3.json")
    return try JSONDecoder().decode([Vector].self, from: Data(contentsOf: file))
  }
}
