/// Writes canonical JSON (RFC 8785) for the few shapes that the Venue emits.
///
/// Members must be written in rising order of their names, and strings must be ASCII that needs no
/// escape; both hold by construction here, and a test parses every event strictly.
package struct JSONWriter: Sendable {
  /// What was written so far.
  package private(set) var bytes: [UInt8] = []
  private var needsComma = false

  package init() {}

  /// A writer that has room for `capacity` bytes.
  package init(capacity: Int) { bytes.reserveCapacity(capacity) }

  /// Whether nothing was written.
  var isEmpty: Bool { bytes.isEmpty }

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

  /// Writes a member whose value is a word of the wire's vocabulary.
  package mutating func member(_ name: StaticString, _ word: StaticString) {
    self.name(name)
    string(word)
  }

  /// Writes a line that was written before, without its newline.
  mutating func line(_ written: ArraySlice<UInt8>) {
    separate()
    bytes.append(contentsOf: written)
  }

  private mutating func digits(_ value: UInt64) {
    guard value >= 10 else {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value))
      return
    }
    // Twenty digits are enough for any number; they come out from the last to the first.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { room in
      var at = 20
      var rest = value
      while rest > 0 {
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
        at -= 1
        room[at] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
        rest = quotient
      }
      bytes.append(contentsOf: UnsafeMutableBufferPointer(rebasing: room[at...]))
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

  /// An instrument's symbol as a string.
  package mutating func symbol(_ value: Symbol) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    for at in 0..<value.count { bytes.append(value[at]) }
    bytes.append(UInt8(ascii: "\""))
  }

  /// `true`, the only value that the Venue's flags are written with.
  package mutating func yes() {
    separate()
    bytes.append(contentsOf: [0x74, 0x72, 0x75, 0x65])
  }

  /// Writes the members of what an account has after a change, up to `reason`.
  mutating func cash(
    _ account: AccountNumber, change: Fen, available: Fen, held: Fen, reason: StaticString
  ) {
    name("account")
    decimal(account)
    name("available")
    decimal(available)
    name("change")
    decimal(change)
    member("event", "cash")
    name("held")
    decimal(held)
    member("reason", reason)
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
