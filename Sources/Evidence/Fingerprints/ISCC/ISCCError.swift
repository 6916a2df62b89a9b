/// Why an ISCC could not be made or read.
package struct ISCCError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong.
  package enum Code: String, Sendable, CaseIterable {
    /// A unit has 32 to 256 bits, a multiple of 32; some kinds have less choice.
    case lengthUnsupported = "length-unsupported"
    /// Nothing of the name is left after normalisation, or there is nothing to code.
    case inputEmpty = "input-empty"
    /// The input exceeds a limit or has values out of range.
    case inputUnsupported = "input-unsupported"
    /// The units cannot stand together.
    case unitsUnsupported = "units-unsupported"
    /// A string or sequence of bytes is not an ISCC.
    case malformed
  }

  /// The stable code.
  package let code: Code
  /// One sentence that names what is wrong.
  package let message: String

  /// An error of a code with its message.
  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { "\(code.rawValue): \(message)" }
}
