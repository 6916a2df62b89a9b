/// The Mixed-Code (ISO 24138:2024, Content-Code Mixed): the bitwise majority of content units of
/// different media.
package enum ISCCMixedCode {
  /// The unit of two or more content units, each of at least `bits`.
  package static func unit(_ units: [ISCCUnit], bits: Int = 64) throws(ISCCError) -> ISCCUnit {
    guard units.count > 1, units.allSatisfy({ $0.mainType == .content && $0.bits >= bits }) else {
      throw ISCCError(
        .unitsUnsupported, "a Mixed-Code is of two or more content units of at least its length")
    }
    try ISCCUnit.check(bits: bits)
    // The header's first byte tells the media apart; it takes the place of the body's last.
    return try ISCCUnit(
      .content, .mixed,
      digest: SimilarityHash.majority(
        units.map { Array($0.bytes.prefix(1) + $0.digest.prefix(bits / 8 - 1)) }), bits: bits)
  }
}
