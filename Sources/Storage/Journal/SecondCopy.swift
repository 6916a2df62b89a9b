import Files

/// What the journal's rows follow from, written once more beside it after each commit and not synced:
/// a journal that was damaged, or that lost what it had acknowledged, is rebuilt from it.
///
/// Batches stand one behind the other in files of bounded length, each named by the first row's number.
/// Used from one thread.
package final class SecondCopy: @unchecked Sendable {
  /// A file that is at least so long is followed by the next.
  private static let fileByteCountMaximum = 64 << 20
  private static let suffix = ".batches"

  private let files: any FileStore
  private var name: String?
  private var byteCount = 0
  /// The number after the last copied row's.
  package private(set) var nextSequence: UInt64 = 0

  /// Rows that the last two files have not, between others that they have: a loss of power need not take
  /// what was written last. `fill` puts them there again.
  package private(set) var gaps: [Range<UInt64>] = []

  /// Opens the copy, and cuts off what a crash left half written. O(two files).
  package init(_ files: any FileStore) throws {
    self.files = files
    var names = try SecondCopy.names(files)
    while let last = names.popLast() {
      let bytes = try files.read(last) ?? []
      var (whole, position) = SecondCopy.whole(bytes)
      guard let end = whole.map(\.upperBound).max() else {
        // Nothing in it is whole: the file before goes on.
        try files.remove(last)
        continue
      }
      if position < bytes.count { try files.truncate(last, to: position) }
      (name, byteCount, nextSequence) = (last, position, end)
      let before = names.last
      if let before { whole += SecondCopy.whole(try files.read(before) ?? []).rows }
      var next = SecondCopy.first(of: before ?? last) ?? 0
      for rows in whole.sorted(by: { $0.lowerBound < $1.lowerBound }) {
        if rows.lowerBound > next { gaps.append(next..<rows.lowerBound) }
        next = max(next, rows.upperBound)
      }
      return
    }
  }

  /// The rows of each sound batch in a file's bytes, and the position behind the last.
  private static func whole(_ bytes: [UInt8]) -> (rows: [Range<UInt64>], position: Int) {
    var whole: (rows: [Range<UInt64>], position: Int) = ([], 0)
    forEach(in: bytes) { batch, position in
      whole.rows.append(batch.first..<batch.end)
      whole.position = position
      return true
    }
    return whole
  }

  /// Calls `body` with each sound batch in a file's bytes and the position behind it. What is damaged is
  /// passed over up to the next frame's mark. O(bytes).
  static func forEach(
    in bytes: [UInt8], _ body: (CopiedBatch, Int) throws -> Bool
  ) rethrows {
    var position = 0
    while position < bytes.count {
      if let batch = CopiedBatch(bytes, at: &position) {
        guard try body(batch, position) else { return }
      } else {
        position += 1
      }
    }
  }

  static func names(_ files: any FileStore) throws(FileStoreError) -> [String] {
    try files.names().filter { $0.hasSuffix(suffix) }
  }

  /// The number of the first row that a file of this name has.
  static func first(of name: String) -> UInt64? { UInt64(name.dropLast(suffix.count)) }

  /// Copies a batch that has become durable. O(bytes).
  /// - Throws: `FileStoreError`, after which the copy is as it was.
  package func append(_ batch: JournalBatch) throws(FileStoreError) {
    let copied = CopiedBatch(batch)
    precondition(copied.first == nextSequence, "batches are copied in sequence")
    if name == nil || byteCount >= SecondCopy.fileByteCountMaximum {
      let digits = String(copied.first)
      name = String(repeating: "0", count: 20 - digits.count) + digits + SecondCopy.suffix
      byteCount = 0
    }
    guard let name else { return }
    let frame = copied.frame
    try files.append(frame, to: name)
    byteCount += frame.count
    nextSequence = copied.end
  }

  /// Copies a batch whose rows are in a gap, behind what its file has. O(bytes).
  package func fill(_ batch: JournalBatch) throws(FileStoreError) {
    let copied = CopiedBatch(batch)
    let into = try SecondCopy.names(files).last { name in
      SecondCopy.first(of: name).map { $0 <= copied.first } ?? false
    }
    guard let into else { return }
    let frame = copied.frame
    try files.append(frame, to: into)
    if into == name { byteCount += frame.count }
  }
}
