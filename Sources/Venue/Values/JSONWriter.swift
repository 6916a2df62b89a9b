/// Writes canonical JSON (RFC 8785) for the few shapes that the Venue emits.
///
/// Members must be written in rising order of their names, and strings must be ASCII that needs no
/// escape; both hold by construction here, and a test parses every event strictly.
package struct JSONWriter: Sendable {
  /// What was written so far.
  package private(set) var bytes: [UInt8] = []
  private var needsComma = false

  package init() {}

  /// Forgets what was written and keeps the memory.
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  /// Opens an object as a value.
  package mutating func beginObject() {
    separate()
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
  }
  /// Closes an object.
  package mutating func endObject() {
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }
  /// Opens an array as a value.
  package mutating func beginArray() {
    separate()
    bytes.append(UInt8(ascii: "["))
    needsComma = false
  }
  /// Closes an array.
  package mutating func endArray() {
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }
  /// Ends a line of JSON lines.
  package mutating func newline() {
    bytes.append(10)
    needsComma = false
  }

  /// Writes a member's name; its value must follow.
  package mutating func name(_ name: StaticString) {
    separate()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  private mutating func quote(_ text: StaticString) {
    bytes.append(UInt8(ascii: "\""))
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func digits(_ value: UInt64) {
    var divisor: UInt64 = 1
    while value / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
      divisor /= 10
    }
  }

  private mutating func hexDigit(_ value: UInt8) {
    bytes.append(value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10)
  }

  /// A number. It must be below 2^53 in size; money goes as a string.
  package mutating func number(_ value: Int64) {
    separate()
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    digits(value.magnitude)
  }

  /// A number of an entry, a count or a time.
  package mutating func number(_ value: UInt64) {
    separate()
    digits(value)
  }

  /// A word of the wire's vocabulary.
  package mutating func string(_ value: StaticString) {
    separate()
    quote(value)
  }

  /// ASCII text that needs no escape, such as an instrument's symbol.
  package mutating func string(_ value: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: value.utf8)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Money, a price or an id, as a decimal string.
  package mutating func decimal(_ value: Int64) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    digits(value.magnitude)
    bytes.append(UInt8(ascii: "\""))
  }

  /// An id as a decimal string.
  package mutating func decimal(_ value: UInt64) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    digits(value)
    bytes.append(UInt8(ascii: "\""))
  }

  /// An order's number as a string.
  package mutating func order(_ value: OrderNumber) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    digits(value.sequence)
    bytes.append(UInt8(ascii: "."))
    digits(UInt64(value.position))
    bytes.append(UInt8(ascii: "\""))
  }

  /// A trade's number, `t<sequence>.<event>`, as a string.
  package mutating func trade(_ sequence: EntryNumber, _ event: Int) {
    separate()
    bytes.append(contentsOf: [UInt8(ascii: "\""), UInt8(ascii: "t")])
    digits(sequence)
    bytes.append(UInt8(ascii: "."))
    digits(UInt64(event))
    bytes.append(UInt8(ascii: "\""))
  }

  /// Bytes as lower-case hexadecimal in a string.
  package mutating func hex(_ value: [UInt8]) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    for byte in value {
      hexDigit(byte >> 4)
      hexDigit(byte & 15)
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
