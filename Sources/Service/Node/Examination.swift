import Fingerprints

/// What came out when a filing's files were looked at, before it has a number.
package struct Examination: Sendable {
  /// What the original files are.
  package var fingerprints: [FileFingerprint]
  /// The earlier works in the gallery that they resemble.
  package var found: [Similarity]
  /// The last insertion into the register's index that the gallery had seen by then.
  package var seen: Int
  /// Earlier works whose own licence permits derivatives.
  package var derivable: Set<Int>

  /// An examination; without a gallery, all there is counts as seen.
  package init(
    fingerprints: [FileFingerprint] = [], found: [Similarity] = [], seen: Int = .max,
    derivable: Set<Int> = []
  ) {
    self.fingerprints = fingerprints
    self.found = found
    self.seen = seen
    self.derivable = derivable
  }
}
