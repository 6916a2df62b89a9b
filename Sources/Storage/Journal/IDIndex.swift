/// Finds an entry by its sender's id, and lets none be used twice.
///
/// In the table each id stands at a place of its own, which is a page to write. So ids gather in
/// memory and go into the table many at a time, in its order, so that they share pages and a commit
/// of few documents is spared them. What is gathered can be read from the entries again: `meta` says
/// from which number on.
struct IDIndex: Sendable {
  /// So many ids are put into the table at once.
  private static let gatheredMaximum = 1_024

  static let schema = """
    CREATE TABLE IF NOT EXISTS ids (
      account INTEGER NOT NULL, id TEXT NOT NULL, sequence INTEGER NOT NULL,
      PRIMARY KEY (account, id)) STRICT, WITHOUT ROWID;
    """
  /// Finds the number of an id's entry, whether it is in the table yet or not.
  static let condition = """
    sequence IN (
      SELECT sequence FROM ids WHERE account = ?1 AND id = ?2
      UNION ALL
      SELECT sequence FROM entries
      WHERE sequence >= (SELECT value FROM meta WHERE name = 'indexed')
        AND account = ?1 AND id = ?2)
    """

  private struct Key: Hashable, Comparable {
    var account: UInt64
    var id: String

    static func < (a: Key, b: Key) -> Bool { (a.account, a.id) < (b.account, b.id) }
  }

  /// The statements, prepared once.
  final class Statements {
    let find: SQLiteStatement
    let insert: SQLiteStatement
    let mark: SQLiteStatement

    init(_ connection: borrowing SQLiteConnection) throws(JournalError) {
      find = try connection.prepare("SELECT 1 FROM ids WHERE account = ? AND id = ?")
      insert = try connection.prepare("INSERT INTO ids VALUES (?, ?, ?)")
      mark = try connection.prepare("UPDATE meta SET value = ? WHERE name = 'indexed'")
    }
  }

  private var gathered: [Key: UInt64] = [:]

  /// Reads again what had gathered.
  init(_ connection: borrowing SQLiteConnection) throws(JournalError) {
    let rows = try connection.prepare(
      """
      SELECT account, id, sequence FROM entries
      WHERE sequence >= (SELECT value FROM meta WHERE name = 'indexed') AND id IS NOT NULL
      """)
    while try rows.step(connection) {
      let key = Key(account: UInt64(rows.number(0)), id: rows.text(1))
      gathered[key] = UInt64(rows.number(2))
    }
  }

  /// Takes a row's id, if it has one. Within the transaction that writes the row; if that fails, the
  /// index is to be read anew.
  mutating func add(
    _ row: JournalRow, _ connection: borrowing SQLiteConnection, _ statements: Statements
  ) throws(JournalError) {
    guard let account = row.account, let id = row.id else { return }
    statements.find.bind(1, Int64(account))
    statements.find.bind(2, id)
    defer { statements.find.reset() }
    guard gathered.updateValue(row.sequence, forKey: Key(account: account, id: id)) == nil,
      try !statements.find.step(connection)
    else {
      throw JournalError(what: "account \(account) has used the id \(id) before")
    }
  }

  /// Puts what gathered into the table, if it is enough. Within the transaction that writes the rows
  /// before `size`.
  mutating func flush(
    before size: UInt64, _ connection: borrowing SQLiteConnection, _ statements: Statements
  ) throws(JournalError) {
    guard gathered.count >= IDIndex.gatheredMaximum else { return }
    for (key, sequence) in gathered.sorted(by: { $0.key < $1.key }) {
      statements.insert.bind(1, Int64(key.account))
      statements.insert.bind(2, key.id)
      statements.insert.bind(3, Int64(sequence))
      defer { statements.insert.reset() }
      _ = try statements.insert.step(connection)
    }
    statements.mark.bind(1, Int64(size))
    defer { statements.mark.reset() }
    _ = try statements.mark.step(connection)
    gathered.removeAll(keepingCapacity: true)
  }
}
