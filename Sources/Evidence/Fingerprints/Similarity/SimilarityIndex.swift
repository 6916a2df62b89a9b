/// Finds registered assets whose codes resemble a file's.
///
/// Nothing ever leaves an index: a withdrawn or contested work still shows that something like it
/// was there before. Each insertion is a new version, so that one who looked early can later ask
/// only about what came since.
package protocol SimilarityIndex {
  /// How many insertions were made; it only grows.
  var version: Int { get }

  /// Adds an asset's codes; an asset may be added to several times. Codes of unknown algorithms and
  /// perceptual codes below `PerceptualHash.qualityMinimum` count as inserted and match nothing.
  /// Throws nothing; codes beyond `FingerprintLimits.codesPerAssetMaximum` in one call are a
  /// caller's error. Returns the new version.
  @discardableResult mutating func insert(asset: Int, codes: [Code]) -> Int

  /// The assets inserted after a version that resemble the query, each once with its strongest
  /// resemblance, the strongest first; at most `FingerprintLimits.similaritiesMaximum`.
  func matches(for query: SimilarityQuery, insertedAfter version: Int) -> [Similarity]
}

extension SimilarityIndex {
  /// All assets that resemble the query.
  package func matches(for query: SimilarityQuery) -> [Similarity] {
    matches(for: query, insertedAfter: 0)
  }
}
