import Fingerprints
import Testing

/// Answers of the tables against comparing with each code, and of that against counting bits.
@Suite(.serialized)
struct HammingIndexTests {
  /// SplitMix64, so that a failure can be seen again.
  fileprivate struct Draws: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }

    mutating func code() -> SIMD4<UInt64> { SIMD4(next(), next(), next(), next()) }

    /// A code that differs in exactly so many bits.
    mutating func flipped(_ code: SIMD4<UInt64>, bits: Int) -> SIMD4<UInt64> {
      var mask = SIMD4<UInt64>.zero
      var left = bits
      while left > 0 {
        let bit = Int(next() % 256)
        guard mask[bit / 64] >> UInt64(bit % 64) & 1 == 0 else { continue }
        mask[bit / 64] |= 1 << UInt64(bit % 64)
        left -= 1
      }
      return code ^ mask
    }
  }

  private func distance(_ a: SIMD4<UInt64>, _ b: SIMD4<UInt64>) -> Int {
    (0..<4).reduce(0) { $0 + (a[$1] ^ b[$1]).nonzeroBitCount }
  }

  private func expect(
    _ index: HammingIndex, _ codes: [SIMD4<UInt64>], answers query: SIMD4<UInt64>,
    radius: Int = 31, from first: Int = 0
  ) {
    let wanted = (min(first, codes.count)..<codes.count).map { ($0, distance(codes[$0], query)) }
      .filter { $0.1 <= radius }
    for found in [
      index.matches(for: query, radius: radius, from: first),
      index.scannedMatches(for: query, radius: radius, from: first),
    ] {
      #expect(found.map(\.id) == wanted.map(\.0))
      #expect(found.map(\.distance) == wanted.map(\.1))
    }
  }

  /// What is put into an index.
  enum Crowd: CaseIterable {
    case random, clustered, allZero, allEqual, fewBits, oneSlotShared, halves

    fileprivate func code(_ number: Int, base: SIMD4<UInt64>, _ draws: inout Draws) -> SIMD4<UInt64>
    {
      switch self {
      case .random: draws.code()
      case .clustered:
        number % 3 == 0
          ? draws.code()
          : draws.flipped(
            base ^ SIMD4(repeating: UInt64(number % 50) &* 0x9E37_79B9_7F4A_7C15),
            bits: number % 64)
      case .allZero: .zero
      case .allEqual: base
      case .fewBits: draws.flipped(base, bits: number % 3)
      case .oneSlotShared: SIMD4(draws.next(), draws.next(), draws.next(), base[3])
      case .halves: number % 2 == 0 ? draws.code() : draws.flipped(base, bits: 30 + number % 4)
      }
    }
  }

  @Test(arguments: Crowd.allCases)
  func agreesWithBruteForce(_ crowd: Crowd) {
    var draws = Draws(state: 11)
    let base = draws.code()
    var codes: [SIMD4<UInt64>] = []
    var index = HammingIndex()
    // Insertions and queries take turns, across every state of the tables.
    for number in 0..<40_000 {
      codes.append(crowd.code(number, base: base, &draws))
      #expect(index.insert(codes[number]) == number)
      guard number % 2_711 == 0 || number % 8_191 == 0 || number == 39_999 else { continue }
      expect(index, codes, answers: base)
      expect(index, codes, answers: draws.code())
      let near = draws.flipped(
        codes[Int(draws.next() % UInt64(codes.count))], bits: Int(draws.next() % 40))
      expect(index, codes, answers: near)
      expect(index, codes, answers: near, from: number / 3)
      expect(index, codes, answers: near, radius: 5)
      expect(index, codes, answers: near, radius: 60)
    }
    let bulk = HammingIndex(codes)
    for _ in 0..<8 {
      let query = draws.flipped(codes[Int(draws.next() % 40_000)], bits: 25)
      #expect(bulk.matches(for: query, radius: 31) == index.matches(for: query, radius: 31))
    }
    #expect(bulk.count == 40_000 && bulk.code(123) == codes[123])
  }

  /// Each code at distance 31 is found however its bits are spread over the slots.
  @Test func theHardestSpreads() {
    var draws = Draws(state: 8)
    let base = draws.code()
    var codes: [SIMD4<UInt64>] = []
    for turn in 0..<16 {
      for extra in 0..<64 {
        // One bit in the slot `turn`, two in each other one; and some of more uneven spreads.
        var mask = SIMD4<UInt64>.zero
        for slot in 0..<16 {
          var bits = slot == turn ? 1 : 2
          if extra % 4 == 1, slot == (turn + 1) % 16 { bits = 3 }
          if extra % 4 == 1, slot == (turn + 5) % 16 { bits = 1 }
          while bits > 0 {
            let bit = UInt64(16 * (slot % 4)) + draws.next() % 16
            if mask[slot / 4] >> bit & 1 == 0 {
              mask[slot / 4] |= 1 << bit
              bits -= 1
            }
          }
        }
        codes.append(base ^ mask)
      }
    }
    for _ in 0..<30_000 { codes.append(draws.code()) }
    let index = HammingIndex(codes)
    expect(index, codes, answers: base)
    #expect(index.matches(for: base, radius: 31).count == 1024)
    expect(index, codes, answers: base, from: 500)
  }

  @Test func everyKernelGivesTheSame() {
    var draws = Draws(state: 4)
    let base = draws.code()
    let codes = (0..<20_005).map { number in
      number % 50 == 0 ? draws.flipped(base, bits: number / 50 % 70) : draws.code()
    }
    let index = HammingIndex(codes)
    defer { HammingKernels.restrict(to: .avx512) }
    for level in HammingKernels.Level.allCases {
      HammingKernels.restrict(to: level)
      expect(index, codes, answers: base)
      expect(index, codes, answers: base, from: 19_990)
      expect(index, codes, answers: base, radius: 256, from: 17_000)
      expect(index, codes, answers: ~base, radius: 0)
    }
  }

  @Test func aCopyGoesItsOwnWay() {
    var draws = Draws(state: 6)
    let codes = (0..<20_000).map { _ in draws.code() }
    var index = HammingIndex(codes)
    let before = index
    let one = draws.code()
    index.insert(one)
    #expect(before.count == 20_000 && index.count == 20_001)
    #expect(before.matches(for: one, radius: 31).isEmpty)
    #expect(index.matches(for: one, radius: 31).map(\.id) == [20_000])
  }

  @Test func nothing() {
    let index = HammingIndex()
    #expect(index.matches(for: .zero, radius: 31).isEmpty && index.byteCount == 0)
    let one = HammingIndex([SIMD4<UInt64>.zero])
    #expect(one.matches(for: .zero, radius: 31).map(\.id) == [0])
    #expect(one.matches(for: .zero, radius: 31, from: 1).isEmpty)
    #expect(one.matches(for: .zero, radius: 31, from: 7).isEmpty)
  }
}
