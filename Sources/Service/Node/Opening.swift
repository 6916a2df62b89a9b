import Documents
import Entries
import Files
import Journal
import Logging
import TransparencyLog
import Venue

/// A venue as it stands after its start: what it kept is read, and held to everything that says how far
/// it must reach. Without threads or a clock, so that a simulated disk goes the same way as a real one.
package struct Opening: ~Copyable {
  /// What a venue keeps beside its journal.
  package struct Stores: Sendable {
    /// The folder itself, for the side file.
    package var folder: any FileStore
    /// The second copy.
    package var copy: any FileStore
    /// The snapshots.
    package var snapshots: any FileStore

    package init(
      folder: any FileStore, copy: any FileStore, snapshots: any FileStore
    ) {
      self.folder = folder
      self.copy = copy
      self.snapshots = snapshots
    }
  }

  /// The period of leadership of a venue with one node.
  private static let epoch: UInt64 = 1
  /// Rows read from the journal at a time: some of batches of orders, which take the most memory.
  private static let pageSize = 256

  /// The venue, as of the journal's end.
  package var node: Node
  /// What makes its batches durable.
  package var committer: Committer
  /// The snapshots that it may start from.
  package let snapshots: SnapshotStore
  /// Whose log it is.
  package let genesis: GenesisRecord
  /// How many entries were replayed, behind the snapshot that it started from.
  package let replayed: UInt64

  /// Opens what is kept, or begins a new venue where nothing is.
  ///
  /// - Parameters:
  ///   - beginning: the genesis of a new venue, and the time at which it begins.
  ///   - threads: how many prepare rows ahead of their replay; with none the result is the same, later.
  ///   - logger: told of snapshots that are not used, and of what the second copy misses.
  /// - Throws: `StartError` or `JournalError`, which name what is lost and what to do. Nothing was
  ///   changed then.
  package init(
    origin: String, logKey: LogKey, journal: consuming Journal, stores: Stores,
    beginning: () -> (record: GenesisRecord, time: Microseconds), threads: Int = 0,
    logger: Logger
  ) throws {
    var journal = journal
    let reader = journal.reader
    let reach = CheckpointFile(stores.folder)
    try reach.check(journalSize: journal.nextSequence)
    let snapshots = SnapshotStore(stores.snapshots)
    var state =
      try snapshots.newest(reader) { logger.warning("a snapshot is not used: \($0)") }
      ?? LogState()
    let first = state.venue.nextSequence
    try Opening.replay(reader, into: &state, threads: threads)
    let replayed = state.venue.nextSequence - first
    var node = Node(origin: origin, logKey: logKey, state: state)
    if node.nextSequence == 0 {
      let (record, time) = beginning()
      try journal.begin(epoch: Opening.epoch, with: node.begin(record, Opening.epoch, at: time))
    }
    guard let entry = try reader.row(0), let newest = try reader.newestCheckpoint() else {
      throw StartError(what: "the journal has no genesis entry")
    }
    let genesis = try GenesisRecord(try Entry(bytes: entry.entry).open)
    guard genesis.origin == origin else {
      throw StartError(
        what: "this venue is \(genesis.origin): start it with --origin \(genesis.origin)")
    }
    let checkpoint = try Checkpoint(parsing: newest.checkpoint, verifiedBy: logKey.verifierKey)
    guard newest.size == node.nextSequence, checkpoint.root == node.state.root else {
      throw StartError(
        what:
          "the journal does not match its newest checkpoint: `yunshang repair` rebuilds it from "
          + "its second copy")
    }
    let copy = try SecondCopyKeeper(
      stores.copy, reader, size: node.nextSequence, logger: logger)
    reach.write(newest.checkpoint)
    self.snapshots = snapshots
    self.genesis = genesis
    self.replayed = replayed
    self.node = node
    committer = Committer(journal, epoch: Opening.epoch, copy: copy, reach: reach)
  }

  /// Applies what of the journal a state lacks, preparing rows on other threads meanwhile.
  private static func replay(
    _ reader: JournalReader, into state: inout LogState, threads: Int
  ) throws {
    let ahead = WorkAhead<JournalRow, Result<LogState.PreparedRow, any Error>>(
      threads: threads
    ) { row in Result { try LogState.PreparedRow(row) } }
    var next = state.venue.nextSequence
    while true {
      let rows = try reader.rows(from: next, limit: pageSize)
      for row in rows {
        try ahead.put(row, byteCount: row.entry.count + row.document.count) {
          try state.recover($0.get())
        }
      }
      guard let last = rows.last else { break }
      next = last.sequence + 1
    }
    try ahead.finish { try state.recover($0.get()) }
  }

  /// Hands on the venue and what makes it durable, each to go its own way.
  package consuming func handOver<Result>(
    _ body: (consuming Node, consuming Committer) throws -> Result
  ) rethrows -> Result {
    try body(node, committer)
  }
}

extension Node {
  /// The first two entries of a new venue: its genesis, and the first period of leadership.
  fileprivate mutating func begin(
    _ record: GenesisRecord, _ epoch: UInt64, at time: Microseconds
  ) -> JournalBatch {
    _ = step(.act(.genesis, record.json, salt: []), at: time)
    _ = step(.act(.term, JSON.Object([("epoch", .number(Int64(epoch)))]), salt: []), at: time)
    guard let batch = step(.close, at: time)?.batch else {
      preconditionFailure("two entries are a batch")
    }
    return batch
  }
}
