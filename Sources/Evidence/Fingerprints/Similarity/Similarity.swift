/// How an asset that stands in the index resembles a file.
package struct Similarity: Hashable, Sendable {
  static let scoreMaximum = Finding.scoreMaximum
  /// What each differing bit of a perceptual code takes off the score.
  static let scorePerBit = 8

  /// The asset's number.
  package let asset: Int
  /// What the resemblance amounts to.
  package let finding: Finding

  /// What the resemblance amounts to.
  package var verdict: Verdict { finding.verdict }
  /// 0 to 1000; 1000 where the codes are equal.
  package var score: Int { finding.score }
  /// The algorithm whose codes met.
  package var algorithm: Code.Algorithm { finding.algorithm }
  /// One sentence for people.
  package var reason: String { finding.reason }

  /// What was found of an asset.
  package init(asset: Int, finding: Finding) {
    self.asset = asset
    self.finding = finding
  }

  /// A resemblance of these parts; `score` is cut to `Finding.scoreRange`.
  package init(
    asset: Int, verdict: Verdict, score: Int, algorithm: Code.Algorithm, reason: String
  ) {
    self.init(
      asset: asset,
      finding: Finding(verdict: verdict, score: score, algorithm: algorithm, reason: reason))
  }

  /// Stronger verdicts first, then higher scores, then the earlier asset.
  package static func strongerFirst(_ a: Similarity, _ b: Similarity) -> Bool {
    if a.verdict != b.verdict { return a.verdict > b.verdict }
    if a.score != b.score { return a.score > b.score }
    return a.asset < b.asset
  }
}

extension [Similarity] {
  /// The verdict on the file as a whole: the strongest of its similarities; without any,
  /// `not-fingerprintable` if the query had nothing but digests to compare, else `none`.
  package func verdict(for query: SimilarityQuery) -> Verdict {
    self.map(\.verdict).max() ?? (query.isComparable ? .none : .notFingerprintable)
  }

  /// Each asset once with its strongest resemblance, the strongest first.
  package var strongestOfEach: [Similarity] {
    var best: [Int: Similarity] = [:]
    for found in self {
      if let known = best[found.asset], !Similarity.strongerFirst(found, known) { continue }
      best[found.asset] = found
    }
    return best.values.sorted(by: Similarity.strongerFirst)
  }
}
