/// What a model states about its own origin and rights in XMP (KHR_xmp_json_ld, ISO 16684-3): the
/// packet that its `asset` points to, as far as rights are concerned.
package struct XMPStatement: Hashable, Sendable {
  /// `dc:title`.
  package let title: String?
  /// `dc:creator`, in the file's order.
  package let creators: [String]
  /// `dc:rights`.
  package let rights: String?
  /// `xmpRights:Owner`.
  package let owners: [String]
  /// `xmpRights:UsageTerms`.
  package let usageTerms: String?
  /// `xmpRights:WebStatement`: where the rights are stated.
  package let webStatement: String?
  /// `xmpRights:Marked`: whether rights are claimed (`true`) or it is in the public domain.
  package let isMarked: Bool?

  /// The statement of a GLB or VRM file; `nil` where it makes none. Throws where the model is
  /// malformed, over a limit or uses what is not read here.
  package init?(reading file: [UInt8]) throws(FingerprintError) {
    guard let statement = try GLTFModel(file).statement else { return nil }
    self = statement
  }

  /// Reads the statement; `nil` where the asset points to no packet. Throws `model-malformed` where
  /// what is read here is of a wrong type or has too many or too long texts.
  static func read(_ root: GLTFElement) throws(FingerprintError) -> XMPStatement? {
    let name = "KHR_xmp_json_ld"
    guard let link = try root.object("asset")?.object("extensions")?.object(name) else {
      return nil
    }
    let packets =
      try root.object("extensions")?.object(name)?
      .objects("packets", maximum: FingerprintLimits.modelNodesMaximum) ?? []
    guard let number = try link.index("packet", into: "packets", bound: packets.count) else {
      throw link.malformed("has no packet")
    }
    return try XMPStatement(packets[number])
  }

  private init(_ packet: GLTFElement) throws(FingerprintError) {
    title = try XMPStatement.texts(packet, "dc:title").first
    creators = try XMPStatement.texts(packet, "dc:creator")
    rights = try XMPStatement.texts(packet, "dc:rights").first
    owners = try XMPStatement.texts(packet, "xmpRights:Owner")
    usageTerms = try XMPStatement.texts(packet, "xmpRights:UsageTerms").first
    webStatement = try XMPStatement.texts(packet, "xmpRights:WebStatement").first
    isMarked = try XMPStatement.flag(packet, "xmpRights:Marked")
  }

  /// A property's texts, whether it is one, a list, a set, or one of many languages, of which the
  /// first in the file is the default.
  private static func texts(
    _ packet: GLTFElement, _ name: String
  ) throws(FingerprintError) -> [String] {
    guard let value = packet.tree[name] else { return [] }
    var members = [value]
    if let elements = (value["@list"] ?? value["@set"] ?? value).array {
      guard elements.count <= FingerprintLimits.statementsMaximum else {
        throw packet.malformed("has more than \(FingerprintLimits.statementsMaximum) of \(name)")
      }
      members = elements
    } else if let first = value["rdf:_1"] {
      members = [first]
    }
    var texts: [String] = []
    for member in members {
      let text = (member["@value"] ?? member["@id"] ?? member).string
      guard let text, text.utf8.count <= 4 * FingerprintLimits.statementCountMaximum,
        text.count <= FingerprintLimits.statementCountMaximum
      else {
        throw packet.malformed(
          "has a \(name) that is not made of texts of at most "
            + "\(FingerprintLimits.statementCountMaximum) characters")
      }
      texts.append(text)
    }
    return texts
  }

  private static func flag(
    _ packet: GLTFElement, _ name: String
  ) throws(FingerprintError) -> Bool? {
    guard let value = packet.tree[name] else { return nil }
    let plain = value["@value"] ?? value
    switch (plain.boolean, plain.string) {
    case (let flag?, _): return flag
    // XMP itself writes booleans as texts.
    case (_, "True"?), (_, "true"?): return true
    case (_, "False"?), (_, "false"?): return false
    default: throw packet.malformed("has a \(name) that is not true or false")
    }
  }

  /// The same as simple fields; those that are not stated are left out.
  package var plain: PlainValue {
    .members([
      ("creators", .list(creators.map { .string($0) })),
      ("isMarked", isMarked.map { .boolean($0) }),
      ("owners", .list(owners.map { .string($0) })),
      ("rights", rights.map { .string($0) }),
      ("title", title.map { .string($0) }),
      ("usageTerms", usageTerms.map { .string($0) }),
      ("webStatement", webStatement.map { .string($0) }),
    ])
  }
}
