/// A composite of two to five units under one header (ISO 24138:2024, ISCC-CODE): always Data and
/// Instance, before them Meta, Semantic and Content as they are known. Of each unit 64 bits remain.
package struct ISCCCode: Hashable, Sendable, CustomStringConvertible {
  /// Bits of a unit inside.
  private static let unitBytes = 8
  /// Bits of a unit inside a wide composite.
  private static let wideUnitBytes = 16
  /// What a header's length says is there besides Data and Instance, by bit.
  private static let optional: [ISCCMainType] = [.content, .semantic, .meta]

  /// The units, shortened, in the order of their main types.
  package let units: [ISCCUnit]
  /// What kind of medium, or which units.
  package let subType: ISCCSubType

  /// Puts units together, in any order; each has at least 64 bits and no main type comes twice.
  /// `wide` keeps 128 bits of Data and Instance if they are the only units and have them.
  package init(_ units: [ISCCUnit], wide: Bool = false) throws(ISCCError) {
    let sorted = units.sorted { $0.mainType < $1.mainType }
    let types = sorted.map(\.mainType)
    guard types.suffix(2) == [.data, .instance], Set(types).count == types.count else {
      throw ISCCError(.unitsUnsupported, "a composite has Data and Instance, and no kind twice")
    }
    guard units.allSatisfy({ $0.digest.count >= ISCCCode.unitBytes }) else {
      throw ISCCError(.unitsUnsupported, "units of a composite have at least 64 bits")
    }
    let media = Set(sorted.filter { [.semantic, .content].contains($0.mainType) }.map(\.subType))
    guard media.count <= 1 else {
      throw ISCCError(.unitsUnsupported, "Semantic and Content of different subtypes")
    }
    let isWide =
      wide && units.count == 2
      && units.allSatisfy { $0.digest.count >= ISCCCode.wideUnitBytes }
    subType = isWide ? .wide : media.first ?? (units.count == 2 ? .sum : .compositeNone)
    let bits = 8 * (isWide ? ISCCCode.wideUnitBytes : ISCCCode.unitBytes)
    var shortened: [ISCCUnit] = []
    for unit in sorted {
      shortened.append(
        try ISCCUnit(
          unit.mainType, unit.subType, version: ISCCUnit.currentVersion, digest: unit.digest,
          bits: bits))
    }
    self.units = shortened
  }

  /// Reads the canonical form, `ISCC:` and the code.
  package init(code: String) throws(ISCCError) {
    let malformed = ISCCError(.malformed, "not a composite's canonical form")
    guard code.hasPrefix(ISCCUnit.prefix),
      let bytes = Base32.decode(code.dropFirst(ISCCUnit.prefix.count)),
      let header = ISCCHeader(bytes), header.mainType == ISCCMainType.iscc.rawValue,
      header.version == ISCCUnit.currentVersion, (0..<8).contains(header.length)
    else { throw malformed }
    let subType = ISCCSubType(rawValue: header.subType)
    let types =
      ISCCCode.optional.enumerated().reversed().filter { header.length >> $0.offset & 1 == 1 }
      .map(\.element) + [.data, .instance]
    let size = subType == .wide ? ISCCCode.wideUnitBytes : ISCCCode.unitBytes
    let body = bytes.dropFirst(header.bytes.count)
    guard body.count == types.count * size else { throw malformed }
    var units: [ISCCUnit] = []
    for (at, type) in types.enumerated() {
      let medium = [.semantic, .content].contains(type) ? subType : .none
      units.append(
        try ISCCUnit(
          type, medium, digest: Array(body.dropFirst(at * size).prefix(size)), bits: size * 8))
    }
    try self.init(units, wide: subType == .wide)
    guard self.code == code else { throw malformed }
  }

  /// Header and bodies.
  package var bytes: [UInt8] {
    let length = ISCCCode.optional.enumerated().reduce(0) { sum, option in
      sum | (units.contains { $0.mainType == option.element } ? 1 << option.offset : 0)
    }
    return ISCCHeader(
      mainType: ISCCMainType.iscc.rawValue, subType: subType.rawValue,
      version: ISCCUnit.currentVersion, length: length
    ).bytes + units.flatMap(\.digest)
  }

  /// The canonical form: `ISCC:` and the base-32 of header and bodies.
  package var code: String { ISCCUnit.prefix + Base32.encode(bytes) }
  package var description: String { code }
}
