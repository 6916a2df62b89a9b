/// What comparing two files came to.
package struct Finding: Hashable, Sendable {
  /// The range of `score`.
  package static let scoreRange = 0...1000
  /// The score of identical codes.
  static let scoreMaximum = 1000

  /// What the resemblance amounts to.
  package let verdict: Verdict
  /// How near the files are within the verdict, 0 to 1000; 1000 where the codes are equal.
  package let score: Int
  /// The algorithm whose codes met.
  package let algorithm: Code.Algorithm
  /// One sentence for people.
  package let reason: String
  /// The part of each picture that the other shows too, where that is known.
  package let regions: MatchedRegions?

  /// A finding of these parts; `score` is cut to `scoreRange`.
  package init(
    verdict: Verdict, score: Int, algorithm: Code.Algorithm, reason: String,
    regions: MatchedRegions? = nil
  ) {
    self.verdict = verdict
    self.score = min(max(score, 0), Finding.scoreMaximum)
    self.algorithm = algorithm
    self.reason = reason
    self.regions = regions
  }

  /// Stronger verdicts first, then higher scores.
  static func isStronger(_ a: Finding, _ b: Finding) -> Bool {
    a.verdict != b.verdict ? a.verdict > b.verdict : a.score > b.score
  }
}

extension Finding? {
  /// Takes the place of this finding if it is stronger, or if there is none.
  mutating func keepStronger(_ other: Finding?) {
    guard let other else { return }
    if let self, !Finding.isStronger(other, self) { return }
    self = other
  }
}

/// The same part of two pictures, each in its own pixels.
package struct MatchedRegions: Hashable, Sendable {
  /// In the picture that was looked up.
  package let query: PixelRect
  /// In the picture that it was compared with.
  package let known: PixelRect
  /// The sides of the picture that was looked up.
  package let querySides: ImageInfo
  /// The sides of the picture that it was compared with.
  package let knownSides: ImageInfo

  /// The regions of two pictures with their sides.
  package init(
    query: PixelRect, known: PixelRect, querySides: ImageInfo, knownSides: ImageInfo
  ) {
    self.query = query
    self.known = known
    self.querySides = querySides
    self.knownSides = knownSides
  }

  /// The part of each picture that its region covers, 0 to 1.
  package var coverage: (query: Double, known: Double) {
    func part(_ region: PixelRect, of sides: ImageInfo) -> Double {
      Double(region.width * region.height) / Double(max(1, sides.width * sides.height))
    }
    return (part(query, of: querySides), part(known, of: knownSides))
  }

  /// The regions with the two pictures exchanged.
  package var exchanged: MatchedRegions {
    MatchedRegions(query: known, known: query, querySides: knownSides, knownSides: querySides)
  }

  /// Left, top, width and height of a region in thousandths of its picture's sides: they fit every
  /// preview of it.
  package static func thousandths(_ region: PixelRect, of sides: ImageInfo) -> [Int] {
    let (width, height) = (max(1, sides.width), max(1, sides.height))
    return [
      region.x * 1000 / width, region.y * 1000 / height,
      (region.width * 1000 + width - 1) / width, (region.height * 1000 + height - 1) / height,
    ].map { min(max($0, 0), 1000) }
  }
}
