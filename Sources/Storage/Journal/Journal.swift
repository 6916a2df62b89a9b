import CSQLite
import Cryptography

/// The durable, totally ordered record: one SQLite database and one connection to it, which no other
/// process may open meanwhile.
///
/// A batch is one transaction, synced before `append` returns. Rows follow each other without a gap,
/// each carries a hash over itself and the row before it, and a batch is accepted only from the holder
/// of the newest epoch.
package struct Journal: ~Copyable, Sendable {
  /// The format of the database; a journal of another format is refused.
  package static let formatVersion: Int64 = 4
  /// `PRAGMA synchronous = FULL` reads as this.
  private static let synchronousFull: Int64 = 2

  /// Frames of the write-ahead log after which it is moved into the database while nobody waits.
  private static let frameCountIdle: Int32 = 256
  /// Frames after which it is moved in any case: each costs a start some time, and the disk its room.
  private static let frameCountMaximum: Int32 = 1_024

  /// Reads what is durable, on the same connection.
  package let reader: JournalReader
  nonisolated(unsafe) private let statements: JournalStatements
  /// The next row's number.
  package private(set) var nextSequence: UInt64
  /// The hash of the last row.
  private var link: Digest

  private var connection: SQLiteConnectionBox { reader.connection }

  /// The journal is opened before any other database.
  private static let configured: Void = yunshang_sqlite_without_statistics()

  /// Opens or makes the journal at `path`.
  ///
  /// - Parameter system: the name of the SQLite file system to use; the default one without it.
  package init(path: String, system: String? = nil) throws(JournalError) {
    Journal.configured
    let opened = SQLiteConnectionBox(try SQLiteConnection(path: path, system: system))
    try Journal.prepare(opened.value)
    let last = try opened.value.number("SELECT coalesce(max(sequence), -1) FROM entries") ?? -1
    let statements = try JournalStatements(opened.value)
    let reader = JournalReader(opened, try IDIndex(opened.value))
    let link = try reader.link(before: UInt64(last + 1))
    self.statements = statements
    self.reader = reader
    self.link = link
    nextSequence = UInt64(last + 1)
  }

  private static func prepare(_ connection: borrowing SQLiteConnection) throws(JournalError) {
    // A row is some 3 KiB: pages of 16 hold several, and a commit writes fewer of them. Without
    // effect on a journal that has pages already.
    try connection.execute("PRAGMA page_size = 16384")
    // Before the log is opened: no other process can write, and none needs to be told of anything.
    try connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    try connection.execute("PRAGMA journal_mode = WAL")
    try connection.execute("PRAGMA synchronous = FULL")
    try connection.execute("PRAGMA cache_size = -65536")
    try connection.renew()
    let reads = try connection.number("PRAGMA synchronous")
    guard reads == synchronousFull else {
      throw JournalError(
        what: "SQLite would not sync every transaction: synchronous reads \(reads ?? -1)")
    }
    // What is short and asked for by itself stands first in a row: behind the rest it would be found only
    // through all the pages over which a batch of orders runs.
    try connection.execute(
      """
      CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS entries (
        sequence INTEGER PRIMARY KEY, account INTEGER, id TEXT, digest BLOB NOT NULL,
        link BLOB NOT NULL, salt BLOB NOT NULL, entry BLOB NOT NULL, document BLOB NOT NULL,
        disclosures BLOB NOT NULL, public_events BLOB NOT NULL, sealed_events BLOB NOT NULL,
        sealed_accounts TEXT NOT NULL, reply BLOB NOT NULL) STRICT;
      \(IDIndex.schema)
      CREATE TABLE IF NOT EXISTS batches (
        size INTEGER PRIMARY KEY, checkpoint BLOB NOT NULL) STRICT;
      """)
    let format = try connection.number("SELECT value FROM meta WHERE name = 'format'")
    if let format, format != Journal.formatVersion {
      throw JournalError(
        what: "the journal has format \(format); this program reads \(Journal.formatVersion)"
          + (format < Journal.formatVersion
            ? ": `yunshang repair` makes it anew from its second copy" : ""))
    }
    try connection.execute(
      "INSERT OR IGNORE INTO meta VALUES ('format', \(Journal.formatVersion)), ('epoch', 0), "
        + "('indexed', 0)")
  }

  /// How many frames the write-ahead log has, as of the last commit.
  package var logFrameCount: Int32 { connection.frames.value }

  /// Moves the write-ahead log into the database, if there is enough of it. Between two commits, which
  /// it holds up for some milliseconds; more willingly while nobody waits. What fails now is done the
  /// next time.
  package func tidy(isIdle: Bool) {
    let enough = isIdle ? Journal.frameCountIdle : Journal.frameCountMaximum
    guard connection.frames.value >= enough else { return }
    connection.lock.withLock { _ in
      guard (try? connection.value.execute("PRAGMA wal_checkpoint(PASSIVE)")) != nil else { return }
      connection.frames.value = 0
    }
  }

  /// Waits for the disk no more: a bug that a simulation plants.
  package func stopSyncing() {
    connection.lock.withLock { _ in try? connection.value.execute("PRAGMA synchronous = OFF") }
  }

  /// The newest epoch that was begun.
  package func epoch() throws(JournalError) -> UInt64 {
    try connection.lock.withLock { (_) throws(JournalError) in try epochLocked() }
  }

  private func epochLocked() throws(JournalError) -> UInt64 {
    defer { statements.epoch.reset() }
    return try statements.epoch.step(connection.value) ? UInt64(statements.epoch.number(0)) : 0
  }

  /// Begins a period of leadership with the batch that holds its first entry; appends of any older
  /// one are refused from now on. One transaction, so that no period begins without its entry.
  package mutating func begin(
    epoch: UInt64, with batch: JournalBatch
  ) throws(JournalError) {
    let newest = try self.epoch()
    guard epoch > newest else {
      throw JournalError(what: "epoch \(epoch) is not newer than the journal's, \(newest)")
    }
    try append(batch, epoch: newest, beginning: epoch)
  }

  /// Writes a batch and syncs it. When this returns, the batch survives a loss of power; when it
  /// throws, nothing of it was written. O(rows), and one sync.
  package mutating func append(_ batch: JournalBatch, epoch: UInt64) throws(JournalError) {
    try append(batch, epoch: epoch, beginning: nil)
  }

  private mutating func append(
    _ batch: JournalBatch, epoch: UInt64, beginning next: UInt64?
  ) throws(JournalError) {
    precondition(batch.rows.first?.sequence == nextSequence && batch.size > nextSequence)
    let connection = connection
    link = try connection.lock.withLock { (_) throws(JournalError) in
      try write(batch, epoch: epoch, beginning: next)
    }
    nextSequence = batch.size
  }

  /// One transaction; returns the last row's hash.
  private mutating func write(
    _ batch: JournalBatch, epoch: UInt64, beginning next: UInt64?
  ) throws(JournalError) -> Digest {
    var link = link
    let (connection, statements) = (connection, statements)
    do throws(JournalError) {
      try reader.ids.refresh(connection.value)
      try run(statements.begin)
      guard try epochLocked() == epoch else {
        throw JournalError(what: "epoch \(epoch) is over: another node writes this journal")
      }
      if let next {
        try connection.value.execute("UPDATE meta SET value = \(next) WHERE name = 'epoch'")
      }
      for row in batch.rows {
        link = row.link(after: link)
        try write(row, link, statements.entry)
        try reader.ids.add(row)
      }
      try reader.ids.flush(before: batch.size, connection.value)
      statements.batch.bind(1, Int64(batch.size))
      statements.batch.bind(2, batch.checkpoint)
      try run(statements.batch)
      try run(statements.commit)
      return link
    } catch {
      try? connection.value.execute("ROLLBACK")
      // What it gathered of this batch is to be forgotten too.
      reader.ids.discard()
      throw error
    }
  }

  private func run(_ statement: borrowing SQLiteStatement) throws(JournalError) {
    defer { statement.reset() }
    _ = try statement.step(connection.value)
  }

  private func write(
    _ row: JournalRow, _ link: Digest, _ insert: borrowing SQLiteStatement
  ) throws(JournalError) {
    insert.bind(1, Int64(row.sequence))
    if let account = row.account { insert.bind(2, Int64(account)) } else { insert.bindNull(2) }
    if let id = row.id { insert.bind(3, id) } else { insert.bindNull(3) }
    insert.bind(4, row.digest)
    insert.bind(5, link.bytes)
    insert.bind(6, row.salt)
    insert.bind(7, row.entry)
    insert.bind(8, row.document)
    insert.bind(9, row.disclosures)
    insert.bind(10, row.publicEvents)
    insert.bind(11, row.sealedEvents)
    insert.bind(12, row.sealedAccounts.map(String.init).joined(separator: " "))
    insert.bind(13, row.reply)
    try run(insert)
  }
}

/// The statements of every append, prepared once.
final class JournalStatements {
  let entry: SQLiteStatement
  let batch: SQLiteStatement
  let epoch: SQLiteStatement
  let begin: SQLiteStatement
  let commit: SQLiteStatement

  init(_ connection: borrowing SQLiteConnection) throws(JournalError) {
    entry = try connection.prepare(
      "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    batch = try connection.prepare("INSERT INTO batches VALUES (?, ?)")
    epoch = try connection.prepare("SELECT value FROM meta WHERE name = 'epoch'")
    begin = try connection.prepare("BEGIN IMMEDIATE")
    commit = try connection.prepare("COMMIT")
  }
}
