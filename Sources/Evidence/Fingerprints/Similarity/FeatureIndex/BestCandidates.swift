/// The best of those offered by rising number: most votes first, then lower numbers.
struct BestCandidates {
  private let limit: Int
  private var kept: [FeatureIndex.Candidate] = []
  /// Votes that no longer suffice.
  private(set) var threshold = 0

  init(limit: Int) {
    self.limit = limit
  }

  /// Takes a candidate with more votes than `threshold`. Amortised O(log limit).
  mutating func offer(_ candidate: FeatureIndex.Candidate) {
    kept.append(candidate)
    if kept.count >= 4 * limit + 64 { cut() }
  }

  /// Those kept, the best first.
  var sorted: [FeatureIndex.Candidate] {
    Array(kept.sorted(by: BestCandidates.precedes).prefix(limit))
  }

  private mutating func cut() {
    kept.sort(by: BestCandidates.precedes)
    kept.removeLast(kept.count - limit)
    // Later ones have higher numbers, so with equal votes they come behind.
    threshold = kept.last?.votes ?? 0
  }

  private static func precedes(
    _ a: FeatureIndex.Candidate, _ b: FeatureIndex.Candidate
  ) -> Bool {
    a.votes != b.votes ? a.votes > b.votes : a.id < b.id
  }
}
