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
    fillGaps()
    do {
      try catchUp(to: size)
    } catch let error as FileStoreError {
      // The copy is no condition of an acknowledgement, nor of a start: the next batch tries again.
      logger.error("the journal's second copy falls behind: \(error)")
      isBehind = true
    }
  }

  /// Copies again what a loss of power took out of the middle. What cannot be had of it is only said:
  /// the journal is none the worse for it.
  private func fillGaps() {
    for gap in copy.gaps {
      do {
        var next = gap.lowerBound
        while next < gap.upperBound, let batch = try batch(from: next) {
          try copy.fill(batch)
          next = batch.size
        }
      } catch {
        logger.error("the journal's second copy lacks the rows \(gap): \(error)")
      }
    }
  }

  /// The batch that begins with a row, as the journal has it.
  private func batch(from sequence: UInt64) throws -> JournalBatch? {
    guard let end = try reader.checkpoint(covering: sequence) else { return nil }
    let rows = try reader.rows(from: sequence, limit: Int(end.size - sequence))
    return JournalBatch(rows: rows, size: end.size, checkpoint: end.checkpoint)
  }

  /// Copies what the journal has and the copy has not.
  private func catchUp(to size: UInt64) throws {
    while copy.nextSequence < size, let batch = try batch(from: copy.nextSequence) {
      try copy.append(batch)
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
