import Cryptography

/// What the second copy keeps of a batch: all that the rest of its rows follows from.
package struct CopiedBatch: Sendable, Equatable {
  /// An entry and what it seals.
  package struct Row: Sendable, Equatable {
    /// The log's leaf.
    package var entry: [UInt8]
    /// The signed document, where it is sealed.
    package var document: [UInt8]
    /// The entry's salt.
    package var salt: [UInt8]
    /// Disclosures that travelled beside the document, one a line.
    package var disclosures: [UInt8]

    package init(_ row: JournalRow) {
      entry = row.entry
      document = row.document
      salt = row.salt
      disclosures = row.disclosures
    }

    fileprivate init(_ reader: inout FrameReader) throws(JournalError) {
      entry = try reader.bytes()
      document = try reader.bytes()
      salt = try reader.bytes()
      disclosures = try reader.bytes()
    }
  }

  /// The first row's number.
  package var first: UInt64
  /// The rows, their numbers following each other.
  package var rows: [Row]
  /// The signed checkpoint after them.
  package var checkpoint: [UInt8]

  /// The number after the last row's.
  package var end: UInt64 { first + UInt64(rows.count) }

  package init(_ batch: JournalBatch) {
    first = batch.size - UInt64(batch.rows.count)
    rows = batch.rows.map(Row.init)
    checkpoint = batch.checkpoint
  }

  // MARK: As bytes

  /// What a frame begins with.
  private static let mark = Array("YSC1".utf8)
  /// Mark, length and digest.
  private static let headCount = 4 + 4 + Digest.byteCount

  /// The batch as one frame: a mark, the payload's length, its SHA-256, and the payload. O(bytes).
  package var frame: [UInt8] {
    var frame = CopiedBatch.mark
    frame.reserveCapacity(
      rows.reduce(512) {
        $0 + $1.entry.count + $1.document.count + $1.salt.count + $1.disclosures.count + 16
      })
    // Length and digest of what follows are known last.
    frame.append(contentsOf: repeatElement(0, count: CopiedBatch.headCount - frame.count))
    func add(_ number: UInt64) {
      withUnsafeBytes(of: number.littleEndian) { frame.append(contentsOf: $0) }
    }
    func add(_ bytes: [UInt8]) {
      withUnsafeBytes(of: UInt32(bytes.count).littleEndian) { frame.append(contentsOf: $0) }
      frame.append(contentsOf: bytes)
    }
    add(first)
    add(UInt64(rows.count))
    for row in rows {
      add(row.entry)
      add(row.document)
      add(row.salt)
      add(row.disclosures)
    }
    add(checkpoint)
    let digest = SHA256.hash(frame[CopiedBatch.headCount...])
    frame.withUnsafeMutableBytes { bytes in
      bytes.storeBytes(
        of: UInt32(bytes.count - CopiedBatch.headCount).littleEndian,
        toByteOffset: CopiedBatch.mark.count, as: UInt32.self)
      digest.withBytes {
        UnsafeMutableRawBufferPointer(rebasing: bytes[(CopiedBatch.mark.count + 4)...])
          .copyBytes(from: $0)
      }
    }
    return frame
  }

  /// Reads the frame that begins at `position` and moves it behind; `nil` where no whole and sound
  /// frame stands there.
  package init?(_ bytes: [UInt8], at position: inout Int) {
    guard bytes.count - position >= CopiedBatch.headCount,
      bytes[position..<position + 4].elementsEqual(CopiedBatch.mark)
    else { return nil }
    let count = (4..<8).reversed().reduce(0) { $0 << 8 | Int(bytes[position + $1]) }
    let start = position + CopiedBatch.headCount
    guard bytes.count - start >= count,
      Digest(bytes: bytes[position + 8..<start]) == SHA256.hash(bytes[start..<start + count])
    else { return nil }
    var reader = FrameReader(bytes[start..<start + count])
    guard let read = try? CopiedBatch(&reader) else { return nil }
    self = read
    position = start + count
  }

  private init(_ reader: inout FrameReader) throws(JournalError) {
    first = try reader.number()
    let count = try reader.number()
    rows = []
    for _ in 0..<count { rows.append(try Row(&reader)) }
    checkpoint = try reader.bytes()
    guard reader.isAtEnd, count > 0 else { throw FrameReader.malformed }
  }
}

/// Reads a frame's payload, never beyond its end.
private struct FrameReader {
  static let malformed = JournalError(what: "a frame of the second copy is malformed")
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }

  private mutating func take(_ count: Int) throws(JournalError) -> ArraySlice<UInt8> {
    guard count <= rest.count else { throw FrameReader.malformed }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  mutating func number() throws(JournalError) -> UInt64 {
    try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func bytes() throws(JournalError) -> [UInt8] {
    let count = try take(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    return Array(try take(count))
  }
}
