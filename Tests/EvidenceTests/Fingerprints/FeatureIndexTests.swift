import Fingerprints
import Testing

/// Candidates by local features: found through noise, and nothing a stranger sends breaks anything.
struct FeatureIndexTests {
  /// SplitMix64, so that a failure can be seen again.
  private struct Draws {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }

    mutating func descriptors(_ count: Int) -> [UInt64] { (0..<4 * count).map { _ in next() } }

    /// An edited copy's descriptors: `kept` of them 10 to 40 bits from one of the picture's, and as
    /// many others as make 200.
    mutating func edited(_ picture: [UInt64], kept: Int) -> [UInt64] {
      var found: [UInt64] = []
      for _ in 0..<kept {
        let at = Int(next() % UInt64(picture.count / 4))
        var words = Array(picture[4 * at..<4 * at + 4])
        for _ in 0..<10 + Int(next() % 31) { words[Int(next() % 4)] ^= 1 << (next() % 64) }
        found += words
      }
      return found + descriptors(200 - kept)
    }
  }

  @Test func findsEditedCopies() {
    var draws = Draws(state: 3)
    var index = FeatureIndex()
    var pictures: [[UInt64]] = []
    var found = 0
    var asked = 0
    for id in 0..<2_500 {
      pictures.append(draws.descriptors(200))
      index.insert(id: UInt32(id), descriptors: pictures[id])
      // Whether or not the picture is in place yet.
      guard id % 25 == 24 else { continue }
      for wanted in [id, Int(draws.next() % UInt64(id))] {
        let query = draws.edited(pictures[wanted], kept: 60)
        asked += 1
        if index.candidates(for: query, limit: 10).contains(where: { $0.id == wanted }) {
          found += 1
        }
      }
    }
    #expect(asked == 200 && found >= 196)
    #expect(index.count == 2_500 && index.end == 2_500 && index.descriptorCount == 500_000)
  }

  @Test func onlyThoseThatCameLater() {
    var draws = Draws(state: 4)
    var index = FeatureIndex()
    let picture = draws.descriptors(100)
    for id in 0..<1_500 as Range<UInt32> {
      index.insert(id: id, descriptors: id % 500 == 0 ? picture : draws.descriptors(20))
    }
    func found(from first: UInt32) -> [UInt32] {
      index.candidates(for: picture, limit: 3, from: first).filter { $0.votes > 1_000 }.map(\.id)
    }
    #expect(found(from: 0) == [0, 500, 1_000])
    #expect(found(from: 500) == [500, 1_000])
    #expect(found(from: 501) == [1_000])
    #expect(found(from: 1_001) == [])
    #expect(index.candidates(for: picture, limit: 3, from: 1_500).isEmpty)
    #expect(index.candidates(for: picture, limit: 1).map(\.id) == [0])
  }

  /// The same insertions make the same index, whoever copied it in between; numbers may have gaps,
  /// also across the 2^17 pictures that share tables.
  @Test func insertionsAlone() {
    var draws = Draws(state: 5)
    var first = FeatureIndex()
    var second = FeatureIndex()
    var copies: [FeatureIndex] = []
    var last: [UInt64] = []
    for id in 0..<40 as Range<UInt32> {
      last = draws.descriptors(50)
      first.insert(id: id * 7_001, descriptors: last)
      if id % 10 == 0 { copies.append(second) }
      second.insert(id: id * 7_001, descriptors: last)
    }
    let query = draws.edited(last, kept: 40)
    let found = first.candidates(for: query)
    #expect(found.first?.id == UInt32(39 * 7_001))
    #expect(second.candidates(for: query) == found)
    #expect(copies.map(\.count) == [0, 10, 20, 30])
    #expect(copies[3].candidates(for: query).allSatisfy { $0.id < 30 * 7_001 })
  }

  @Test func hostileDescriptors() {
    var draws = Draws(state: 6)
    var index = FeatureIndex()
    #expect(index.candidates(for: []).isEmpty)
    #expect(index.candidates(for: draws.descriptors(3)).isEmpty)
    let zeros = [UInt64](repeating: 0, count: 4 * 300)
    let picture = draws.descriptors(300)
    for id in 0..<3_000 as Range<UInt32> {
      switch id % 4 {
      case 0: index.insert(id: id, descriptors: zeros)
      case 1: index.insert(id: id, descriptors: [])
      case 2: index.insert(id: id, descriptors: draws.descriptors(5))
      default:
        // More than are taken.
        index.insert(
          id: id,
          descriptors: [UInt64](repeating: .max, count: id < 50 ? 40_000 : 4))
      }
    }
    index.insert(id: 3_000, descriptors: picture)
    // What everyone has says nothing; what only one has says all.
    #expect(index.candidates(for: zeros).isEmpty)
    #expect(index.candidates(for: zeros + picture).first?.id == UInt32(3_000))
    #expect(index.candidates(for: picture, limit: 0).isEmpty)
    let many = [UInt64](repeating: 5, count: 80_000)
    #expect(index.candidates(for: many).count <= 100)
  }

  @Test func samplings() throws {
    var draws = Draws(state: 7)
    // Bits of the first two words are always equal, those of the third always the same.
    let descriptors = (0..<2_000).flatMap { _ -> [UInt64] in
      let word = draws.next()
      return [word, word, 0, draws.next()]
    }
    let learned = FeatureSampling.learned(from: descriptors)
    #expect(learned == FeatureSampling.learned(from: descriptors))
    #expect(learned != .spread && FeatureSampling.learned(from: []) == .spread)
    let keys = learned.bits.flatMap { $0.prefix(FeatureSampling.keyBits) }.map(Int.init)
    #expect(Set(keys).count == keys.count && keys.allSatisfy { !(128..<192).contains($0) })
    #expect(Set(keys.map { $0 < 128 ? $0 % 64 : $0 }).count == keys.count)
    #expect(FeatureSampling(bits: learned.bits) == learned)
    #expect(FeatureSampling(bits: [[1, 2, 3], [4]]) == nil)
    #expect(FeatureSampling(bits: [Array(repeating: 1, count: 36), learned.bits[1]]) == nil)
  }
}
