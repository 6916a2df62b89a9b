/// A text or path of the log that is not as its format demands.
package struct LogFormatError: Error, Equatable, CustomStringConvertible {
  /// What is malformed, e.g. `checkpoint` or `receipt line 3`.
  package let element: String
  /// What is wrong with it.
  package let what: String

  /// An error about `element`.
  package init(_ element: String, _ what: String) {
    self.element = element
    self.what = what
  }

  package var description: String { "\(element): \(what)" }
}

/// Reads a decimal number without sign or leading zeros; `nil` for anything else or if it is larger
/// than `maximum`.
func parseDecimal(_ text: some Collection<UInt8>, maximum: UInt64) -> UInt64? {
  guard let first = text.first, first != UInt8(ascii: "0") || text.count == 1, text.count <= 19
  else { return nil }
  var value: UInt64 = 0
  for character in text {
    guard character >= UInt8(ascii: "0"), character <= UInt8(ascii: "9") else { return nil }
    // Nineteen digits fit 64 bits.
    value = value * 10 + UInt64(character - UInt8(ascii: "0"))
  }
  return value <= maximum ? value : nil
}
