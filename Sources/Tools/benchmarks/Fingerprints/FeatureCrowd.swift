import Fingerprints
import Foundation

/// Pictures for an index of local features, and descriptors of edited copies of some of them.
struct FeatureCrowd {
  /// An edited copy.
  struct Edit {
    /// The number of the picture in the index.
    let picture: Int
    let descriptors: [UInt64]
  }

  /// Descriptors of a picture that nobody asks for, and of one drawn without a file.
  private static let descriptorCount = 300
  private static let drawnEdits = 400

  let count: Int
  let sampling: FeatureSampling
  let edits: [Edit]
  private let sources: [Int: [UInt64]]
  /// What the other pictures' descriptors are drawn from; empty for random ones.
  private let pool: [UInt64]
  private let seed: UInt64

  /// Of the pictures of a file, those that were edited stand among `pictures` others, whose descriptors
  /// are those of the rest, shuffled and with a few bits changed. Without files, descriptors are
  /// random, and an edited copy has 20 to 60% of its picture's, 10 to 60 bits away.
  init(base: String?, edits path: String?, pictures count: Int, seed: UInt64) throws {
    self.count = count
    self.seed = seed
    var random = Random(seed: seed &+ 1)
    guard let base, let path else {
      let step = max(count / Self.drawnEdits, 1)
      var sources: [Int: [UInt64]] = [:]
      var edits: [Edit] = []
      for picture in stride(from: 0, to: count, by: step) {
        let descriptors = (0..<4 * Self.descriptorCount).map { _ in random.next() }
        sources[picture] = descriptors
        edits.append(
          Edit(picture: picture, descriptors: FeatureCrowd.edited(descriptors, &random)))
      }
      (self.sources, self.edits, pool, sampling) = (sources, edits, [], .spread)
      return
    }
    let originals = try FeatureCrowd.read(base, numbers: 1)
    let copies = try FeatureCrowd.read(path, numbers: 3).filter { !$0.descriptors.isEmpty }
    let edited = Set(copies.map { $0.numbers[0] }).sorted()
    guard let last = edited.last, last < originals.count, edited.count <= count else {
      throw BenchmarkError("\(path) has edits of other pictures than those of \(base)")
    }
    var places: [Int: Int] = [:]
    for (at, original) in edited.enumerated() { places[original] = at * (count / edited.count) }
    var sources: [Int: [UInt64]] = [:]
    var pool: [UInt64] = []
    for (at, original) in originals.enumerated() {
      if let place = places[at] {
        sources[place] = original.descriptors
      } else {
        pool += original.descriptors
      }
    }
    self.sources = sources
    self.pool = pool
    sampling = .learned(from: FeatureCrowd.sample(pool))
    edits = copies.compactMap { copy in
      places[copy.numbers[0]].map { Edit(picture: $0, descriptors: copy.descriptors) }
    }
  }

  /// Hands over the pictures' descriptors by number.
  func forEachPicture(_ body: (Int, [UInt64]) -> Void) {
    var random = Random(seed: seed)
    var made: [UInt64] = []
    for picture in 0..<count {
      if let source = sources[picture] {
        body(picture, source)
        continue
      }
      made.removeAll(keepingCapacity: true)
      for _ in 0..<FeatureCrowd.descriptorCount {
        let at = pool.isEmpty ? 0 : random.next(0...pool.count / 4 - 1)
        // Each bit changes with a chance of 1/16 or 1/32.
        let rarer = random.next() & 1 == 0 ? UInt64.max : 0
        for word in 0..<4 {
          let drawn = random.next()
          guard !pool.isEmpty else {
            made.append(drawn)
            continue
          }
          let noise = drawn & random.next() & random.next() & random.next()
          made.append(pool[4 * at + word] ^ (noise & (random.next() | ~rarer)))
        }
      }
      body(picture, made)
    }
  }

  private static func edited(_ descriptors: [UInt64], _ random: inout Random) -> [UInt64] {
    var found: [UInt64] = []
    let share = random.next(20...60)
    for at in 0..<descriptors.count / 4 {
      guard random.next(0...99) < share else {
        for _ in 0..<4 { found.append(random.next()) }
        continue
      }
      var words = Array(descriptors[4 * at..<4 * at + 4])
      for _ in 0..<random.next(10...60) { words[random.next(0...3)] ^= 1 << (random.next() % 64) }
      found += words
    }
    return found
  }

  private static func sample(_ pool: [UInt64]) -> [UInt64] {
    let count = pool.count / 4
    return stride(from: 0, to: count, by: max(count / 10_000, 1)).flatMap {
      pool[4 * $0..<4 * $0 + 4]
    }
  }

  private static func read(
    _ path: String, numbers: Int
  ) throws -> [(numbers: [Int], descriptors: [UInt64])] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BenchmarkError("\(path) cannot be read")
    }
    var found: [(numbers: [Int], descriptors: [UInt64])] = []
    try data.withUnsafeBytes { bytes in
      var at = 0
      while at + 4 * numbers <= bytes.count {
        let head = (0..<numbers).map {
          Int(bytes.loadUnaligned(fromByteOffset: at + 4 * $0, as: UInt32.self))
        }
        at += 4 * numbers
        let words = 4 * head[numbers - 1]
        guard at + 8 * words <= bytes.count else { throw BenchmarkError("\(path) is cut off") }
        let begin = at
        found.append(
          (
            head,
            (0..<words).map { bytes.loadUnaligned(fromByteOffset: begin + 8 * $0, as: UInt64.self) }
          ))
        at += 8 * words
      }
    }
    return found
  }
}
