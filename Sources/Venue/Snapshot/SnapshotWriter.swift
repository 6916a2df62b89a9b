/// Writes the pieces of a snapshot one after the other: little-endian numbers, and counts before what
/// is counted.
package struct SnapshotWriter: ~Copyable {
  /// What was written so far.
  package private(set) var bytes: [UInt8] = []

  /// A writer that has room for `capacity` bytes. Nothing is moved until there are more.
  package init(capacity: Int) { bytes.reserveCapacity(capacity) }

  /// A number in as many bytes as its type has.
  @inline(__always)
  package mutating func put<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// 1 or 0.
  package mutating func put(_ flag: Bool) { put(UInt8(flag ? 1 : 0)) }

  /// How many of something follow.
  package mutating func put(count: Int) { put(UInt32(count)) }

  /// Where something is among others of its kind, from 0.
  @inline(__always)
  package mutating func put(place: Int32) { put(UInt32(bitPattern: place)) }

  /// Bytes, after their count.
  package mutating func put(_ value: [UInt8]) {
    put(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// Thirty-two bytes.
  package mutating func put(_ value: Bytes32) { bytes.append(contentsOf: value.bytes) }

  /// Sixteen bytes.
  package mutating func put(_ alias: Alias) { bytes.append(contentsOf: alias.bytes) }

  /// Text as UTF-8, after the count of its bytes.
  package mutating func put(_ text: String) {
    put(count: text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  /// Both rates.
  package mutating func put(_ fees: Fees) {
    put(fees.maker)
    put(fees.taker)
  }
}
