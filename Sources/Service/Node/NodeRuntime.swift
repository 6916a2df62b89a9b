import Catalog
import Cryptography
import Documents
import Entries
import Files
import Fingerprints
import Foundation
import Journal
import Logging
import Synchronization
import TransparencyLog
import Vault
import Venue

/// A running venue: the node's value with its threads, its disk and what follows it.
package final class NodeRuntime: Sendable {
  /// What a venue is started with.
  package struct Options: Sendable {
    /// The folder of everything that is kept.
    package var folder: String
    /// The venue's name.
    package var origin: String
    /// Whether a new venue starts under `open-continuous`.
    package var isDemo: Bool
    /// The program that decodes images in a process of its own.
    package var imageWorker: String
    /// How many entries there are from one snapshot to the next.
    package var snapshotInterval: Int

    /// Entries from one snapshot to the next, unless something else is asked for: a start replays at
    /// most so many, in a few seconds.
    package static let snapshotIntervalDefault = 250_000

    package init(
      folder: String, origin: String, isDemo: Bool, imageWorker: String,
      snapshotInterval: Int = snapshotIntervalDefault
    ) {
      self.folder = folder
      self.origin = origin
      self.isDemo = isDemo
      self.imageWorker = imageWorker
      self.snapshotInterval = snapshotInterval
    }
  }

  /// The period of leadership of a venue with one node.
  private static let epoch: UInt64 = 1

  package let origin: String
  package let identity: Identity
  package let sequencer: Sequencer
  package let journal: JournalReader
  package let catalog: Catalog
  package let vault: Vault
  package let tiles: TileReader
  package let feed: Feed
  package let catalogFollower: Follower
  package let logFollower: Follower
  package let examiner: FilingExaminer
  private let snapshotFollower: SnapshotFollower
  /// Whose log this is, as its first entry says.
  package let genesis: GenesisRecord
  private let lock: FolderLock

  /// Opens or makes the venue in a folder, replays its journal and starts it.
  package init(_ options: Options, logger: Logger) throws {
    let folder = options.folder
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    lock = try FolderLock(folder: folder)
    origin = options.origin
    identity = try Identity(folder: folder, origin: options.origin)
    vault = try Vault(folder: "\(folder)/vault")
    let path = "\(folder)/journal.sqlite"
    var writer = try Journal(path: path)
    let reader = writer.reader
    journal = reader
    let reach = CheckpointFile(path: "\(folder)/newest-checkpoint")
    try reach.check(journalSize: writer.nextSequence)

    let snapshots = SnapshotStore(try FolderStore(path: "\(folder)/snapshots"))
    var state =
      try snapshots.newest(reader) { logger.warning("a snapshot is not used: \($0)") }
      ?? LogState()
    let resumed = state.venue.nextSequence
    try NodeRuntime.replay(reader, into: &state)
    var node = Node(origin: options.origin, logKey: identity.logKey, state: state)
    if node.nextSequence == 0 {
      try NodeRuntime.begin(&node, &writer, identity, options)
    }
    let copy = try SecondCopyKeeper(
      try FolderStore(path: "\(folder)/copy"), reader, size: node.nextSequence, logger: logger)
    guard let first = try reader.row(0), let newest = try reader.newestCheckpoint() else {
      throw StartError(what: "the journal in \(folder) has no genesis entry")
    }
    genesis = try GenesisRecord(try Entry(bytes: first.entry).open)
    guard genesis.origin == options.origin else {
      throw StartError(
        what: "\(folder) belongs to \(genesis.origin): start it with --origin \(genesis.origin)")
    }
    let checkpoint = try Checkpoint(
      parsing: newest.checkpoint, verifiedBy: identity.logKey.verifierKey)
    guard newest.size == node.nextSequence, checkpoint.root == node.state.root else {
      throw StartError(
        what: "the journal in \(folder) does not match its newest checkpoint: `yunshang repair` "
          + "rebuilds it from its second copy")
    }

    let publisher = try TilePublisher(
      path: "\(folder)/log", origin: "\(options.origin)/log", reader: reader)
    guard publisher.size <= node.nextSequence else {
      throw StartError(
        what: "\(folder)/log has \(publisher.size) entries, the journal only \(node.nextSequence): "
          + "entries that were published are missing; `yunshang repair` rebuilds the journal from its "
          + "second copy")
    }
    try NodeRuntime.writeVerifierKey(identity.logKey.verifierKey, folder: "\(folder)/log")
    tiles = TileReader(FolderSource("\(folder)/log"))
    let size = node.nextSequence
    let catalog = try Catalog(path: "\(folder)/catalog.sqlite")
    self.catalog = catalog
    let feed = Feed(size: size)
    self.feed = feed
    examiner = FilingExaminer(
      vault: vault, decoder: ImageDecoder(executable: options.imageWorker))

    let logFollower = Follower(
      name: "log", from: publisher.size, gathering: 0.1, logger: logger)
    let catalogFollower = Follower(
      name: "catalog", from: catalog.nextSequence, gathering: 0.1, logger: logger)
    logFollower.start(reader) { rows in try publisher.publish(rows) }
    catalogFollower.start(reader) { rows in
      try catalog.project(rows.map(CatalogRow.init))
      return catalog.nextSequence
    }
    self.logFollower = logFollower
    self.catalogFollower = catalogFollower

    let sequencer = Sequencer(size: size, logger: logger)
    self.sequencer = sequencer
    let snapshotFollower = SnapshotFollower(
      snapshots, interval: options.snapshotInterval, logger: logger
    ) { kind, open in sequencer.act(kind, open) }
    self.snapshotFollower = snapshotFollower
    snapshotFollower.start(from: node.state.snapshot(), done: Int(size - resumed))
    sequencer.start(node, writer, epoch: NodeRuntime.epoch) { commit in
      guard let batch = commit.batch else { return }
      copy.follow(batch)
      reach.write(batch.checkpoint)
      logFollower.put(batch.rows)
      catalogFollower.put(batch.rows)
      snapshotFollower.put(commit)
      feed.send(batch.rows, size: batch.size)
    }
    logger.info(
      "the venue stands",
      metadata: ["entries": "\(size)", "origin": "\(origin)", "replayed": "\(size - resumed)"])
  }

  /// Rows read from the journal at a time: some of batches of orders, which take the most memory.
  private static let replayPage = 256

  /// Applies what of the journal a state lacks, preparing rows on all processors meanwhile.
  private static func replay(_ reader: JournalReader, into state: inout LogState) throws {
    let ahead = WorkAhead<JournalRow, Result<LogState.PreparedRow, any Error>>(
      threads: ProcessInfo.processInfo.activeProcessorCount
    ) { row in Result { try LogState.PreparedRow(row) } }
    var next = state.venue.nextSequence
    while true {
      let rows = try reader.rows(from: next, limit: replayPage)
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

  /// The first two entries of a new venue: its genesis, and the first period of leadership.
  private static func begin(
    _ node: inout Node, _ journal: inout Journal, _ identity: Identity, _ options: Options
  ) throws {
    let preset: RulePreset = options.isDemo ? .openContinuous : .prudent
    let record = GenesisRecord(
      origin: options.origin, operatorKey: identity.operatorKey.publicKey,
      logKey: identity.logKey.verifierKey.publicKey,
      credentialKey: identity.credentialKey.publicKey, rules: preset.rules,
      approval: options.isDemo
        ? "demonstration: no approval of any authority stands behind this board" : "")
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let now = Microseconds(time.tv_sec) * 1_000_000 + Microseconds(time.tv_nsec) / 1_000
    _ = node.step(.act(.genesis, record.json, salt: []), at: now)
    _ = node.step(
      .act(.term, JSON.Object([("epoch", .number(Int64(epoch)))]), salt: []), at: now)
    guard let batch = node.step(.close, at: now)?.batch else { return }
    try journal.begin(epoch: epoch, with: batch)
  }

  private static func writeVerifierKey(_ key: VerifierKey, folder: String) throws {
    let path = "\(folder)/\(LogVerifier.keyName)"
    let text = Data((key.text + "\n").utf8)
    guard FileManager.default.contents(atPath: path) != text else { return }
    try text.write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  /// Waits, on a thread that may, while too little of what is durable can be seen yet.
  package func waitForFollowers() {
    while catalogFollower.isBehind || logFollower.isBehind { usleep(2_000) }
  }

  /// Finishes what waits and ends every thread. Streams are ended first, so that their readers go
  /// elsewhere.
  package func stop() {
    feed.close()
    sequencer.stop()
    logFollower.stop()
    catalogFollower.stop()
    snapshotFollower.stop()
  }
}

extension CatalogRow {
  /// What the catalog takes of a journal row.
  init(_ row: JournalRow) {
    self.init(
      sequence: row.sequence, entry: row.entry, document: row.document,
      disclosures: row.disclosures, publicEvents: row.publicEvents,
      sealedEvents: row.sealedEvents, account: row.account)
  }
}
