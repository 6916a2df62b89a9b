import Documents
import Entries
import Foundation
import Journal
import Logging
import Venue

/// A second state that follows the first on a thread of its own and is written out now and then, so
/// that the first never pauses for it.
///
/// It announces a snapshot by an entry, writes its state as of that entry, and notes on the log what
/// that came to: whoever replays the log holds the venue to it.
final class SnapshotFollower: Sendable {
  /// A commit, and the salts of what in it announces a snapshot.
  struct Item: Sendable {
    var first: EntryNumber
    var applied: [AppliedCommand]
    /// The salt of an announcement, by position.
    var salts: [Int: [UInt8]]
    /// What an entry notes, by position.
    var notes: [Int: SnapshotRecord]
  }

  /// Commits that may wait; the journal is held back beyond it.
  private static let waitingMaximum = 2_048
  /// So many orders within a batch are the work of an entry of its own when a journal is replayed, which
  /// is some 25 µs to an order's 5.
  private static let orderShare = 5
  /// A snapshot costs at most this share of the time.
  private static let durationFactor = 20.0
  private static let niceness: Int32 = 10

  private let mailbox = Mailbox<Item>(priorityMaximum: 0, ordinaryMaximum: waitingMaximum)
  private let store: SnapshotStore
  private let interval: Int
  private let logger: Logger
  private let act: @Sendable (EntryKind, JSON.Object) -> Void
  private let finished = DispatchGroup()

  /// - Parameters:
  ///   - interval: entries from one snapshot to the next.
  ///   - act: has an entry of the venue's own made.
  init(
    _ store: SnapshotStore, interval: Int, logger: Logger,
    act: @escaping @Sendable (EntryKind, JSON.Object) -> Void
  ) {
    self.store = store
    self.interval = interval
    self.logger = logger
    self.act = act
  }

  /// Follows from the state that `bytes` stand for.
  ///
  /// - Parameter done: what the replay from the last snapshot has taken already, in entries.
  func start(from bytes: [UInt8], done: Int) {
    finished.enter()
    Thread.detachNewThread { [self] in
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, SnapshotFollower.niceness)
      do {
        try follow(try LogState(snapshot: bytes), done)
      } catch {
        // Without it the venue runs on; only a start takes longer.
        logger.error("no more snapshots are made: \(error)")
        while mailbox.take(maximum: SnapshotFollower.waitingMaximum) != nil {}
      }
      finished.leave()
    }
  }

  /// Hands over what has become durable.
  func put(_ commit: Commit) {
    guard let batch = commit.batch else { return }
    var item = Item(
      first: batch.size - UInt64(batch.rows.count), applied: commit.applied, salts: [:], notes: [:])
    for (at, applied) in commit.applied.enumerated() {
      guard case .note = applied.command.action else { continue }
      guard let entry = try? Entry(bytes: batch.rows[at].entry) else { continue }
      if entry.kind == .snapshot {
        item.salts[at] = batch.rows[at].salt
      } else {
        item.notes[at] = try? SnapshotRecord(entry.open)
      }
    }
    mailbox.putWhenRoom(item)
  }

  func stop() {
    mailbox.close()
    finished.wait()
  }

  private func follow(_ taken: consuming LogState, _ done: Int) throws {
    var state = taken
    var step = Step()
    var work = done
    var isAnnounced = false
    var pauseEnd = 0.0
    while let items = mailbox.take(maximum: SnapshotFollower.waitingMaximum) {
      for item in items {
        for (at, applied) in item.applied.enumerated() {
          state.follow(applied, into: &step)
          work += 1
          if case .placeBatch(let lines, _, _) = applied.command.action {
            work += lines.count / SnapshotFollower.orderShare
          }
          if let salt = item.salts[at] {
            let begun = Follower.now()
            try keep(state, salt)
            let end = Follower.now()
            pauseEnd = end + (end - begun) * SnapshotFollower.durationFactor
            work = 0
          }
          if let record = item.notes[at] {
            try store.complete(record.snapshot, digest: item.first + UInt64(at))
            isAnnounced = false
          }
        }
      }
      if !isAnnounced, work >= interval, Follower.now() >= pauseEnd {
        isAnnounced = true
        act(.snapshot, JSON.Object())
      }
    }
  }

  private func keep(_ state: borrowing LogState, _ salt: [UInt8]) throws {
    let bytes = state.snapshot()
    let record = SnapshotRecord(of: state.venue, salt: salt)
    try store.put(bytes, of: record.snapshot)
    act(.snapshotDigest, record.json)
  }
}
