/// What a resemblance amounts to, weakest first.
package enum Verdict: String, Sendable, CaseIterable, Comparable {
  /// There was nothing to compare: a file has no usable code besides its digest.
  case notFingerprintable = "not-fingerprintable"
  /// Nothing in common was found.
  case none
  /// A likeness that may be chance: for a person to look at, never called a copy.
  case similar
  /// Two models of different shapes wear the same picture.
  case sameTexture = "same-texture"
  /// A part of one picture is a part of the other.
  case partOf = "part-of"
  /// The same picture, perhaps re-encoded, scaled, mirrored, turned or recoloured.
  case samePicture = "same-picture"
  /// The same shape, perhaps renamed, re-meshed, moved or with other textures.
  case sameShape = "same-shape"
  /// The same bytes.
  case exact

  /// Whether one would call the one a copy of the other.
  package var isCopy: Bool { self > .similar }

  private var rank: Int { Verdict.allCases.firstIndex(of: self) ?? 0 }

  package static func < (a: Verdict, b: Verdict) -> Bool { a.rank < b.rank }
}
