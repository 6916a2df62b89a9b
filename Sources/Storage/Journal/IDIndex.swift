/// Finds the entries of a sender's id, and lets no document become two. An id may have several entries,
/// at least a day apart: it is its document's for as long as that could be taken for a new one, which is
/// for the node to watch.
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
      PRIMARY KEY (span, account, id, sequence)) STRICT, WITHOUT ROWID;
    """

  private struct Key: Hashable, Comparable {
    var account: UInt64
    var id: String

    static func < (a: Key, b: Key) -> Bool { (a.account, a.id) < (b.account, b.id) }
  }

  private struct Line {
    var key: Key
    var sequence: UInt64
    /// Of the document.
    var digest: [UInt8]

    /// Where it stands in the table.
    var place: (UInt64, Key, UInt64) { (sequence >> IDIndex.spanBits, key, sequence) }
  }

  private let find: SQLiteStatement
  private let insert: SQLiteStatement
  private let mark: SQLiteStatement
  /// What may not be in the table yet, by the newest entry of each id.
  private var recent: [Key: Line] = [:]
  /// Earlier entries of the same ids: seldom any.
  private var earlier: [Line] = []
  /// What goes into the table next, in its order, and the number before which all are in it then.
  private var sweep: ArraySlice<Line> = []
  private var sweepEnd: UInt64 = 0
  /// What `add` has taken since the last flush.
  private var addedCount = 0
  /// Whether memory is not what the entries say, after a transaction that was taken back.
  private var isStale = true

  /// Reads again what had gathered.
  init(_ connection: borrowing SQLiteConnection) throws(JournalError) {
    find = try connection.prepare(
      "SELECT sequence FROM ids WHERE span = ? AND account = ? AND id = ? ORDER BY sequence")
    insert = try connection.prepare("INSERT OR IGNORE INTO ids VALUES (?, ?, ?, ?)")
    mark = try connection.prepare("UPDATE meta SET value = ? WHERE name = 'indexed'")
    try refresh(connection)
  }

  /// A transaction was taken back: what was gathered of it is to be forgotten before anything else.
  func discard() { isStale = true }

  /// Reads what had gathered from the entries again, where that is needed. O(ids that had gathered).
  func refresh(_ connection: borrowing SQLiteConnection) throws(JournalError) {
    guard isStale else { return }
    recent = [:]
    earlier = []
    sweep = []
    addedCount = 0
    let rows = try connection.prepare(
      """
      SELECT account, id, sequence, digest FROM entries
      WHERE sequence >= (SELECT value FROM meta WHERE name = 'indexed') AND id IS NOT NULL
      ORDER BY sequence
      """)
    while try rows.step(connection) {
      gather(
        Line(
          key: Key(account: UInt64(rows.number(0)), id: rows.text(1)),
          sequence: UInt64(rows.number(2)), digest: rows.bytes(3)))
    }
    isStale = false
  }

  private func gather(_ line: Line) {
    if let known = recent.updateValue(line, forKey: line.key) { earlier.append(known) }
  }

  /// Takes a row's id, if it has one. Within the transaction that writes the row; if that fails, the
  /// index is to be discarded.
  ///
  /// - Throws: where the same document is among the newest entries, which no sequencer lets through.
  func add(_ row: JournalRow) throws(JournalError) {
    guard let account = row.account, let id = row.id else { return }
    let key = Key(account: account, id: id)
    guard recent[key]?.digest != row.digest else {
      throw JournalError(what: "the document \(id) of account \(account) is an entry already")
    }
    gather(Line(key: key, sequence: row.sequence, digest: row.digest))
    addedCount += 1
  }

  /// Puts some of what gathered into the table, if it is enough. Within the transaction that writes the
  /// rows before `size`.
  func flush(before size: UInt64, _ connection: borrowing SQLiteConnection) throws(JournalError) {
    let count = max(2 * addedCount, IDIndex.sliceMinimum)
    addedCount = 0
    if sweep.isEmpty {
      guard recent.count >= IDIndex.gatheredMaximum else { return }
      sweep = (recent.values + earlier).sorted { $0.place < $1.place }[...]
      sweepEnd = size
    }
    for line in sweep.prefix(count) {
      insert.bind(1, Int64(line.sequence >> IDIndex.spanBits))
      insert.bind(2, Int64(line.key.account))
      insert.bind(3, line.key.id)
      insert.bind(4, Int64(line.sequence))
      defer { insert.reset() }
      _ = try insert.step(connection)
    }
    sweep = sweep.dropFirst(count)
    guard sweep.isEmpty else { return }
    recent = recent.filter { $0.value.sequence >= sweepEnd }
    earlier.removeAll { $0.sequence < sweepEnd }
    mark.bind(1, Int64(sweepEnd))
    defer { mark.reset() }
    _ = try mark.step(connection)
  }

  /// The entries that an id became, of those before `size`, the oldest first.
  /// O(size / 2^18 × log + ids that have gathered twice).
  func sequences(
    account: UInt64, id: String, before size: UInt64, _ connection: borrowing SQLiteConnection
  ) throws(JournalError) -> [UInt64] {
    try refresh(connection)
    let key = Key(account: account, id: id)
    // What goes into the table by and by may be in both.
    var found = Set(earlier.lazy.filter { $0.key == key }.map(\.sequence))
    if let line = recent[key] { found.insert(line.sequence) }
    for span in 0...(size >> IDIndex.spanBits) {
      find.bind(1, Int64(span))
      find.bind(2, Int64(account))
      find.bind(3, id)
      defer { find.reset() }
      while try find.step(connection) { found.insert(UInt64(find.number(0))) }
    }
    return found.sorted()
  }
}
