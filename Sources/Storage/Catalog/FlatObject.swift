import Glibc

/// One canonical JSON object, cut into its members without building values.
///
/// Events are written by the Venue and leaves by the node, and both were checked before they became
/// durable; what the projection of an order needs of them is a handful of short strings and numbers.
/// Reading those in place is several times faster than parsing everything around them.
struct FlatObject {
  private struct Field {
    var name: Range<Int>
    /// The value's bytes; a string's without its quotes.
    var value: Range<Int>
  }

  private var bytes: [UInt8] = []
  private var fields: [Field] = []

  /// Where reading stopped: the byte after the object.
  private(set) var end = 0

  /// Cuts the object that begins at `start` of `bytes`. O(size).
  mutating func read(_ bytes: [UInt8], at start: Int = 0) throws(CatalogError) {
    self.bytes = bytes
    fields.removeAll(keepingCapacity: true)
    let cut = bytes.withUnsafeBufferPointer { buffer -> Result<Int, CatalogError> in
      var scanner = Scanner(bytes: buffer, at: start)
      do throws(CatalogError) {
        try scanner.object { fields.append(Field(name: $0, value: $1)) }
        return .success(scanner.at)
      } catch {
        return .failure(error)
      }
    }
    end = try cut.get()
  }

  /// Cuts the object that is a member's value in another.
  mutating func read(
    _ outer: borrowing FlatObject, _ name: StaticString
  ) throws(CatalogError) {
    try read(outer.bytes, at: try outer.required(name).lowerBound)
  }

  /// Goes over bytes once. It reads through a pointer: these few loops see every byte of every event.
  private struct Scanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var at: Int

    mutating func object(_ member: (Range<Int>, Range<Int>) -> Void) throws(CatalogError) {
      try expect(UInt8(ascii: "{"))
      if try peek() == UInt8(ascii: "}") {
        at += 1
        return
      }
      while true {
        let name = try string()
        try expect(UInt8(ascii: ":"))
        member(name, try value())
        let byte = try peek()
        at += 1
        if byte == UInt8(ascii: "}") { return }
        guard byte == UInt8(ascii: ",") else { throw FlatObject.unreadable(at) }
      }
    }

    private func peek() throws(CatalogError) -> UInt8 {
      guard at < bytes.count else { throw FlatObject.unreadable(at) }
      return bytes[at]
    }

    private mutating func expect(_ byte: UInt8) throws(CatalogError) {
      guard try peek() == byte else { throw FlatObject.unreadable(at) }
      at += 1
    }

    /// A string's bytes between its quotes; escapes are left as they stand.
    private mutating func string() throws(CatalogError) -> Range<Int> {
      try expect(UInt8(ascii: "\""))
      let start = at
      while at < bytes.count {
        let byte = bytes[at]
        if byte == UInt8(ascii: "\"") {
          at += 1
          return start..<(at - 1)
        }
        at += byte == UInt8(ascii: "\\") ? 2 : 1
      }
      throw FlatObject.unreadable(at)
    }

    private mutating func value() throws(CatalogError) -> Range<Int> {
      if try peek() == UInt8(ascii: "\"") { return try string() }
      let start = at
      var depth = 0
      while at < bytes.count {
        switch bytes[at] {
        case UInt8(ascii: "\""):
          _ = try string()
          continue
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          if depth == 0 { return start..<at }
          depth -= 1
        case UInt8(ascii: ","):
          if depth == 0 { return start..<at }
        default: break
        }
        at += 1
      }
      throw FlatObject.unreadable(at)
    }
  }

  private static func unreadable(_ at: Int) -> CatalogError {
    CatalogError(what: "what was written cannot be read at byte \(at)")
  }

  /// Where a member's value stands, if there is one. O(members).
  func range(_ name: StaticString) -> Range<Int>? {
    let count = name.utf8CodeUnitCount
    return bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return nil }
      return fields.first { field in
        field.name.count == count
          && memcmp(name.utf8Start, start + field.name.lowerBound, count) == 0
      }?.value
    }
  }

  private func required(_ name: StaticString) throws(CatalogError) -> Range<Int> {
    guard let range = range(name) else { throw CatalogError(what: "`\(name)` is missing") }
    return range
  }

  /// The raw bytes of a value as text: a string that needs no escape, or any value as JSON.
  func text(_ name: StaticString) throws(CatalogError) -> String {
    String(decoding: bytes[try required(name)], as: UTF8.self)
  }

  /// Calls `body` with the raw bytes of a value, without making a string of them.
  func withText(
    _ name: StaticString, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(CatalogError) {
    let range = try required(name)
    bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  /// Whether a member's value has exactly these bytes. O(length).
  func has(_ name: StaticString, _ word: StaticString) -> Bool {
    guard let range = range(name), range.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { wanted in bytes[range].elementsEqual(wanted) }
  }

  /// A whole number, whether it stands there as a number or as a decimal string.
  func number(_ name: StaticString) throws(CatalogError) -> Int64 {
    let range = try required(name)
    var at = range.lowerBound
    let isNegative = !range.isEmpty && bytes[at] == UInt8(ascii: "-")
    if isNegative { at += 1 }
    let magnitude = try digits(&at, to: range.upperBound)
    guard at == range.upperBound else { throw FlatObject.unreadable(at) }
    return isNegative ? -magnitude : magnitude
  }

  private func digits(_ at: inout Int, to end: Int) throws(CatalogError) -> Int64 {
    var value: Int64 = 0
    let start = at
    while at < end, bytes[at] >= UInt8(ascii: "0"), bytes[at] <= UInt8(ascii: "9") {
      let (tens, isOver) = value.multipliedReportingOverflow(by: 10)
      let (sum, isOverToo) = tens.addingReportingOverflow(Int64(bytes[at] - UInt8(ascii: "0")))
      guard !isOver, !isOverToo else { throw FlatObject.unreadable(at) }
      value = sum
      at += 1
    }
    guard at > start else { throw FlatObject.unreadable(at) }
    return value
  }

  /// `<sequence>.<position>`, after a `t` for a trade.
  func pair(
    _ name: StaticString
  ) throws(CatalogError) -> (sequence: Int64, position: Int64) {
    let range = try required(name)
    var at = range.lowerBound
    if !range.isEmpty, bytes[at] == UInt8(ascii: "t") { at += 1 }
    let sequence = try digits(&at, to: range.upperBound)
    guard at < range.upperBound, bytes[at] == UInt8(ascii: ".") else {
      throw FlatObject.unreadable(at)
    }
    at += 1
    let position = try digits(&at, to: range.upperBound)
    guard at == range.upperBound else { throw FlatObject.unreadable(at) }
    return (sequence, position)
  }
}
