import CKernels

/// Finds pictures that share local features with a given one: candidates, of which somebody else has
/// to compare the descriptors.
///
/// Each descriptor (256 bits, four words) stands under two keys of sampled bits. A query's descriptors
/// vote for the pictures that have one under the same key with a similar signature; a vote is worth
/// the more, the rarer the key. Pictures have rising numbers, in the order in which they come, and
/// nothing ever leaves. About 2.5 KB for a picture of 300 descriptors; an index is made again by
/// inserting the stored descriptors in the same order.
///
/// A value: a copy that is changed takes its own memory.
package struct FeatureIndex: Sendable {
  /// A picture that shares features.
  package struct Candidate: Hashable, Sendable {
    /// The picture's number.
    package let id: UInt32
    /// How much speaks for it; comparable within one answer.
    package let votes: Int
  }

  /// The tables of 2^17 pictures.
  private final class Segment {
    let tables: [FeatureTable]
    /// Pictures since each table was settled.
    var waiting: [Int]

    init(capacity: Int) {
      tables = (0..<FeatureSampling.groupCount).map { _ in FeatureTable(capacity: capacity) }
      // Tables take turns, so that no insertion settles two.
      waiting = (0..<FeatureSampling.groupCount).map {
        $0 * FeatureIndex.waitingMaximum / FeatureSampling.groupCount
      }
    }

    init(copying other: Segment) {
      tables = other.tables.map(FeatureTable.init(copying:))
      waiting = other.waiting
    }
  }

  /// Changed only while there is one reference, so that reading is safe from any thread.
  private final class Storage: @unchecked Sendable {
    var segments: [Segment] = []

    init() {}

    init(copying other: Storage) { segments = other.segments.map(Segment.init(copying:)) }
  }

  /// Pictures of a segment, and those that wait in each of its tables.
  private static let segmentCount = 1 << FeatureTable.placeBits
  private static let waitingMaximum = 1_024

  /// Which bits are sampled.
  package let sampling: FeatureSampling
  private var storage = Storage()
  /// One more than the last picture's number.
  package private(set) var end: UInt32 = 0
  /// How many pictures and descriptors were inserted.
  package private(set) var count = 0
  package private(set) var descriptorCount = 0

  /// An empty index.
  package init(sampling: FeatureSampling = .spread) { self.sampling = sampling }

  /// Bytes that the tables take up.
  package var byteCount: Int {
    storage.segments.reduce(0) { sum, segment in
      segment.tables.reduce(sum) { $0 + $1.byteCount }
    }
  }

  /// Adds a picture's descriptors, four words each; those beyond
  /// `FingerprintLimits.featuresIndexedMaximum` are left out. The number is above all before it.
  /// O(descriptors) for most pictures; each thousandth makes room in a table, some 50 ms at worst.
  package mutating func insert(id: UInt32, descriptors: [UInt64]) {
    precondition(id >= end, "pictures come by rising number")
    precondition(descriptors.count % 4 == 0, "a descriptor has four words")
    if !isKnownUniquelyReferenced(&storage) { storage = Storage(copying: storage) }
    let place = id & UInt32(Self.segmentCount - 1)
    while storage.segments.count <= Int(id) >> FeatureTable.placeBits {
      storage.segments.last?.tables.forEach { $0.settle(isLast: true) }
      storage.segments.append(
        Segment(capacity: Self.segmentCount * FingerprintLimits.featuresIndexedMaximum))
    }
    let segment = storage.segments[storage.segments.count - 1]
    let taken = min(descriptors.count / 4, FingerprintLimits.featuresIndexedMaximum)
    descriptors.withUnsafeBufferPointer { words in
      guard let words = words.baseAddress else { return }
      for group in 0..<FeatureSampling.groupCount {
        let table = segment.tables[group]
        for at in 0..<taken {
          let (key, signature) = sampling.hash(words + 4 * at, group: group)
          table.append(
            key: key, posting: UInt32(signature) << UInt32(FeatureTable.placeBits) | place)
        }
        segment.waiting[group] += 1
        if segment.waiting[group] >= Self.waitingMaximum {
          table.settle(isLast: false)
          segment.waiting[group] = 0
        }
      }
    }
    end = id + 1
    count += 1
    descriptorCount += taken
  }

  /// The pictures from number `first` on that share most with the descriptors given, the most votes
  /// first; at most `limit`. Descriptors beyond `FingerprintLimits.featuresIndexedMaximum` are left
  /// out. O(pictures + postings met).
  package func candidates(
    for descriptors: [UInt64], limit: Int = 100, from first: UInt32 = 0
  ) -> [Candidate] {
    precondition(descriptors.count % 4 == 0, "a descriptor has four words")
    let hashes = hashes(of: descriptors)
    guard limit > 0, first < end, !hashes.isEmpty else { return [] }
    let weights = weights(of: hashes)
    var best = BestCandidates(limit: limit)
    let counters = UnsafeMutablePointer<kernels_votes_counter>.allocate(
      capacity: Self.segmentCount)
    defer { counters.deallocate() }
    var runs: [kernels_votes_run] = []
    runs.reserveCapacity(hashes.count)
    for (number, segment) in storage.segments.enumerated() {
      let base = UInt32(number << FeatureTable.placeBits)
      let used = min(Int(end - base), Self.segmentCount)
      guard base + UInt32(used) > first else { continue }
      counters.initialize(repeating: kernels_votes_counter(), count: used)
      count(hashes, weights, in: segment, &runs, counters)
      var next = first > base ? Int(first - base) : 0
      while true {
        next = kernels_votes_next(counters, next, used, UInt32(best.threshold))
        guard next < used else { break }
        best.offer(Candidate(id: base + UInt32(next), votes: Int(counters[next].votes)))
        next += 1
      }
    }
    return best.sorted
  }

  // MARK: Votes

  /// A query's descriptor in a group.
  private struct Hash {
    let group: Int
    let key: UInt32
    let signature: UInt16
    /// From 1, one for each descriptor and group.
    let turn: UInt16
  }

  private func hashes(of descriptors: [UInt64]) -> [Hash] {
    let taken = min(descriptors.count / 4, FingerprintLimits.featuresIndexedMaximum)
    var hashes: [Hash] = []
    hashes.reserveCapacity(taken * FeatureSampling.groupCount)
    descriptors.withUnsafeBufferPointer { words in
      guard let words = words.baseAddress else { return }
      for group in 0..<FeatureSampling.groupCount {
        for at in 0..<taken {
          let (key, signature) = sampling.hash(words + 4 * at, group: group)
          hashes.append(
            Hash(
              group: group, key: key, signature: signature, turn: UInt16(hashes.count + 1)))
        }
      }
    }
    return hashes
  }

  /// What a vote of each hash is worth, by how rare its key is; 0 where it says nothing.
  private func weights(of hashes: [Hash]) -> [UInt16] {
    hashes.map { hash in
      let met = storage.segments.reduce(0) { $0 + $1.tables[hash.group].bucket(hash.key).count }
      return FeatureIndex.weight(met: met, of: descriptorCount)
    }
  }

  /// The share of all descriptors above which a key is passed over: 2^-9.
  private static let commonShift = 9

  private static func weight(met: Int, of total: Int) -> UInt16 {
    guard met > 64 else { return 16 }
    let rarity = total / met
    guard rarity >= 1 << commonShift else { return 0 }
    // Half the bits of rarity beyond that: 1 to 16.
    let bits = Int.bitWidth - rarity.leadingZeroBitCount
    return UInt16(min(max(bits - commonShift, 1), 16))
  }

  private static let signatureLimit: UInt16 = 3

  private func count(
    _ hashes: [Hash], _ weights: [UInt16], in segment: Segment,
    _ runs: inout [kernels_votes_run], _ counters: UnsafeMutablePointer<kernels_votes_counter>
  ) {
    runs.removeAll(keepingCapacity: true)
    var waiting: [UInt32] = []
    var waitingRuns: [(range: Range<Int>, hash: Hash, weight: UInt16)] = []
    for (hash, weight) in zip(hashes, weights) where weight > 0 {
      let table = segment.tables[hash.group]
      let bucket = table.bucket(hash.key)
      if !bucket.isEmpty {
        runs.append(
          kernels_votes_run(
            postings: bucket.baseAddress, count: UInt32(bucket.count), signature: hash.signature,
            limit: Self.signatureLimit, weight: weight, turn: hash.turn))
      }
      let begin = waiting.count
      table.appendWaiting(hash.key, to: &waiting)
      if waiting.count > begin {
        waitingRuns.append((begin..<waiting.count, hash, weight))
      }
    }
    kernels_votes_count(runs, runs.count, UInt32(FeatureTable.placeBits), counters)
    waiting.withUnsafeBufferPointer { waiting in
      guard let base = waiting.baseAddress else { return }
      let late = waitingRuns.map {
        kernels_votes_run(
          postings: base + $0.range.lowerBound, count: UInt32($0.range.count),
          signature: $0.hash.signature, limit: Self.signatureLimit, weight: $0.weight,
          turn: $0.hash.turn)
      }
      kernels_votes_count(late, late.count, UInt32(FeatureTable.placeBits), counters)
    }
  }
}
