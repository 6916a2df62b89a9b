import Documents
import Entries
import Files
import Foundation
import Logging
import Venue

/// The thread on which a second state follows the first and is written out now and then, so that the
/// first never pauses for it.
final class SnapshotFollower: Sendable {
  /// Commits that may wait; the journal is held back beyond it.
  private static let waitingMaximum = 2_048
  /// A snapshot costs at most this share of the time.
  private static let durationFactor = 20.0
  /// How long a disk that would not take a snapshot is left alone, in seconds.
  private static let failurePause = 60.0
  private static let niceness: Int32 = 10

  private enum Item: Sendable {
    case follow(SnapshotItem)
    case read(Look)
  }

  private let mailbox = Mailbox<Item>(priorityMaximum: 0, ordinaryMaximum: waitingMaximum)
  private let store: SnapshotStore
  private let interval: Int
  private let logger: Logger
  private let act: @Sendable (EntryKind, JSON.Object) -> Bool
  private let finished = DispatchGroup()

  /// - Parameters:
  ///   - interval: entries from one snapshot to the next.
  ///   - act: has an entry of the venue's own made; `false` when too much waits.
  init(
    _ store: SnapshotStore, interval: Int, logger: Logger,
    act: @escaping @Sendable (EntryKind, JSON.Object) -> Bool
  ) {
    self.store = store
    self.interval = interval
    self.logger = logger
    self.act = act
  }

  /// Follows from the state that `bytes` stand for.
  ///
  /// - Parameter replayed: how many entries the start had to replay.
  func start(from bytes: [UInt8], replayed: Int) {
    finished.enter()
    Thread.detachNewThread { [self] in
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, SnapshotFollower.niceness)
      do throws(SnapshotError) {
        follow(
          try SnapshotMaker(from: bytes, replayed: replayed, store: store, interval: interval))
      } catch {
        preconditionFailure("what a state has just written out cannot be read: \(error)")
      }
      finished.leave()
    }
  }

  /// Hands over what has become durable.
  func put(_ commit: Commit) {
    if let item = SnapshotItem(commit) { mailbox.putWhenRoom(.follow(item)) }
  }

  /// Looks at the state, which may lag by some commits; `false` when too much waits.
  func read(_ look: @escaping Look) -> Bool { mailbox.put(.read(look)) }

  func stop() {
    mailbox.close()
    finished.wait()
  }

  private func follow(_ taken: consuming SnapshotMaker) {
    var maker = taken
    var pauseEnd = 0.0
    while let items = mailbox.take(maximum: SnapshotFollower.waitingMaximum) {
      for item in items {
        guard case .follow(let item) = item else {
          if case .read(let look) = item { maker.show(look) }
          continue
        }
        let begun = Follower.now()
        do throws(FileStoreError) {
          guard let made = try maker.follow(item) else { continue }
          if !act(made.kind, made.open) { maker.giveUp() }
          let end = Follower.now()
          pauseEnd = end + (end - begun) * SnapshotFollower.durationFactor
        } catch {
          logger.error("a snapshot could not be kept: \(error)")
          pauseEnd = Follower.now() + SnapshotFollower.failurePause
        }
      }
      if maker.isDue, Follower.now() >= pauseEnd {
        let made = maker.announce()
        if !act(made.kind, made.open) { maker.giveUp() }
      }
    }
  }
}
