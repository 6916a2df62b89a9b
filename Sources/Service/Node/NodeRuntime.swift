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
  package let gallery: GalleryKeeper
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
    let data = DataFolder(folder)
    let identity = identity
    let opening = try Opening(
      origin: options.origin, logKey: identity.logKey, journal: try Journal(path: data.journal),
      stores: try data.stores(), beginning: { (options.genesis(identity), Sequencer.now()) },
      threads: ProcessInfo.processInfo.activeProcessorCount,
      logger: logger)
    let replayed = opening.replayed
    let snapshots = opening.snapshots
    let size = opening.node.nextSequence
    let reader = opening.committer.reader
    genesis = opening.genesis
    journal = reader

    let publisher = try TilePublisher(
      path: "\(folder)/log", origin: "\(options.origin)/log", reader: reader)
    guard publisher.size <= size else {
      throw StartError(
        what: "\(folder)/log has \(publisher.size) entries, the journal only \(size): "
          + "entries that were published are missing; `yunshang repair` rebuilds the journal from its "
          + "second copy")
    }
    try NodeRuntime.writeVerifierKey(identity.logKey.verifierKey, folder: "\(folder)/log")
    tiles = TileReader(FolderSource("\(folder)/log"))
    let catalog = try Catalog(path: "\(folder)/catalog.sqlite")
    self.catalog = catalog
    let feed = Feed(size: size)
    self.feed = feed
    let fingerprinter = Fingerprinter(decoder: ImageDecoder(executable: options.imageWorker))
    let gallery = GalleryKeeper(vault: vault, fingerprinter: fingerprinter)
    self.gallery = gallery
    examiner = FilingExaminer(vault: vault, fingerprinter: fingerprinter, gallery: gallery)
    gallery.start(opening.node.state.index)

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
    snapshotFollower.start(from: opening.node.state.snapshot(), replayed: Int(replayed))
    let publish: @Sendable (Commit) -> Void = { commit in
      guard let batch = commit.batch else { return }
      logFollower.put(batch.rows)
      catalogFollower.put(batch.rows)
      snapshotFollower.put(commit)
      gallery.put(commit.registered)
      feed.send(batch.rows, size: batch.size)
    }
    opening.handOver { node, committer in
      sequencer.start(node, committer, publish: publish) { _ = snapshotFollower.read($0) }
    }
    logger.info(
      "the venue stands",
      metadata: ["entries": "\(size)", "origin": "\(origin)", "replayed": "\(replayed)"])
  }

  private static func writeVerifierKey(_ key: VerifierKey, folder: String) throws {
    let path = "\(folder)/\(LogVerifier.keyName)"
    let text = Data((key.text + "\n").utf8)
    guard FileManager.default.contents(atPath: path) != text else { return }
    try text.write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  /// Whether writing waits for the disk: nothing is taken then, and everything else goes on.
  package var waitsForDisk: Bool {
    sequencer.waitsForDisk || logFollower.waitsForDisk || catalogFollower.waitsForDisk
  }

  /// Looks at the state; the result comes once that state is durable. While the disk is waited for, at
  /// the state that follows, all of which is. `false` when too much waits or the node has stopped.
  package func read(_ look: @escaping Look) -> Bool {
    sequencer.waitsForDisk ? snapshotFollower.read(look) : sequencer.read(look)
  }

  /// Waits, on a thread that may, while too little of what is durable can be seen yet.
  package func waitForFollowers() {
    while catalogFollower.isBehind || logFollower.isBehind, !waitsForDisk { usleep(2_000) }
  }

  /// Finishes what waits and ends every thread. Streams are ended first, so that their readers go
  /// elsewhere.
  package func stop() {
    feed.close()
    sequencer.stop()
    logFollower.stop()
    catalogFollower.stop()
    snapshotFollower.stop()
    gallery.stop()
  }
}

extension NodeRuntime.Options {
  /// The genesis of a new venue.
  fileprivate func genesis(_ identity: Identity) -> GenesisRecord {
    let preset: RulePreset = isDemo ? .openContinuous : .prudent
    return GenesisRecord(
      origin: origin, operatorKey: identity.operatorKey.publicKey,
      logKey: identity.logKey.verifierKey.publicKey,
      credentialKey: identity.credentialKey.publicKey, rules: preset.rules,
      approval: isDemo
        ? "demonstration: no approval of any authority stands behind this board" : "")
  }
}

extension CatalogRow {
  /// What the catalog takes of a journal row.
  package init(_ row: JournalRow) {
    self.init(
      sequence: row.sequence, entry: row.entry, document: row.document,
      disclosures: row.disclosures, publicEvents: row.publicEvents,
      sealedEvents: row.sealedEvents, account: row.account)
  }
}
