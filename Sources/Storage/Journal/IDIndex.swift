/// Finds the entries of a sender's id, and lets no document become two. An id may have several entries,
/// at least a day apart: it is its document's for as long as that could be taken for a new one, which is
/// for the node to watch.
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
      PRIMARY KEY (account, id, sequence)) STRICT, WITHOUT ROWID;
    """
  /// Finds the numbers of an id's entries, whether they are in the table yet or not.
  static let condition = """
    sequence IN (
      SELECT sequence FROM ids WHERE account = ?1 AND id = ?2
      UNION ALL
      SELECT sequence FROM entries
      WHERE sequence >= (SELECT value FROM meta WHERE name = 'indexed')
        AND account = ?1 AND id = ?2)
    """

  private struct Line: Comparable {
    var account: UInt64
    var id: String
    var sequence: UInt64

    static func < (a: Line, b: Line) -> Bool {
      (a.account, a.id, a.sequence) < (b.account, b.id, b.sequence)
    }
  }

  /// The statements, prepared once.
  final class Statements {
    let find: SQLiteStatement
    let insert: SQLiteStatement
    let mark: SQLiteStatement

    init(_ connection: borrowing SQLiteConnection) throws(JournalError) {
      find = try connection.prepare(
        """
        SELECT 1 FROM ids JOIN entries USING (sequence)
        WHERE ids.account = ? AND ids.id = ? AND entries.digest = ?
        """)
      insert = try connection.prepare("INSERT INTO ids VALUES (?, ?, ?)")
      mark = try connection.prepare("UPDATE meta SET value = ? WHERE name = 'indexed'")
    }
  }

  private var gathered: [Line] = []
  /// Those documents.
  private var documents: Set<DocumentKey> = []

  private struct DocumentKey: Hashable {
    var account: UInt64
    var id: String
    var digest: [UInt8]
  }

  /// Reads again what had gathered.
  init(_ connection: borrowing SQLiteConnection) throws(JournalError) {
    let rows = try connection.prepare(
      """
      SELECT account, id, sequence, digest FROM entries
      WHERE sequence >= (SELECT value FROM meta WHERE name = 'indexed') AND id IS NOT NULL
      """)
    while try rows.step(connection) {
      let (account, id) = (UInt64(rows.number(0)), rows.text(1))
      gathered.append(Line(account: account, id: id, sequence: UInt64(rows.number(2))))
      documents.insert(DocumentKey(account: account, id: id, digest: rows.bytes(3)))
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
    statements.find.bind(3, row.digest)
    defer { statements.find.reset() }
    let document = DocumentKey(account: account, id: id, digest: row.digest)
    guard documents.insert(document).inserted, try !statements.find.step(connection) else {
      throw JournalError(what: "the document \(id) of account \(account) is an entry already")
    }
    gathered.append(Line(account: account, id: id, sequence: row.sequence))
  }

  /// Puts what gathered into the table, if it is enough. Within the transaction that writes the rows
  /// before `size`.
  mutating func flush(
    before size: UInt64, _ connection: borrowing SQLiteConnection, _ statements: Statements
  ) throws(JournalError) {
    guard gathered.count >= IDIndex.gatheredMaximum else { return }
    for line in gathered.sorted() {
      statements.insert.bind(1, Int64(line.account))
      statements.insert.bind(2, line.id)
      statements.insert.bind(3, Int64(line.sequence))
      defer { statements.insert.reset() }
      _ = try statements.insert.step(connection)
    }
    statements.mark.bind(1, Int64(size))
    defer { statements.mark.reset() }
    _ = try statements.mark.step(connection)
    gathered.removeAll(keepingCapacity: true)
    documents.removeAll(keepingCapacity: true)
  }
}
