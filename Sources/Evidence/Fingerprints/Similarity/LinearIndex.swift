import CKernels

/// An index that compares a perceptual code with every other in one pass over contiguous memory,
/// and looks digests up in a table.
///
/// A query costs time proportional to the number of perceptual codes inserted after the version
/// asked for: under a nanosecond for each of them and each variant, so 100,000 codes stay below a
/// millisecond a variant. Exact, unlike a tree of approximate neighbours, and small enough to
/// replace.
package struct LinearIndex: SimilarityIndex, Sendable {
  /// Who has a code: the asset and the version that brought it.
  private struct Holder {
    let asset: Int
    let version: Int
  }

  /// A digest under the algorithm that made it.
  private struct DigestKey: Hashable {
    let algorithm: Code.Algorithm
    let bytes: [UInt8]
  }

  package private(set) var version = 0

  /// Four words a perceptual code, and who has it; versions rise, so that a suffix is found by
  /// halving.
  private var words: [UInt64] = []
  private var holders: [Holder] = []
  private var digests: [DigestKey: [Holder]] = [:]

  /// An empty index.
  package init() {}

  /// How many perceptual codes are compared with.
  package var perceptualCount: Int { holders.count }

  @discardableResult
  package mutating func insert(asset: Int, codes: [Code]) -> Int {
    precondition(codes.count <= FingerprintLimits.codesPerAssetMaximum)
    version += 1
    let holder = Holder(asset: asset, version: version)
    for code in codes {
      switch code.algorithm {
      case .pdq where code.quality >= PerceptualHash.qualityMinimum:
        let (a, b, c, d) = code.words
        words.append(contentsOf: [a, b, c, d])
        holders.append(holder)
      case .sha256, .geometry:
        digests[DigestKey(algorithm: code.algorithm, bytes: code.bytes), default: []]
          .append(holder)
      default:
        continue
      }
    }
    return version
  }

  package func matches(
    for query: SimilarityQuery, insertedAfter version: Int
  ) -> [Similarity] {
    var best: [Int: Similarity] = [:]
    func offer(_ found: Similarity) {
      if let known = best[found.asset], !Similarity.strongerFirst(found, known) { return }
      best[found.asset] = found
    }
    for code in query.codes {
      switch code.algorithm {
      case .sha256, .geometry:
        for holder in digests[DigestKey(algorithm: code.algorithm, bytes: code.bytes)] ?? []
        where holder.version > version {
          offer(.equalDigest(code.algorithm, asset: holder.asset))
        }
      case .pdq: scan(for: code, turned: false, insertedAfter: version, offer)
      default: continue
      }
    }
    for code in query.variants where code.algorithm == .pdq {
      scan(for: code, turned: true, insertedAfter: version, offer)
    }
    let all = best.values.sorted(by: Similarity.strongerFirst)
    return Array(all.prefix(FingerprintLimits.similaritiesMaximum))
  }

  /// Offers every holder whose code is near.
  private func scan(
    for code: Code, turned: Bool, insertedAfter version: Int, _ offer: (Similarity) -> Void
  ) {
    guard code.quality >= PerceptualHash.qualityMinimum else { return }
    let (a, b, c, d) = code.words
    let wanted = [a, b, c, d]
    var next = firstIndex(after: version)
    words.withUnsafeBufferPointer { words in
      guard let base = words.baseAddress else { return }
      while next < holders.count {
        var distance: UInt32 = 0
        next += kernels_hamming_next(
          base + 4 * next, holders.count - next, wanted,
          UInt32(PerceptualHash.distanceMaximum), &distance)
        guard next < holders.count else { return }
        offer(.nearPicture(asset: holders[next].asset, distance: Int(distance), turned: turned))
        next += 1
      }
    }
  }

  /// A code and the insertion that brought it.
  package struct Record: Sendable {
    package let asset: Int
    package let version: Int
    package let code: Code

    package init(asset: Int, version: Int, code: Code) {
      self.asset = asset
      self.version = version
      self.code = code
    }
  }

  /// All that is compared with, by version, algorithm and bytes: an index made of it answers alike.
  /// O(n log n).
  package var records: [Record] {
    var found = holders.enumerated().map { at, holder in
      let bytes = words[4 * at..<4 * at + 4].flatMap { word in withUnsafeBytes(of: word, Array.init)
      }
      return (holder, Code.Algorithm.pdq, bytes)
    }
    for (key, holders) in digests {
      for holder in holders { found.append((holder, key.algorithm, key.bytes)) }
    }
    return found.sorted { a, b in
      (a.0.version, a.1.name) != (b.0.version, b.1.name)
        ? (a.0.version, a.1.name) < (b.0.version, b.1.name) : a.2.lexicographicallyPrecedes(b.2)
    }.compactMap { holder, algorithm, bytes in
      Code(algorithm: algorithm, bytes: bytes).map {
        Record(asset: holder.asset, version: holder.version, code: $0)
      }
    }
  }

  /// An index of records, which rise by version and end at `version`; `nil` where they do not.
  package init?(records: [Record], version: Int) {
    self.init()
    var rest = records[...]
    while let first = rest.first {
      let same = rest.prefix { $0.version == first.version }
      guard first.version > self.version, first.version <= version,
        same.allSatisfy({ $0.asset == first.asset }),
        same.count <= FingerprintLimits.codesPerAssetMaximum
      else { return nil }
      self.version = first.version - 1
      insert(asset: first.asset, codes: same.map(\.code))
      rest = rest.dropFirst(same.count)
    }
    self.version = version
  }

  /// The first perceptual code of a later version.
  private func firstIndex(after version: Int) -> Int {
    var low = 0
    var high = holders.count
    while low < high {
      let middle = (low + high) / 2
      if holders[middle].version > version { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension Similarity {
  fileprivate static func equalDigest(_ algorithm: Code.Algorithm, asset: Int) -> Similarity {
    let isFile = algorithm == .sha256
    return Similarity(
      asset: asset, verdict: isFile ? .exact : .sameShape, score: scoreMaximum,
      algorithm: algorithm,
      reason: isFile ? "a file has the same bytes" : "a model has the same triangles")
  }

  fileprivate static func nearPicture(asset: Int, distance: Int, turned: Bool) -> Similarity {
    Similarity(
      asset: asset, verdict: .samePicture, score: scoreMaximum - scorePerBit * distance,
      algorithm: .pdq,
      reason: "a picture differs in \(distance) of 256 bits"
        + (turned ? " once mirrored or turned" : ""))
  }
}
