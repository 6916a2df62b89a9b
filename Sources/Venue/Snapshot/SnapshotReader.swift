/// Reads the pieces of a snapshot one after the other and believes none of them: it never reads past
/// the end, and lets nothing be counted that there are not the bytes for.
package struct SnapshotReader {
  private let bytes: UnsafeRawBufferPointer
  /// How many bytes were read.
  package private(set) var offset = 0
  /// How many entries there have been: the number of each is below.
  package var entries: EntryNumber = 0

  /// The bytes must stay where they are while they are read.
  package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// How many bytes are left.
  package var left: Int { bytes.count - offset }

  /// What to throw where something cannot be.
  package func unsound(_ what: String) -> SnapshotError { .unsound(what, at: offset) }

  /// Throws unless something is as it must be.
  @inline(__always)
  package func require(_ isSound: Bool, _ what: String) throws(SnapshotError) {
    guard isSound else { throw unsound(what) }
  }

  // MARK: Numbers

  /// A number in as many bytes as its type has.
  @inline(__always)
  package mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(
    _: Number.Type = Number.self
  ) throws(SnapshotError) -> Number {
    let size = MemoryLayout<Number>.size
    guard size <= left else { throw .incomplete(at: offset) }
    let number = bytes.loadUnaligned(fromByteOffset: offset, as: Number.self)
    offset += size
    return Number(littleEndian: number)
  }

  /// A number that must lie within a range.
  @inline(__always)
  package mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(
    _ range: ClosedRange<Number>, _ what: String
  ) throws(SnapshotError) -> Number {
    let number = try number(Number.self)
    guard range.contains(number) else { throw unsound(what) }
    return number
  }

  /// A count of units as the market keeps it, at least one.
  @inline(__always)
  package mutating func units() throws(SnapshotError) -> Int32 {
    let units = try number(UInt32.self)
    guard units >= 1, units <= Rules.unitsMaximum else { throw unsound("a count of units") }
    return Int32(units)
  }

  /// 1 or 0.
  package mutating func flag() throws(SnapshotError) -> Bool {
    try number(0...1, "a flag") as UInt8 == 1
  }

  /// How many of something follow, each of at least `size` bytes.
  package mutating func count(of size: Int) throws(SnapshotError) -> Int {
    let count = try number(UInt32.self)
    guard count <= left / size, count <= Int32.max else { throw .incomplete(at: offset) }
    return Int(count)
  }

  /// Where something is among `count` others of its kind, from 0.
  @inline(__always)
  package mutating func place(among count: Int, _ what: String) throws(SnapshotError) -> Int32 {
    let place = try number(UInt32.self)
    guard place < count else { throw unsound(what) }
    return Int32(place)
  }

  /// The number of an entry.
  package mutating func entry() throws(SnapshotError) -> EntryNumber {
    let entry = try number(EntryNumber.self)
    guard entry < entries else { throw unsound("an entry that has not been") }
    return entry
  }

  /// The number of an entry after another one, so that none is named twice.
  package mutating func entry(after other: EntryNumber?) throws(SnapshotError) -> EntryNumber {
    let entry = try entry()
    if let other, entry <= other { throw unsound("entries out of sequence") }
    return entry
  }

  // MARK: Others

  private mutating func take(_ count: Int) throws(SnapshotError) -> UnsafeRawBufferPointer {
    guard count <= left else { throw .incomplete(at: offset) }
    defer { offset += count }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
  }

  /// Bytes after their count, where they stand.
  package mutating func block() throws(SnapshotError) -> UnsafeRawBufferPointer {
    let count = try number(UInt64.self)
    guard count <= left else { throw .incomplete(at: offset) }
    return try take(Int(count))
  }

  /// Thirty-two bytes.
  package mutating func bytes32() throws(SnapshotError) -> Bytes32 {
    guard let value = Bytes32(raw: try take(32)) else { throw unsound("32 bytes") }
    return value
  }

  /// An alias.
  package mutating func alias() throws(SnapshotError) -> Alias {
    guard let alias = Alias(Array(try take(16))) else { throw unsound("an alias") }
    return alias
  }

  /// Text.
  package mutating func text() throws(SnapshotError) -> String {
    let bytes = try take(try count(of: 1))
    guard let text = String(validating: bytes, as: UTF8.self) else { throw unsound("a text") }
    return text
  }

  /// Both rates of a trade, each within the whole.
  package mutating func fees() throws(SnapshotError) -> Fees {
    let maker = try number(0...10_000, "a fee") as Int64
    return Fees(maker: maker, taker: try number(0...10_000, "a fee"))
  }
}
