/// Units one after another as bytes (IEP-0020, ISCC-SEQ), which is how they are bound into content
/// credentials.
package enum ISCCSequence {
  /// The units' bytes in the order given; there is at least one unit.
  package static func encode(_ units: [ISCCUnit]) throws(ISCCError) -> [UInt8] {
    guard !units.isEmpty else { throw ISCCError(.inputEmpty, "a sequence has a unit") }
    return units.flatMap(\.bytes)
  }

  /// The units, in order; an error unless the bytes are whole units and nothing else.
  package static func decode(_ bytes: [UInt8]) throws(ISCCError) -> [ISCCUnit] {
    var rest = bytes[...]
    var units: [ISCCUnit] = []
    repeat {
      guard let (unit, count) = ISCCUnit.read(rest) else {
        throw ISCCError(.malformed, "byte \(rest.startIndex) begins no whole unit")
      }
      units.append(unit)
      rest = rest.dropFirst(count)
    } while !rest.isEmpty
    return units
  }
}
