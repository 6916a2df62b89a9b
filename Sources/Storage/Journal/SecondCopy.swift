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

  /// Opens the copy, and cuts off what a crash left half written. O(one file).
  package init(_ files: any FileStore) throws {
    self.files = files
    for name in try SecondCopy.names(files).reversed() {
      let bytes = try files.read(name) ?? []
      var sound: (position: Int, end: UInt64)?
      SecondCopy.forEach(in: bytes) { batch, position in
        sound = (position, batch.end)
        return true
      }
      guard let sound else {
        // Nothing in it is whole: the file before goes on.
        try files.remove(name)
        continue
      }
      if sound.position < bytes.count { try files.truncate(name, to: sound.position) }
      (self.name, byteCount, nextSequence) = (name, sound.position, sound.end)
      return
    }
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
}
