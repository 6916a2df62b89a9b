/// Finds an entry by its sender's id.
///
/// In the table each id stands at a place of its own, which is a page to write. So ids gather in memory
/// and then go into the table in its order, some with each commit, so that those that are written
/// together share pages; and the table is ordered by spans of entries first, so that what is written to
/// stays small however long the journal. What is in memory can be read from the entries again: `meta`
/// says from which number on.
///
/// Used under the connection's lock.
final class IDIndex: @unchecked Sendable {
  /// So many ids gather before they begin to go into the table.
  private static let gatheredMaximum = 8_192
  /// At least so many go with a commit once they have begun.
  private static let sliceMinimum = 16
  /// Entries, as a power of two, whose ids stand together in the table.
  private static let spanBits: UInt64 = 18

  static let schema = """
    CREATE TABLE IF NOT EXISTS ids (
      span INTEGER NOT NULL, account INTEGER NOT NULL, id TEXT NOT NULL, sequence INTEGER NOT NULL,
      PRIMARY KEY (span, account, id)) STRICT, WITHOUT ROWID;
    """

  private struct Key: Hashable, Comparable {
    var account: UInt64
    var id: String

    static func < (a: Key, b: Key) -> Bool { (a.account, a.id) < (b.account, b.id) }
  }

  private struct Line {
    var key: Key
    var sequence: UInt64
  }

  private let find: SQLiteStatement
  private let insert: SQLiteStatement
  private let mark: SQLiteStatement
  /// What may not be in the table yet.
  private var recent: [Key: UInt64] = [:]
  /// What goes into the table next, in its order, and the number before which all are in it then.
  private var sweep: ArraySlice<Line> = []
  private var sweepEnd: UInt64 = 0
  /// What `add` has taken since the last flush, and the number of the first row after that.
  private var addedCount = 0
  private var flushedSize: UInt64 = 0

  /// Reads again what had gathered.
  init(_ connection: borrowing SQLiteConnection) throws(JournalError) {
    find = try connection.prepare(
      "SELECT sequence FROM ids WHERE span = ? AND account = ? AND id = ?")
    insert = try connection.prepare("INSERT OR IGNORE INTO ids VALUES (?, ?, ?, ?)")
    mark = try connection.prepare("UPDATE meta SET value = ? WHERE name = 'indexed'")
    try reload(connection)
  }

  /// Forgets what is in memory and reads it from the entries again, as after a transaction that was
  /// taken back. O(ids that had gathered).
  func reload(_ connection: borrowing SQLiteConnection) throws(JournalError) {
    recent = [:]
    sweep = []
    addedCount = 0
    flushedSize = 0
    let rows = try connection.prepare(
      """
      SELECT account, id, sequence FROM entries
      WHERE sequence >= (SELECT value FROM meta WHERE name = 'indexed') AND id IS NOT NULL
      """)
    while try rows.step(connection) {
      let key = Key(account: UInt64(rows.number(0)), id: rows.text(1))
      let sequence = UInt64(rows.number(2))
      recent[key] = recent[key] ?? sequence
      flushedSize = sequence + 1
    }
  }

  /// Takes a row's id, if it has one. Within the transaction that writes the row; if that fails, the
  /// index is to be read anew.
  ///
  /// - Throws: where a row of the same batch has the same id, which no sequencer lets through. An id
  ///   that was used before, so long ago that it left the sequencer's window, stays its first entry's.
  func add(_ row: JournalRow) throws(JournalError) {
    guard let account = row.account, let id = row.id else { return }
    let key = Key(account: account, id: id)
    if let known = recent[key] {
      guard known < flushedSize else {
        throw JournalError(what: "account \(account) has used the id \(id) before")
      }
      return
    }
    recent[key] = row.sequence
    addedCount += 1
  }

  /// Puts some of what gathered into the table, if it is enough. Within the transaction that writes the
  /// rows before `size`.
  func flush(before size: UInt64, _ connection: borrowing SQLiteConnection) throws(JournalError) {
    let count = max(2 * addedCount, IDIndex.sliceMinimum)
    addedCount = 0
    flushedSize = size
    if sweep.isEmpty {
      guard recent.count >= IDIndex.gatheredMaximum else { return }
      let lines = recent.map { Line(key: $0.key, sequence: $0.value) }.sorted {
        ($0.sequence >> IDIndex.spanBits, $0.key) < ($1.sequence >> IDIndex.spanBits, $1.key)
      }
      sweep = lines[...]
      sweepEnd = size
    }
    for line in sweep.prefix(count) {
      insert.bind(1, Int64(line.sequence >> IDIndex.spanBits))
      insert.bind(2, Int64(line.key.account))
      insert.bind(3, line.key.id)
      insert.bind(4, Int64(line.sequence))
      defer { insert.reset() }
      _ = try insert.step(connection)
      recent[line.key] = nil
    }
    sweep = sweep.dropFirst(count)
    guard sweep.isEmpty else { return }
    mark.bind(1, Int64(sweepEnd))
    defer { mark.reset() }
    _ = try mark.step(connection)
  }

  /// The first entry that an id became, of those before `size`. O(size / 2^18 × log).
  func sequence(
    account: UInt64, id: String, before size: UInt64, _ connection: borrowing SQLiteConnection
  ) throws(JournalError) -> UInt64? {
    for span in 0...(size >> IDIndex.spanBits) {
      find.bind(1, Int64(span))
      find.bind(2, Int64(account))
      find.bind(3, id)
      defer { find.reset() }
      if try find.step(connection) { return UInt64(find.number(0)) }
    }
    return recent[Key(account: account, id: id)]
  }
}
