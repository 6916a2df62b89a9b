/// Writes canonical JSON (RFC 8785) for the few shapes that the Venue emits.
///
/// Members must be written in rising order of their names, and strings must be ASCII that needs no
/// escape; both hold by construction here, and a test parses every event strictly.
package struct JSONWriter: ~Copyable, @unchecked Sendable {
  /// Memory of its own, for a line is made of some forty pieces, and an array would ask at each of them
  /// whether it is shared.
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// How many bytes were written.
  package private(set) var count = 0
  private var needsComma = false

  package init() { self.init(capacity: 256) }

  /// A writer that has room for `capacity` bytes.
  package init(capacity: Int) {
    self.capacity = max(capacity, 64)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  /// What was written so far. O(bytes).
  package var bytes: [UInt8] { Array(UnsafeBufferPointer(start: base, count: count)) }

  /// Whether nothing was written.
  var isEmpty: Bool { count == 0 }

  /// Forgets what was written and keeps the memory.
  package mutating func removeAll() {
    count = 0
    needsComma = false
  }

  // MARK: Memory

  /// Makes sure that `more` bytes can be put without looking.
  @inline(__always)
  private mutating func reserve(_ more: Int) {
    if count + more > capacity { grow(to: count + more) }
  }

  @inline(never)
  private mutating func grow(to wanted: Int) {
    capacity = max(wanted, capacity * 2)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    moved.moveInitialize(from: base, count: count)
    base.deallocate()
    base = moved
  }

  /// Puts a byte for which room was made.
  @inline(__always)
  private mutating func put(_ byte: UInt8) {
    assert(count < capacity)
    base[count] = byte
    count &+= 1
  }

  /// Puts bytes for which room was made.
  @inline(__always)
  private mutating func put(_ text: StaticString) {
    let size = text.utf8CodeUnitCount
    assert(count + size <= capacity)
    (base + count).update(from: text.utf8Start, count: size)
    count &+= size
  }

  private mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    reserve(bytes.count)
    (base + count).update(from: start, count: bytes.count)
    count += bytes.count
  }

  /// Room for a comma, quotes and twenty digits, more than any piece below that is not text.
  private static let small = 48

  @inline(__always)
  private mutating func separate() {
    reserve(JSONWriter.small)
    if needsComma { put(UInt8(ascii: ",")) }
    needsComma = true
  }

  // MARK: Shapes

  private mutating func open(_ bracket: UInt8) {
    separate()
    put(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    reserve(1)
    put(bracket)
    needsComma = true
  }

  /// Opens an object as a value.
  package mutating func beginObject() { open(UInt8(ascii: "{")) }
  /// Closes an object.
  package mutating func endObject() { close(UInt8(ascii: "}")) }
  /// Opens an array as a value.
  package mutating func beginArray() { open(UInt8(ascii: "[")) }
  /// Closes an array.
  package mutating func endArray() { close(UInt8(ascii: "]")) }

  /// Ends a line of JSON lines.
  package mutating func newline() {
    reserve(1)
    put(10)
    needsComma = false
  }

  /// Writes a line that was written before into another writer, without its newline.
  mutating func line(_ other: borrowing JSONWriter, _ range: Range<Int>) {
    separate()
    precondition(range.lowerBound >= 0 && range.upperBound <= other.count)
    put(UnsafeBufferPointer(start: other.base + range.lowerBound, count: range.count))
  }

  /// Writes a member's name; its value must follow.
  package mutating func name(_ name: StaticString) {
    separate()
    quote(name)
    put(UInt8(ascii: ":"))
    needsComma = false
  }

  @inline(__always)
  private mutating func quote(_ text: StaticString) {
    reserve(text.utf8CodeUnitCount + 4)
    put(UInt8(ascii: "\""))
    put(text)
    put(UInt8(ascii: "\""))
  }

  /// Writes a member whose value is a word of the wire's vocabulary.
  package mutating func member(_ name: StaticString, _ word: StaticString) {
    self.name(name)
    string(word)
  }

  // MARK: Values

  private static let powers: InlineArray<20, UInt64> = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
    10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000,
    100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000,
    100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
  ]

  /// Puts a number's digits, for which there is room: they come out from the last to the first.
  @inline(__always)
  private mutating func digits(_ value: UInt64) {
    // 1,233 / 4,096 is just above the decimal logarithm of 2, so that the guess is never too small.
    let bits = 64 &- (value | 1).leadingZeroBitCount
    var size = (bits &* 1_233) &>> 12
    if size == 0 || value >= JSONWriter.powers[size] { size &+= 1 }
    var rest = value
    var at = count &+ size
    count = at
    assert(count <= capacity)
    repeat {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      at &-= 1
      base[at] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
      rest = quotient
    } while rest > 0
  }

  /// A number. It must be below 2^53 in size; money goes as a string.
  package mutating func number(_ value: Int64) {
    separate()
    if value < 0 { put(UInt8(ascii: "-")) }
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

  /// ASCII text that needs no escape, such as a rule set's name.
  package mutating func string(_ value: String) {
    separate()
    put(UInt8(ascii: "\""))
    var text = value
    text.withUTF8 { put($0) }
    reserve(1)
    put(UInt8(ascii: "\""))
  }

  /// An instrument's symbol as a string.
  package mutating func symbol(_ value: Symbol) {
    separate()
    put(UInt8(ascii: "\""))
    for at in 0..<value.count { put(value[at]) }
    put(UInt8(ascii: "\""))
  }

  /// `true`, the only value that the Venue's flags are written with.
  package mutating func yes() {
    separate()
    put("true")
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
    put(UInt8(ascii: "\""))
    if value < 0 { put(UInt8(ascii: "-")) }
    digits(value.magnitude)
    put(UInt8(ascii: "\""))
  }

  /// An id as a decimal string.
  package mutating func decimal(_ value: UInt64) {
    separate()
    put(UInt8(ascii: "\""))
    digits(value)
    put(UInt8(ascii: "\""))
  }

  /// An order's number as a string.
  package mutating func order(_ value: OrderNumber) {
    separate()
    put(UInt8(ascii: "\""))
    digits(value.sequence)
    put(UInt8(ascii: "."))
    digits(UInt64(value.position))
    put(UInt8(ascii: "\""))
  }

  /// A trade's number, `t<sequence>.<event>`, as a string.
  package mutating func trade(_ sequence: EntryNumber, _ event: Int) {
    separate()
    put("\"t")
    digits(sequence)
    put(UInt8(ascii: "."))
    digits(UInt64(event))
    put(UInt8(ascii: "\""))
  }

  /// Bytes as lower-case hexadecimal in a string.
  package mutating func hex(_ value: [UInt8]) {
    separate()
    reserve(value.count * 2 + 2)
    put(UInt8(ascii: "\""))
    for byte in value {
      put(JSONWriter.hexDigit(byte >> 4))
      put(JSONWriter.hexDigit(byte & 15))
    }
    put(UInt8(ascii: "\""))
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
