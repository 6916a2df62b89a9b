/// What a frozen work may not do.
package struct FreezeScope: OptionSet, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Its original is not handed out.
  package static let deliver = FreezeScope(rawValue: 1)
  /// No further edition is issued or listed.
  package static let issue = FreezeScope(rawValue: 2)
  /// Its instruments take no orders, and open ones are pulled.
  package static let trade = FreezeScope(rawValue: 4)

  /// The words used on the wire, rising.
  package static let words: [(StaticString, FreezeScope)] = [
    ("deliver", .deliver), ("issue", .issue), ("trade", .trade),
  ]
}

/// A registered work.
package struct Asset: Sendable {
  /// Where a filing stands.
  package enum Status: UInt8, Sendable {
    /// Nothing earlier stands against it.
    case registered
    /// It resembles an earlier work; an auditor looks at it before it can be issued.
    case examination
    /// An exact copy of an earlier work: it cannot be issued, and its title is in dispute.
    case contested
    /// An auditor found it to be a copy.
    case refused

    /// The word used on the wire.
    package var word: StaticString {
      switch self {
      case .registered: "registered"
      case .examination: "examination"
      case .contested: "contested"
      case .refused: "refused"
      }
    }
  }

  /// The entry that registered it.
  package let number: EntryNumber
  /// Who made it; the first filed it.
  package let authors: [(account: AccountNumber, share: Int64)]
  /// The digests of its original files.
  package let originals: [Bytes32]
  /// Earlier works of others that it resembled at filing.
  package let resembles: [EntryNumber]
  /// Where it stands.
  package internal(set) var status: Status
  /// Each open claim's freeze; what is forbidden is their union.
  package internal(set) var freezes: [(claim: EntryNumber, scope: FreezeScope)] = []
  /// Its editions, as slots.
  package internal(set) var editions: [Int] = []

  /// What it may not do now.
  package var frozen: FreezeScope {
    freezes.reduce(into: []) { $0.formUnion($1.scope) }
  }
}
