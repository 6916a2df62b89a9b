import Cryptography
import Documents
import Files
import Foundation
import Journal
import Synchronization
import TransparencyLog

/// What keeps a log durable and publishes it, on threads as in a running venue: one hashes entries into
/// the tree and signs checkpoints, one makes batches durable, one writes tiles.
final class DurableLog {
  private static let entryByteCount = 400
  private static let accountCount: UInt64 = 1_000
  /// Batches that may wait between two threads.
  private static let waitingMaximum = 2
  /// Batches that may wait for their tiles.
  private static let tilesWaitingMaximum = 64
  /// How often a checkpoint is published at most, in nanoseconds.
  private static let publicationPause: UInt64 = 200_000_000

  private let key: LogKey
  private var journal: Journal?
  private let copy: SecondCopy
  private var tiles: TileWriter?
  private var frontier = Frontier()

  init(folder: String) throws {
    key = try LogKey(name: "benchmark.example/log", privateKey: .generate())
    journal = try Journal(path: "\(folder)/journal.sqlite")
    copy = try SecondCopy(try FolderStore(path: "\(folder)/copy"))
    tiles = try TileWriter(path: "\(folder)/log", origin: key.name)
  }

  /// Entries with random bytes in batches; the bytes that the yardsticks take too.
  static func batches(
    from first: UInt64, count: Int, batch: Int, seed: UInt64
  ) -> [[[UInt8]]] {
    var random = Random(seed: seed)
    return stride(from: 0, to: count, by: batch).map { start in
      (start..<min(count, start + batch)).map { _ in
        var entry: [UInt8] = []
        entry.reserveCapacity(entryByteCount)
        while entry.count < entryByteCount {
          withUnsafeBytes(of: random.next()) { entry.append(contentsOf: $0) }
        }
        return entry
      }
    }
  }

  /// Makes batches durable, and returns when all are and the last checkpoint is published.
  func append(_ batches: [[[UInt8]]]) throws {
    guard var journal = self.journal.take(), let tiles = self.tiles.take() else {
      throw BenchmarkError("an earlier round has failed")
    }
    let hashed = Handoff<JournalBatch>(maximum: Self.waitingMaximum)
    let durable = Handoff<JournalBatch>(maximum: Self.tilesWaitingMaximum)
    let done = Box<Result<TileWriter, any Error>>()
    let group = DispatchGroup()
    let (key, before) = (key, frontier)
    let reached = Box<Frontier>()
    group.enter()
    Thread.detachNewThread {
      reached.put(Self.hash(batches, after: before, key, hashed))
      group.leave()
    }
    let handed = Box<TileWriter>()
    handed.put(tiles)
    group.enter()
    Thread.detachNewThread {
      done.put(Self.publish(durable, handed))
      group.leave()
    }
    while let batch = hashed.take() {
      if batch.rows[0].sequence == 0 {
        try journal.begin(epoch: 1, with: batch)
      } else {
        try journal.append(batch, epoch: 1)
      }
      // What is durable is acknowledged here.
      durable.put(batch)
      try copy.append(batch)
      journal.tidy(isIdle: false)
    }
    durable.close()
    group.wait()
    self.journal = consume journal
    guard let reached = reached.take(), let result = done.take() else { return }
    frontier = reached
    self.tiles = try result.get()
  }

  /// How many entries the tree and the published checkpoint have.
  func finish() throws -> (size: UInt64, published: UInt64) {
    guard let tiles = tiles.take() else { throw BenchmarkError("a round has failed") }
    return (frontier.size, tiles.publishedSize)
  }

  private static func hash(
    _ batches: [[[UInt8]]], after before: Frontier, _ key: LogKey,
    _ hashed: Handoff<JournalBatch>
  ) -> Frontier {
    let hasher = TreeHasher()
    var frontier = before
    var random = Random(seed: before.size)
    for entries in batches {
      let proofs = BatchProofs(after: frontier, leaves: entries.map { hasher.leaf($0) })
      let first = frontier.size
      frontier = proofs.frontier
      let rows = entries.enumerated().map { at, entry in
        let sequence = first + UInt64(at)
        return JournalRow(
          sequence: sequence, entry: entry, document: [], salt: random.bytes16(),
          disclosures: [], publicEvents: [], sealedEvents: [], sealedAccounts: [], reply: [],
          account: sequence % accountCount, id: "b-\(sequence)",
          digest: random.bytes16() + random.bytes16())
      }
      hashed.put(
        JournalBatch(
          rows: rows, size: frontier.size,
          checkpoint: key.checkpoint(size: frontier.size, root: proofs.root)))
    }
    hashed.close()
    return frontier
  }

  private static func publish(
    _ durable: Handoff<JournalBatch>, _ handed: Box<TileWriter>
  ) -> Result<TileWriter, any Error> {
    Result {
      guard var tiles = handed.take() else { throw BenchmarkError("there is no tile writer") }
      let hasher = TreeHasher()
      var checkpoint: [UInt8] = []
      var published: UInt64 = 0
      while let batch = durable.take() {
        try tiles.append(
          first: batch.rows[0].sequence, entries: batch.rows.map(\.entry),
          leafHashes: batch.rows.map { hasher.leaf($0.entry) })
        checkpoint = batch.checkpoint
        if Clock.nanoseconds() - published >= publicationPause {
          try tiles.publish(checkpoint)
          published = Clock.nanoseconds()
        }
      }
      try tiles.publish(checkpoint)
      return tiles
    }
  }
}

/// Hands a value from one thread to another, once.
private final class Box<Value: ~Copyable & Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)

  func put(_ new: consuming sending Value) {
    var new: Value? = new
    value.withLock { $0 = new.take() }
  }

  func take() -> Value? {
    value.withLock { $0.take() }
  }
}
