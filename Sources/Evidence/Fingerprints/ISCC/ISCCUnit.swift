/// One unit of an ISCC (ISO 24138:2024): what it describes, by which version of the algorithm, and
/// 32 to 256 bits of it.
///
/// Units of different main type, subtype or version are never compared; of two lengths the shorter
/// one counts.
package struct ISCCUnit: Hashable, Sendable, CustomStringConvertible {
  /// The numbers of bits that a unit may have.
  package static let lengths = Array(stride(from: 32, through: 256, by: 32))
  /// What stands before every ISCC.
  static let prefix = "ISCC:"
  /// The version of all algorithms of ISO 24138:2024.
  package static let currentVersion = 0

  /// What the unit describes; never `iscc`.
  package let mainType: ISCCMainType
  /// What kind of medium, for content.
  package let subType: ISCCSubType
  /// The algorithm's version.
  package let version: Int
  /// The body, a multiple of 4 bytes.
  package let digest: [UInt8]

  /// A unit of the first `bits` of a digest; an error if that is not a unit's length or the digest
  /// is shorter.
  package init(
    _ mainType: ISCCMainType, _ subType: ISCCSubType = .none,
    version: Int = ISCCUnit.currentVersion, digest: [UInt8], bits: Int
  ) throws(ISCCError) {
    try ISCCUnit.check(bits: bits)
    guard digest.count * 8 >= bits else {
      throw ISCCError(.lengthUnsupported, "a digest of \(digest.count) bytes for \(bits) bits")
    }
    guard mainType != .iscc, (0..<8).contains(version) else {
      throw ISCCError(.unitsUnsupported, "a composite or an unknown version is not a unit")
    }
    self.mainType = mainType
    self.subType = subType
    self.version = version
    self.digest = Array(digest.prefix(bits / 8))
  }

  /// Reads the canonical form, `ISCC:` and the code.
  package init(code: String) throws(ISCCError) {
    guard code.hasPrefix(ISCCUnit.prefix),
      let bytes = Base32.decode(code.dropFirst(ISCCUnit.prefix.count)),
      let (unit, count) = ISCCUnit.read(bytes[...]), count == bytes.count
    else { throw ISCCError(.malformed, "not a unit's canonical form") }
    self = unit
  }

  private init(unchecked mainType: ISCCMainType, _ header: ISCCHeader, _ digest: [UInt8]) {
    self.mainType = mainType
    subType = ISCCSubType(rawValue: header.subType)
    version = header.version
    self.digest = digest
  }

  /// The unit at the start of `bytes` and how many bytes it takes; `nil` if there is none.
  static func read(_ bytes: ArraySlice<UInt8>) -> (ISCCUnit, Int)? {
    guard let header = ISCCHeader(bytes),
      let mainType = ISCCMainType(rawValue: header.mainType), mainType != .iscc,
      header.length < lengths.count
    else { return nil }
    let start = header.bytes.count
    let end = start + lengths[header.length] / 8
    guard bytes.count >= end else { return nil }
    let digest = Array(bytes.dropFirst(start).prefix(end - start))
    return (ISCCUnit(unchecked: mainType, header, digest), end)
  }

  /// The number of bits.
  package var bits: Int { digest.count * 8 }

  /// Header and body.
  package var bytes: [UInt8] {
    ISCCHeader(
      mainType: mainType.rawValue, subType: subType.rawValue, version: version,
      length: bits / 32 - 1
    ).bytes + digest
  }

  /// The canonical form: `ISCC:` and the base-32 of header and body.
  package var code: String { ISCCUnit.prefix + Base32.encode(bytes) }
  package var description: String { code }

  /// How many bits differ, of as many as the shorter unit has; `nil` unless both are of one main
  /// type, subtype and version.
  package func distance(to other: ISCCUnit) -> Int? {
    guard mainType == other.mainType, subType == other.subType, version == other.version else {
      return nil
    }
    return zip(digest, other.digest).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
  }

  /// An error unless a unit may have that many bits.
  static func check(bits: Int) throws(ISCCError) {
    guard lengths.contains(bits) else {
      throw ISCCError(.lengthUnsupported, "a unit of \(bits) bits; it has 32 to 256, by 32")
    }
  }
}
