/// Finds registered assets whose codes resemble a file's.
///
/// Nothing ever leaves an index: a withdrawn or contested work still shows that something like it
/// was there before. Each insertion is a new version, so that one who looked early can later ask
/// only about what came since.
///
/// Perceptual codes stand in a `HammingIndex`, digests in hash tables; sketches of shapes are
/// compared with one by one, and are only candidates, which somebody else has to verify. All answers
/// are those of comparing with everything.
package struct CodeIndex: Sendable {
  /// How many insertions were made; it only grows.
  package private(set) var version = 0

  private var pictures = NearTable(isTabled: true)
  private var sketches = NearTable(isTabled: false)
  private var files = DigestTable()
  private var shapes = DigestTable()

  /// An empty index.
  package init() {}

  /// How many perceptual codes stand in the index.
  package var perceptualCount: Int { pictures.holders.count }

  /// How many sketches of shapes stand in the index.
  package var sketchCount: Int { sketches.holders.count }

  /// Bytes that perceptual codes and their tables take up, without their holders (8 bytes each).
  package var perceptualByteCount: Int { pictures.index.byteCount }

  /// Adds an asset's codes; an asset may be added to several times. Codes of unknown algorithms and
  /// perceptual codes below `PerceptualHash.qualityMinimum` count as inserted and match nothing.
  /// Throws nothing; codes beyond `FingerprintLimits.codesPerAssetMaximum` in one call are a
  /// caller's error. Returns the new version. About a millisecond at most for each perceptual code,
  /// and a few microseconds on average.
  @discardableResult
  package mutating func insert(asset: Int, codes: [Code]) -> Int {
    insert(asset: asset, codes: codes, isBulk: false)
  }

  private mutating func insert(asset: Int, codes: [Code], isBulk: Bool) -> Int {
    precondition(codes.count <= FingerprintLimits.codesPerAssetMaximum)
    version += 1
    let holder = Holder(asset: asset, version: version)
    for code in codes {
      switch code.algorithm {
      case .pdq where code.quality >= PerceptualHash.qualityMinimum:
        pictures.insert(code.vector, holder: holder, isBulk: isBulk)
      case .shape:
        sketches.insert(code.vector, holder: holder, isBulk: isBulk)
      case .sha256: files.insert(code.vector, holder: holder)
      case .geometry: shapes.insert(code.vector, holder: holder)
      default: continue
      }
    }
    return version
  }

  /// The assets inserted after a version that resemble the query, each once with its strongest
  /// resemblance, the strongest first; at most `FingerprintLimits.similaritiesMaximum`.
  package func matches(
    for query: SimilarityQuery, insertedAfter version: Int = 0
  ) -> [Similarity] {
    var best: [Int: Similarity] = [:]
    func offer(_ found: Similarity) {
      if let known = best[found.asset], !Similarity.strongerFirst(found, known) { return }
      best[found.asset] = found
    }
    func offerNear(_ code: Code, turned: Bool) {
      guard code.quality >= PerceptualHash.qualityMinimum else { return }
      pictures.forEachHolder(
        near: code.vector, radius: PerceptualHash.distanceMaximum, insertedAfter: version
      ) { holder, distance in
        offer(.nearPicture(asset: holder.asset, distance: distance, turned: turned))
      }
    }
    for code in query.codes {
      switch code.algorithm {
      case .sha256, .geometry:
        let table = code.algorithm == .sha256 ? files : shapes
        table.forEachHolder(of: code.vector, insertedAfter: version) { holder in
          offer(.equalDigest(code.algorithm, asset: holder.asset))
        }
      case .pdq: offerNear(code, turned: false)
      default: continue
      }
    }
    for code in query.variants where code.algorithm == .pdq { offerNear(code, turned: true) }
    let all = best.values.sorted(by: Similarity.strongerFirst)
    return Array(all.prefix(FingerprintLimits.similaritiesMaximum))
  }

  /// An asset with a sketch near the one asked for.
  package struct Candidate: Hashable, Sendable {
    /// The asset's number.
    package let asset: Int
    /// In how many bits its nearest sketch differs.
    package let distance: Int
  }

  /// The assets inserted after a version with a sketch that differs in at most `radius` of 256 bits,
  /// each once, the nearest first; at most `limit`. They are worth a look, no more. O(sketches).
  package func candidates(
    for sketch: Code, radius: Int, limit: Int, insertedAfter version: Int = 0
  ) -> [Candidate] {
    guard sketch.algorithm == .shape else { return [] }
    var nearest: [Int: Int] = [:]
    sketches.forEachHolder(near: sketch.vector, radius: radius, insertedAfter: version) {
      nearest[$0.asset] = min(nearest[$0.asset] ?? .max, $1)
    }
    let all = nearest.map { Candidate(asset: $0.key, distance: $0.value) }
      .sorted { ($0.distance, $0.asset) < ($1.distance, $1.asset) }
    return Array(all.prefix(limit))
  }
}

// MARK: Records

extension CodeIndex {
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
    var found: [Record] = []
    func append(_ algorithm: Code.Algorithm) -> (SIMD4<UInt64>, Holder) -> Void {
      { vector, holder in
        guard let code = Code(algorithm: algorithm, vector: vector) else { return }
        found.append(Record(asset: holder.asset, version: holder.version, code: code))
      }
    }
    pictures.forEach(append(.pdq))
    sketches.forEach(append(.shape))
    files.forEach(append(.sha256))
    shapes.forEach(append(.geometry))
    return found.sorted { a, b in
      if a.version != b.version { return a.version < b.version }
      let (first, second) = (a.code.algorithm.name, b.code.algorithm.name)
      return first != second
        ? first < second : a.code.bytes.lexicographicallyPrecedes(b.code.bytes)
    }
  }

  /// An index of records, which rise by version and end at `version`; `nil` where they do not.
  /// O(n).
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
      _ = insert(asset: first.asset, codes: same.map(\.code), isBulk: true)
      rest = rest.dropFirst(same.count)
    }
    pictures.fold()
    self.version = version
  }
}

extension Code {
  /// The four words that are compared, in memory order.
  fileprivate var vector: SIMD4<UInt64> {
    let (a, b, c, d) = words
    return SIMD4(a, b, c, d)
  }

  fileprivate init?(algorithm: Algorithm, vector: SIMD4<UInt64>) {
    self.init(algorithm: algorithm, bytes: withUnsafeBytes(of: vector, Array.init))
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
