import Documents
import Entries
import Files
import Journal
import Venue

/// A second state that follows the first, and is kept now and then.
///
/// It announces a snapshot by an entry, keeps its state as of that entry, and notes on the log what
/// that came to: whoever replays the log holds the venue to it. Without threads or a clock.
package struct SnapshotMaker: ~Copyable {
  /// An entry of the venue's own that is to be made.
  package struct Act: Sendable {
    package var kind: EntryKind
    package var open: JSON.Object
  }

  /// So many orders within a batch are the work of an entry of its own when a journal is replayed, which
  /// is some 25 µs to an order's 5.
  private static let orderShare = 5

  private var state: LogState
  private var step = Step()
  private let store: SnapshotStore
  private let interval: Int
  /// Entries to replay since the last snapshot.
  private var work: Int
  private var isAnnounced = false
  /// A bug that a simulation has planted; see `Plant`.
  package var plant: Plant?

  /// A state that follows from where another one is, and what was replayed to come there.
  ///
  /// - Parameters:
  ///   - snapshot: what `LogState.snapshot()` gave.
  ///   - interval: entries from one snapshot to the next.
  package init(
    from snapshot: [UInt8], replayed: Int, store: SnapshotStore, interval: Int
  ) throws(SnapshotError) {
    state = try LogState(snapshot: snapshot)
    work = replayed
    self.store = store
    self.interval = interval
  }

  /// Looks at the state, all of which is durable.
  package func show(_ look: Look) { look(state.venue)() }

  /// Whether it is time to announce a snapshot.
  package var isDue: Bool { !isAnnounced && work >= interval }

  /// The entry that announces a snapshot, which is kept when the entry comes by.
  package mutating func announce() -> Act {
    isAnnounced = true
    return Act(kind: .snapshot, open: JSON.Object())
  }

  /// An entry that was asked for will not be made: the next snapshot is announced anew.
  package mutating func giveUp() { isAnnounced = false }

  /// Follows a durable commit. Returns the entry that notes what a snapshot came to, if one was kept.
  /// O(commands), and O(state) where a snapshot is kept.
  ///
  /// - Throws: `FileStoreError` when a snapshot could not be kept or chosen; the state has followed all
  ///   the same, and the next one will be announced.
  package mutating func follow(_ item: SnapshotItem) throws(FileStoreError) -> Act? {
    var act: Act?
    var failure: FileStoreError?
    for (at, applied) in item.applied.enumerated() {
      state.follow(applied, into: &step)
      work += 1
      if case .placeBatch(let lines, _, _) = applied.command.action {
        work += lines.count / SnapshotMaker.orderShare
      }
      do throws(FileStoreError) {
        let announced = plant == .snapshotMidBatch ? at - 1 : at
        if let salt = item.salts[announced] { act = try keep(salt) }
        if let record = item.notes[at] {
          isAnnounced = false
          try store.complete(record.snapshot, digest: item.first + UInt64(at))
        }
      } catch {
        isAnnounced = false
        failure = error
      }
    }
    if let failure { throw failure }
    return act
  }

  private mutating func keep(_ salt: [UInt8]) throws(FileStoreError) -> Act {
    work = 0
    let bytes = state.snapshot()
    let record = SnapshotRecord(of: state.venue, salt: salt)
    try store.put(bytes, of: record.snapshot)
    return Act(kind: .snapshotDigest, open: record.json)
  }
}
