import Cryptography
import Entries
import Journal
import TransparencyLog
import Venue

/// The checkpoint of a batch and the inclusion proofs of its leaves, computed when asked for.
package final class CommitProofs: Sendable {
  /// Proofs of the batch's leaves.
  package let batch: BatchProofs
  /// The signed checkpoint, as the log publishes it.
  package let checkpoint: [UInt8]

  init(batch: BatchProofs, checkpoint: [UInt8]) {
    self.batch = batch
    self.checkpoint = checkpoint
  }

  /// The receipt of one of the batch's entries. O(log n).
  package func receipt(of sequence: EntryNumber) -> Receipt {
    Receipt(
      index: sequence, hashes: batch.proof(of: Int(sequence - batch.sizeBefore)),
      checkpoint: checkpoint)
  }
}

/// Looks at a state and returns what shows the result to who asked.
package typealias Look = @Sendable (borrowing Venue) -> @Sendable () -> Void

/// Everything that one turn of the node wants done: a batch to be made durable, and what may be
/// shown once it is. The shell does it in this order and shows nothing if the first part fails.
package struct Commit: Sendable {
  /// The batch; `nil` when the turn only read.
  package var batch: JournalBatch?
  /// The commands of the batch, for a state that follows.
  package var applied: [AppliedCommand]
  /// The works that the batch registered.
  package var registered: [RegisteredWork] = []
  /// Answers, by ticket.
  package var results: [(ticket: UInt64, result: SubmissionResult)]
  /// Reads of the state as of this batch.
  package var reads: [Read]

  /// Somebody's look at the state.
  package struct Read: Sendable {
    /// Looks, and returns what shows the result.
    package var look: Look
    /// Shows what was seen, once that is durable.
    package var show: @Sendable () -> Void
  }

  /// Whether there is nothing to do.
  package var isEmpty: Bool { batch == nil && results.isEmpty && reads.isEmpty }
}
