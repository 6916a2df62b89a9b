import Fingerprints
import Testing

/// The index against a brute-force comparison, bit by bit.
struct CodeIndexTests {
  private func random(_ draws: inout SplitMix) -> [UInt8] {
    (0..<32).map { _ in UInt8.random(in: 0...255, using: &draws) }
  }

  private func flipped(_ bytes: [UInt8], bits: Int, _ draws: inout SplitMix) -> [UInt8] {
    var out = bytes
    for bit in Array(0..<256).shuffled(using: &draws).prefix(bits) {
      out[bit / 8] ^= 1 << UInt8(bit % 8)
    }
    return out
  }

  private func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    zip(a, b).reduce(0) { sum, pair in
      sum + (0..<8).filter { (pair.0 ^ pair.1) >> UInt8($0) & 1 == 1 }.count
    }
  }

  @Test func agreesWithBruteForce() throws {
    var draws = SplitMix(seed: 20)
    let bases = (0..<20).map { _ in random(&draws) }
    var index = CodeIndex()
    var inserted: [(asset: Int, code: Code)] = []
    for asset in 0..<2000 {
      let bits = Int.random(in: 0...45, using: &draws)
      let quality = Int.random(in: 30...100, using: &draws)
      let bytes = flipped(bases[asset % bases.count], bits: bits, &draws)
      let code = try #require(Code(algorithm: .pdq, bytes: bytes, quality: quality))
      inserted.append((asset, code))
      #expect(index.insert(asset: asset, codes: [code]) == asset + 1)
    }
    for base in bases {
      let query = SimilarityQuery(
        codes: [try #require(Code(algorithm: .pdq, bytes: base, quality: 80))])
      for after in [0, 1, 777, 1999, 2000, 5000] {
        let wanted = inserted.filter {
          $0.asset + 1 > after && $0.code.quality >= 50 && distance($0.code.bytes, base) <= 31
        }.map { ($0.asset, 1000 - 8 * distance($0.code.bytes, base)) }
          .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
        let found = index.matches(for: query, insertedAfter: after)
        #expect(found.map(\.asset) == wanted.map(\.0))
        #expect(found.map(\.score) == wanted.map(\.1))
      }
    }
  }

  @Test func theEdgeOfAMatch() throws {
    var draws = SplitMix(seed: 5)
    let base = random(&draws)
    var index = CodeIndex()
    for (asset, bits) in [31, 32].enumerated() {
      let bytes = flipped(base, bits: bits, &draws)
      index.insert(
        asset: asset, codes: [try #require(Code(algorithm: .pdq, bytes: bytes, quality: 50))])
    }
    func found(quality: Int) throws -> [Int] {
      let code = try #require(Code(algorithm: .pdq, bytes: base, quality: quality))
      return index.matches(for: SimilarityQuery(codes: [code])).map(\.asset)
    }
    #expect(try found(quality: 50) == [0])
    #expect(try found(quality: 49) == [])
  }

  @Test func digestsAndStrongestVerdict() throws {
    var draws = SplitMix(seed: 9)
    let (file, shape, look) = (random(&draws), random(&draws), random(&draws))
    let codes = [
      try #require(Code(algorithm: .sha256, bytes: file)),
      try #require(Code(algorithm: .geometry, bytes: shape)),
      try #require(Code(algorithm: .pdq, bytes: look, quality: 90)),
    ]
    var index = CodeIndex()
    index.insert(asset: 7, codes: Array(codes[2...]))
    index.insert(asset: 8, codes: Array(codes[1...]))
    let version = index.insert(asset: 9, codes: codes)
    #expect(version == 3 && index.version == 3)
    let query = SimilarityQuery(codes: codes)
    let found = index.matches(for: query)
    #expect(found.map(\.asset) == [9, 8, 7])
    #expect(found.map(\.verdict) == [.exact, .sameShape, .samePicture])
    #expect(found.allSatisfy { $0.score == 1000 })
    #expect(found.verdict(for: query) == .exact)
    #expect(index.matches(for: query, insertedAfter: 2).map(\.asset) == [9])
    #expect(index.matches(for: query, insertedAfter: 3).isEmpty)

    // The same 32 bytes under another algorithm are another thing.
    let crossed = try #require(Code(algorithm: .geometry, bytes: file))
    let unknown = try #require(Code(algorithm: "pdq-9", hex: codes[2].hex, quality: 90))
    #expect(index.matches(for: SimilarityQuery(codes: [crossed, unknown])).isEmpty)
  }

  @Test func codesAreChecked() throws {
    #expect(Code(algorithm: .pdq, bytes: [1, 2]) == nil)
    #expect(Code(algorithm: .pdq, bytes: [UInt8](repeating: 0, count: 32), quality: 101) == nil)
    #expect(Code(algorithm: "pdq-1", hex: "AB", quality: 1) == nil)
  }

  @Test func recordsMakeAnIndexThatAnswersAlike() throws {
    var draws = SplitMix(seed: 31)
    var index = CodeIndex()
    let bases = (0..<8).map { _ in random(&draws) }
    let algorithms: [Code.Algorithm] = [.pdq, .sha256, .geometry, Code.Algorithm.shape]
    for asset in 0..<3000 {
      let codes = try (0..<Int.random(in: 0...3, using: &draws)).map { _ in
        let bits = Int.random(in: 0...30, using: &draws)
        return try #require(
          Code(
            algorithm: algorithms[Int.random(in: 0..<4, using: &draws)],
            bytes: flipped(bases[asset % 8], bits: bits < 10 ? 0 : bits, &draws)))
      }
      // Assets may have numbers beyond 32 bits and be added to again.
      index.insert(asset: asset % 1000 + (asset % 2 << 40), codes: codes)
    }
    let again = try #require(CodeIndex(records: index.records, version: index.version))
    #expect(again.version == 3000 && again.perceptualCount == index.perceptualCount)
    #expect(again.records.map(\.code) == index.records.map(\.code))
    for base in bases {
      let query = SimilarityQuery(
        codes: try algorithms.map { try #require(Code(algorithm: $0, bytes: base)) })
      let sketch = try #require(Code(algorithm: Code.Algorithm.shape, bytes: base))
      for after in [0, 1500, 2990] {
        let found = index.matches(for: query, insertedAfter: after)
        #expect(after > 1500 || !found.isEmpty)
        #expect(again.matches(for: query, insertedAfter: after) == found)
        #expect(
          again.candidates(for: sketch, radius: 30, limit: 100, insertedAfter: after)
            == index.candidates(for: sketch, radius: 30, limit: 100, insertedAfter: after))
      }
    }
    // Versions that fall, and an end before the last of them.
    #expect(CodeIndex(records: index.records.reversed(), version: 3000) == nil)
    #expect(CodeIndex(records: index.records, version: 2000) == nil)
  }

  @Test func sketchesAreCandidatesOnly() throws {
    var draws = SplitMix(seed: 77)
    let base = random(&draws)
    var index = CodeIndex()
    for (asset, bits) in [40, 0, 90, 41].enumerated() {
      let bytes = flipped(base, bits: bits, &draws)
      index.insert(
        asset: asset,
        codes: [try #require(Code(algorithm: Code.Algorithm.shape, bytes: bytes))])
    }
    let sketch = try #require(Code(algorithm: Code.Algorithm.shape, bytes: base))
    #expect(index.matches(for: SimilarityQuery(codes: [sketch])).isEmpty)
    let found = index.candidates(for: sketch, radius: 41, limit: 9)
    #expect(found.map(\.asset) == [1, 0, 3] && found.map(\.distance) == [0, 40, 41])
    #expect(index.candidates(for: sketch, radius: 40, limit: 1).map(\.asset) == [1])
    #expect(
      index.candidates(for: sketch, radius: 256, limit: 9, insertedAfter: 2).map(\.asset) == [3, 2])
  }
}
