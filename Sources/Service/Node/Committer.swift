import Files
import Journal
import Logging
import Venue

/// Makes batches durable, each with all that must be written before anyone is told: first the journal,
/// then its second copy and the side file.
///
/// Without threads, so that a simulated disk goes the same way as a real one.
package struct Committer: ~Copyable, Sendable {
  private var journal: Journal
  private let epoch: UInt64
  private let copy: SecondCopyKeeper
  private let reach: CheckpointFile
  /// A bug that a simulation has planted; see `Plant`.
  package var plant: Plant? {
    didSet { if plant == .skipSync { journal.stopSyncing() } }
  }

  init(
    _ journal: consuming Journal, epoch: UInt64, copy: SecondCopyKeeper, reach: CheckpointFile
  ) {
    self.journal = journal
    self.epoch = epoch
    self.copy = copy
    self.reach = reach
  }

  /// Reads what is durable.
  package var reader: JournalReader { journal.reader }

  /// Makes a batch durable. When this returns, it may be shown and acknowledged; when it throws an error
  /// that may pass, nothing was written, and the same batch can be committed again. O(rows), and one
  /// sync.
  package mutating func commit(_ batch: JournalBatch) throws(JournalError) {
    var written = batch
    if plant == .loseLastRow, batch.rows.count > 1 { written.rows.removeLast() }
    try journal.append(written, epoch: epoch)
    copy.follow(batch)
    reach.write(batch.checkpoint)
  }

  /// Does all that one turn of the node wants done, in this order: its batch is made durable, then
  /// followed, then its documents and reads are answered.
  ///
  /// - Parameter isAnswered: whether everybody was answered otherwise meanwhile.
  /// - Throws: what `commit` throws; nothing was shown then, and the same turn can be carried out again.
  package mutating func carryOut(
    _ commit: Commit, isAnswered: Bool = false, publish: (Commit) -> Void,
    answer: (UInt64, SubmissionResult) -> Void
  ) throws(JournalError) {
    if plant == .serveBeforeDurable, commit.batch != nil { publish(commit) }
    if plant == .replyBeforeCommit { commit.results.forEach { answer($0.ticket, $0.result) } }
    if let batch = commit.batch {
      try self.commit(batch)
      if plant != .serveBeforeDurable { publish(commit) }
    }
    guard !isAnswered else { return }
    for (ticket, result) in commit.results { answer(ticket, result) }
    for read in commit.reads { read.show() }
  }

  /// Does between two commits what the journal has put off.
  package func tidy(isIdle: Bool) { journal.tidy(isIdle: isIdle) }
}
