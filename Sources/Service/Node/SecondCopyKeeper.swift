import Files
import Journal
import Logging

/// Keeps the second copy up with the journal, whatever the disk does in between.
///
/// The copy is no condition of an acknowledgement: what it misses is read from the journal again as
/// soon as the disk takes it.
final class SecondCopyKeeper: @unchecked Sendable {
  // Used by the thread that starts the node, and from then on by the one that makes commits durable.
  private let copy: SecondCopy
  private let reader: JournalReader
  private let logger: Logger
  private var isBehind = false

  /// Opens the copy and brings it up to the journal's end.
  /// - Throws: `StartError` where the copy has what the journal has lost.
  init(_ files: any FileStore, _ reader: JournalReader, size: UInt64, logger: Logger) throws {
    copy = try SecondCopy(files)
    self.reader = reader
    self.logger = logger
    guard copy.nextSequence <= size else {
      throw StartError(
        what: "the journal ends at \(size) entries, its second copy has \(copy.nextSequence): "
          + "`yunshang repair` rebuilds the journal from the copy")
    }
    try catchUp(to: size)
  }

  /// Copies what the journal has and the copy has not.
  private func catchUp(to size: UInt64) throws {
    while copy.nextSequence < size {
      guard let end = try reader.checkpoint(covering: copy.nextSequence) else { return }
      let rows = try reader.rows(
        from: copy.nextSequence, limit: Int(end.size - copy.nextSequence))
      try copy.append(JournalBatch(rows: rows, size: end.size, checkpoint: end.checkpoint))
    }
  }

  /// Copies a batch that has become durable.
  func follow(_ batch: JournalBatch) {
    do {
      let first = batch.size - UInt64(batch.rows.count)
      if copy.nextSequence < first { try catchUp(to: first) }
      try copy.append(batch)
      isBehind = false
    } catch {
      if !isBehind { logger.error("the journal's second copy falls behind: \(error)") }
      isBehind = true
    }
  }
}
