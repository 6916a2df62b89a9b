/// The licence that a VRM file states about itself: VRM 1.0's `VRMC_vrm.meta`, or VRM 0.x's
/// `VRM.meta` in the same words. A permission the file is silent about is the narrowest one, as the
/// VRM 1.0 specification's defaults have it.
package struct VRMLicence: Hashable, Sendable {
  /// Who may embody the avatar.
  package enum Avatar: String, Sendable, CaseIterable {
    /// Its author alone.
    case onlyAuthor
    /// People with a licence of their own.
    case onlySeparatelyLicensedPerson
    /// Everyone.
    case everyone
  }

  /// Who may use it commercially.
  package enum Commerce: String, Sendable, CaseIterable {
    /// Nobody.
    case personalNonProfit
    /// Persons.
    case personalProfit
    /// Persons and companies.
    case corporation
  }

  /// Who may change it.
  package enum Modification: String, Sendable, CaseIterable {
    /// Nobody.
    case prohibited
    /// Everyone, for themselves.
    case allowModification
    /// Everyone, and pass the result on.
    case allowModificationRedistribution
  }

  /// `1.0` or `0.x`.
  package let specification: String
  /// The model's name.
  package let name: String
  /// The authors in the file's order; VRM 0.x knows one.
  package let authors: [String]
  /// Where the licence's text stands; for VRM 0.x its short name, such as `CC_BY`.
  package let licence: String
  /// Who may embody the avatar.
  package let avatar: Avatar
  /// Who may use it commercially.
  package let commerce: Commerce
  /// Who may change it.
  package let modification: Modification
  /// Whether it may be passed on unchanged.
  package let allowsRedistribution: Bool
  /// Whether its author must be named.
  package let requiresCredit: Bool
  /// Whether excessively violent use is allowed.
  package let allowsViolence: Bool
  /// Whether excessively sexual use is allowed.
  package let allowsSexuality: Bool
  /// Whether political or religious use is allowed.
  package let allowsPoliticsAndReligion: Bool
  /// Whether antisocial or hateful use is allowed.
  package let allowsHate: Bool

  /// Characters of any one text.
  static let textCountMaximum = 1000
  /// Authors that are read.
  static let authorsMaximum = 100

  /// Whether a description bears a VRM extension.
  static func isMarked(_ tree: JSONTree) -> Bool {
    tree["extensions"]?["VRMC_vrm"] != nil || tree["extensions"]?["VRM"] != nil
  }

  /// Reads the licence; `nil` where the file is no VRM. Throws `model-malformed` where it is one
  /// and a permission is not a word of its specification: a permission is not guessed.
  static func read(_ tree: JSONTree) throws(FingerprintError) -> VRMLicence? {
    if let extra = tree["extensions"]?["VRMC_vrm"] {
      return try VRMLicence(version1: VRMMeta(extra, element: "extensions.VRMC_vrm.meta"))
    }
    if let extra = tree["extensions"]?["VRM"] {
      return try VRMLicence(version0: VRMMeta(extra, element: "extensions.VRM.meta"))
    }
    return nil
  }

  private init(version1 meta: VRMMeta) throws(FingerprintError) {
    specification = "1.0"
    name = try meta.text("name") ?? ""
    authors = try meta.texts("authors")
    licence = try meta.text("licenseUrl") ?? ""
    avatar = try meta.word("avatarPermission") ?? .onlyAuthor
    commerce = try meta.word("commercialUsage") ?? .personalNonProfit
    modification = try meta.word("modification") ?? .prohibited
    allowsRedistribution = try meta.flag("allowRedistribution") ?? false
    requiresCredit = try meta.text("creditNotation") != "unnecessary"
    allowsViolence = try meta.flag("allowExcessivelyViolentUsage") ?? false
    allowsSexuality = try meta.flag("allowExcessivelySexualUsage") ?? false
    allowsPoliticsAndReligion = try meta.flag("allowPoliticalOrReligiousUsage") ?? false
    allowsHate = try meta.flag("allowAntisocialOrHateUsage") ?? false
  }

  private init(version0 meta: VRMMeta) throws(FingerprintError) {
    specification = "0.x"
    name = try meta.text("title") ?? ""
    authors = try meta.text("author").map { [$0] } ?? []
    let short = try meta.text("licenseName") ?? "Redistribution_Prohibited"
    licence = short
    switch try meta.text("allowedUserName") {
    case nil, "OnlyAuthor": avatar = .onlyAuthor
    case "ExplicitlyLicensedPerson": avatar = .onlySeparatelyLicensedPerson
    case "Everyone": avatar = .everyone
    case let other?: throw meta.unknown(other, in: "allowedUserName")
    }
    let commercial = try meta.permission("commercialUssageName")
    commerce = commercial && !short.contains("_NC") ? .corporation : .personalNonProfit
    // Of the short names only the Creative Commons ones grant anything that this reader knows of.
    let isShared = short.hasPrefix("CC")
    allowsRedistribution = isShared
    modification =
      isShared && !short.hasSuffix("_ND") ? .allowModificationRedistribution : .prohibited
    requiresCredit = short != "CC0"
    allowsViolence = try meta.permission("violentUssageName")
    allowsSexuality = try meta.permission("sexualUssageName")
    allowsPoliticsAndReligion = false
    allowsHate = false
  }

  /// The same as simple fields.
  package var plain: PlainValue {
    .members([
      ("allowsHate", .boolean(allowsHate)),
      ("allowsPoliticsAndReligion", .boolean(allowsPoliticsAndReligion)),
      ("allowsRedistribution", .boolean(allowsRedistribution)),
      ("allowsSexuality", .boolean(allowsSexuality)),
      ("allowsViolence", .boolean(allowsViolence)),
      ("authors", .list(authors.map { .string($0) })),
      ("avatar", .string(avatar.rawValue)),
      ("commerce", .string(commerce.rawValue)),
      ("licence", .string(licence)),
      ("modification", .string(modification.rawValue)),
      ("name", .string(name)),
      ("requiresCredit", .boolean(requiresCredit)),
      ("specification", .string(specification)),
    ])
  }
}
