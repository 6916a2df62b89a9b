/// What an ISCC unit describes (ISO 24138, main types). Raw values stand in the header.
package enum ISCCMainType: Int, Sendable, CaseIterable, Comparable {
  /// Similar metadata.
  case meta = 0
  /// Similar meaning; there is no algorithm for it here.
  case semantic = 1
  /// Similar appearance.
  case content = 2
  /// Similar bytes.
  case data = 3
  /// The same bytes.
  case instance = 4
  /// A composite of units.
  case iscc = 5

  /// The word that documents and the CLI use: `data`.
  package var name: String {
    switch self {
    case .meta: "meta"
    case .semantic: "semantic"
    case .content: "content"
    case .data: "data"
    case .instance: "instance"
    case .iscc: "iscc"
    }
  }

  package static func < (a: ISCCMainType, b: ISCCMainType) -> Bool { a.rawValue < b.rawValue }
}

/// What kind of medium a content unit is of; for composites also which units they have.
package struct ISCCSubType: Hashable, Sendable, RawRepresentable {
  /// The number in the header.
  package let rawValue: Int

  /// A subtype by its number; unknown ones are kept, since a code may be newer than its reader.
  package init(rawValue: Int) { self.rawValue = rawValue }

  /// Of main types that have no subtypes.
  package static let none = ISCCSubType(rawValue: 0)
  /// Text.
  package static let text = ISCCSubType(rawValue: 0)
  /// A picture.
  package static let image = ISCCSubType(rawValue: 1)
  /// Sound.
  package static let audio = ISCCSubType(rawValue: 2)
  /// Moving pictures.
  package static let video = ISCCSubType(rawValue: 3)
  /// Several media.
  package static let mixed = ISCCSubType(rawValue: 4)
  /// A composite of Data and Instance alone.
  package static let sum = ISCCSubType(rawValue: 5)
  /// A composite without a content unit, but with others than Data and Instance.
  package static let compositeNone = ISCCSubType(rawValue: 6)
  /// A composite of Data and Instance with 128 bits each.
  package static let wide = ISCCSubType(rawValue: 7)
}
