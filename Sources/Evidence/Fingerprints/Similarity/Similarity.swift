/// How an asset that stands in the index resembles a file.
package struct Similarity: Hashable, Sendable {
  /// What the resemblance amounts to, weakest first.
  package enum Verdict: String, Sendable, CaseIterable, Comparable {
    /// There was nothing to compare: the file has no usable code besides its digest.
    case notFingerprintable = "not-fingerprintable"
    /// Nothing similar stands in the index.
    case none = "none"
    /// The same picture, perhaps re-encoded, scaled, mirrored or turned.
    case samePicture = "same-picture"
    /// The same triangles, perhaps renamed, reordered or with other textures.
    case sameShape = "same-shape"
    /// The same bytes.
    case exact = "exact"

    private var rank: Int {
      switch self {
      case .notFingerprintable: 0
      case .none: 1
      case .samePicture: 2
      case .sameShape: 3
      case .exact: 4
      }
    }

    package static func < (a: Verdict, b: Verdict) -> Bool { a.rank < b.rank }
  }

  /// The range of `score`.
  package static let scoreRange = 0...1000
  /// The score of identical codes, and what each differing bit of a perceptual code takes off.
  static let scoreMaximum = 1000
  static let scorePerBit = 8

  /// The asset's number.
  package let asset: Int
  /// What the resemblance amounts to.
  package let verdict: Verdict
  /// 0 to 1000; 1000 where the codes are equal.
  package let score: Int
  /// The algorithm whose codes met.
  package let algorithm: Code.Algorithm
  /// One sentence for people.
  package let reason: String

  /// A resemblance of these parts; `score` is cut to `scoreRange`.
  package init(
    asset: Int, verdict: Verdict, score: Int, algorithm: Code.Algorithm, reason: String
  ) {
    self.asset = asset
    self.verdict = verdict
    self.score = min(max(score, 0), Similarity.scoreMaximum)
    self.algorithm = algorithm
    self.reason = reason
  }

  /// Stronger verdicts first, then higher scores, then the earlier asset.
  static func strongerFirst(_ a: Similarity, _ b: Similarity) -> Bool {
    if a.verdict != b.verdict { return a.verdict > b.verdict }
    if a.score != b.score { return a.score > b.score }
    return a.asset < b.asset
  }
}

extension [Similarity] {
  /// The verdict on the file as a whole: the strongest of its similarities; without any,
  /// `not-fingerprintable` if the query had nothing but digests to compare, else `none`.
  package func verdict(for query: SimilarityQuery) -> Similarity.Verdict {
    self.map(\.verdict).max() ?? (query.isComparable ? .none : .notFingerprintable)
  }
}
