import Cryptography
import Entries
import Files
import Journal
import TransparencyLog
import Venue

/// Makes a journal anew from what is left: the batches of a damaged journal that are sound, and the
/// second copy where they are not.
///
/// Every entry is applied again and must come to what it says, and every batch must come to the root
/// that the log's key has signed for it: nothing is taken on trust.
package struct JournalRebuild {
  /// What came of it.
  package struct Report: Sendable {
    /// How many entries the new journal has.
    package var entryCount: UInt64 = 0
    /// How many of them the journal had, and how many came from the second copy.
    package var kept: UInt64 = 0
    package var restored: UInt64 = 0
    /// The root of their tree.
    package var root = MerkleTree.emptyRoot
    /// Why it ends where it does, if a batch was there that could not be taken.
    package var stop: String?
  }

  private let logKey: LogKey
  /// The journal as it is, if it can be opened.
  private let damaged: JournalReader?
  private var copy: SecondCopyReader

  package init(logKey: LogKey, damaged: JournalReader?, copy: any FileStore) throws {
    self.logKey = logKey
    self.damaged = damaged
    self.copy = try SecondCopyReader(copy)
  }

  /// Writes all that there is into a new journal at `path`. O(entries).
  ///
  /// - Parameter system: the name of the SQLite file system to use; the default one without it.
  package mutating func write(to path: String, system: String? = nil) throws -> Report {
    var journal = try Journal(path: path, system: system)
    var state = LogState()
    var report = Report()
    while true {
      let next = journal.nextSequence
      var found = sound(from: next).map { ($0, isKept: true) }
      if found == nil { found = try copy.batch(startingAt: next).map { ($0, isKept: false) } }
      guard let (batch, isKept) = found else { break }
      do {
        try append(batch, to: &journal, &state)
      } catch {
        report.stop = "entry \(state.venue.nextSequence): \(error)"
        break
      }
      if isKept {
        report.kept += UInt64(batch.rows.count)
      } else {
        report.restored += UInt64(batch.rows.count)
      }
    }
    report.entryCount = journal.nextSequence
    report.root = state.root
    return report
  }

  /// The damaged journal's batch from `sequence` on, if all of it is sound.
  private func sound(from sequence: UInt64) -> CopiedBatch? {
    guard let damaged, let end = try? damaged.checkpoint(covering: sequence),
      // The rows carry hashes; what covers them carries a signature.
      let checkpoint = try? Checkpoint(
        parsing: end.checkpoint, verifiedBy: logKey.verifierKey), checkpoint.size == end.size,
      let rows = try? damaged.rows(from: sequence, limit: Int(end.size - sequence)),
      rows.count == Int(end.size - sequence)
    else { return nil }
    return CopiedBatch(JournalBatch(rows: rows, size: end.size, checkpoint: end.checkpoint))
  }

  private func append(
    _ batch: CopiedBatch, to journal: inout Journal, _ state: inout LogState
  ) throws {
    var rows: [JournalRow] = []
    for row in batch.rows { rows.append(try state.rebuild(row)) }
    let checkpoint = try Checkpoint(parsing: batch.checkpoint, verifiedBy: logKey.verifierKey)
    guard checkpoint.size == batch.end, checkpoint.root == state.root else {
      throw JournalError(what: "its batch is not the one that was signed")
    }
    let made = JournalBatch(rows: rows, size: batch.end, checkpoint: batch.checkpoint)
    let epoch = state.venue.epoch
    if try journal.epoch() < epoch {
      try journal.begin(epoch: epoch, with: made)
    } else {
      try journal.append(made, epoch: epoch)
    }
  }
}
