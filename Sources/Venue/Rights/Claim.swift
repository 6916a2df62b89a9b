/// An auditor's ruling.
package enum ClaimDecision: String, Sendable {
  /// The claim is right; the work stays frozen in the scope that the ruling names.
  case upheld
  /// The claim fails; the freeze ends.
  case released
  /// Part of the claim is right.
  case partial
}

/// A claim against a work, from its notice to its decision.
package struct Claim: Sendable {
  /// Where a claim stands.
  package enum Status: UInt8, Sendable {
    /// A notice was logged, sealed; nobody but its sender and the auditors knows of it.
    case noticed
    /// An auditor found the notice in form and froze the work.
    case open
    /// The author answered.
    case countered
    case upheld
    case released
    case partial

    /// The word used on the wire.
    package var word: StaticString {
      switch self {
      case .noticed: "noticed"
      case .open: "open"
      case .countered: "countered"
      case .upheld: "upheld"
      case .released: "released"
      case .partial: "partial"
      }
    }
    /// Whether a decision is still to come.
    package var isUndecided: Bool { self == .open || self == .countered }
  }

  /// The entry of its notice.
  package let number: EntryNumber
  /// The work; `nil` in public scope until it is opened.
  package internal(set) var asset: EntryNumber?
  /// Who sent the notice; `nil` in public scope.
  package let notifier: AccountNumber?
  /// Where it stands.
  package internal(set) var status: Status
}
