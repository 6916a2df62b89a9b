import Fingerprints
import Testing

/// The index against a brute-force comparison, bit by bit.
struct LinearIndexTests {
  /// A small generator with a seed, so that a failure can be seen again.
  private struct Draws: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private func random(_ draws: inout Draws) -> [UInt8] {
    (0..<32).map { _ in UInt8.random(in: 0...255, using: &draws) }
  }

  private func flipped(_ bytes: [UInt8], bits: Int, _ draws: inout Draws) -> [UInt8] {
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
    var draws = Draws(state: 20)
    let bases = (0..<20).map { _ in random(&draws) }
    var index = LinearIndex()
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
    var draws = Draws(state: 5)
    let base = random(&draws)
    var index = LinearIndex()
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
    var draws = Draws(state: 9)
    let (file, shape, look) = (random(&draws), random(&draws), random(&draws))
    let codes = [
      try #require(Code(algorithm: .sha256, bytes: file)),
      try #require(Code(algorithm: .geometry, bytes: shape)),
      try #require(Code(algorithm: .pdq, bytes: look, quality: 90)),
    ]
    var index = LinearIndex()
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

  @Test func hundredThousandCodes() throws {
    var draws = Draws(state: 1)
    var index = LinearIndex()
    for asset in 0..<100_000 {
      index.insert(
        asset: asset,
        codes: [try #require(Code(algorithm: .pdq, bytes: random(&draws), quality: 100))])
    }
    let codes = try (0..<8).map { _ in
      try #require(Code(algorithm: .pdq, bytes: random(&draws), quality: 100))
    }
    let query = SimilarityQuery(codes: [codes[0]], variants: Array(codes[1...]))
    var best = Duration.seconds(9)
    for _ in 0..<9 {
      best = min(best, ContinuousClock().measure { #expect(index.matches(for: query).isEmpty) })
    }
    print("8 orientations against 100,000 codes: \(best)")
    #expect(best < .milliseconds(20))
  }
}
