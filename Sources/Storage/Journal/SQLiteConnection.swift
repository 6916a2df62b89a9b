import CSQLite

/// What the disk or SQLite would not do.
package struct JournalError: Error, Sendable, CustomStringConvertible {
  /// SQLite's result code; 0 where the journal itself objects.
  package let code: Int32
  /// What went wrong, for the operator.
  package let what: String
  package var description: String { what }
  /// Whether it may pass: there is no room on the disk, or a read or a write failed. Not so a sync that
  /// failed, after which nobody knows what is on the disk.
  package var mayPass: Bool {
    code == SQLITE_FULL || code & 0xff == SQLITE_IOERR && code != JournalError.failedSync
  }
  /// `SQLITE_IOERR_FSYNC`, a macro that is not imported.
  private static let failedSync: Int32 = SQLITE_IOERR | 4 << 8
  /// A row that is not what it was when it was made durable.
  static func damaged(_ sequence: UInt64, _ how: String) -> JournalError {
    JournalError(
      what: "journal row \(sequence): \(how); `yunshang repair` rebuilds it from the second copy")
  }

  package init(code: Int32 = 0, what: String) {
    self.code = code
    self.what = what
  }
}

/// One connection to the journal's database, used from one thread at a time.
struct SQLiteConnection: ~Copyable {
  private let handle: OpaquePointer
  /// How long a lock is waited for, in milliseconds: whoever holds it is another process that is ending.
  private static let patience: Int32 = 500

  /// Opens or makes a database.
  ///
  /// - Parameter system: the name of the SQLite file system to use; the default one without it.
  init(path: String, system: String?) throws(JournalError) {
    var opened: OpaquePointer?
    let flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    let code = sqlite3_open_v2(path, &opened, flags, system)
    guard code == SQLITE_OK, let opened else {
      sqlite3_close_v2(opened)
      throw JournalError(code: code, what: "the journal \(path) cannot be opened")
    }
    handle = opened
    sqlite3_busy_timeout(handle, SQLiteConnection.patience)
  }

  deinit { sqlite3_close_v2(handle) }

  /// What SQLite calls after each commit: the context, the connection, the database's name and the
  /// frames in the write-ahead log.
  typealias CommitWatch =
    @convention(c) (
      UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, Int32
    ) -> Int32

  /// Has `watch` called after each commit, instead of the automatic checkpoint.
  func watchCommits(_ context: UnsafeMutableRawPointer, _ watch: CommitWatch) {
    sqlite3_wal_hook(handle, watch, context)
  }

  /// Asks the file system under the database for something.
  func control(_ what: Int32, _ answer: UnsafeMutableRawPointer) -> Int32 {
    sqlite3_file_control(handle, "main", what, answer)
  }

  func failure(_ code: Int32, _ doing: String) -> JournalError {
    JournalError(code: code, what: "\(doing): \(String(cString: sqlite3_errmsg(handle)))")
  }

  func execute(_ sql: String) throws(JournalError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code, "journal: \(sql)") }
  }

  func prepare(_ sql: String) throws(JournalError) -> SQLiteStatement {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
    guard code == SQLITE_OK, let statement else { throw failure(code, "journal: \(sql)") }
    return SQLiteStatement(statement)
  }

  /// The first column of a query's first row, as a number.
  func number(_ sql: String) throws(JournalError) -> Int64? {
    let statement = try prepare(sql)
    guard try statement.step(self) else { return nil }
    return statement.number(0)
  }
}

/// A prepared statement.
struct SQLiteStatement: ~Copyable {
  private let handle: OpaquePointer
  /// Tells SQLite to copy what is bound, which may be gone when the statement runs.
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  init(_ handle: OpaquePointer) { self.handle = handle }
  deinit { sqlite3_finalize(handle) }

  func bind(_ at: Int32, _ value: Int64) { sqlite3_bind_int64(handle, at, value) }
  func bind(_ at: Int32, _ value: String) {
    sqlite3_bind_text(handle, at, value, -1, SQLiteStatement.transient)
  }
  func bind(_ at: Int32, _ value: [UInt8]) {
    sqlite3_bind_blob64(handle, at, value, UInt64(value.count), SQLiteStatement.transient)
  }
  func bindNull(_ at: Int32) { sqlite3_bind_null(handle, at) }

  /// Runs to the next row; `false` at the end.
  func step(_ connection: borrowing SQLiteConnection) throws(JournalError) -> Bool {
    let code = sqlite3_step(handle)
    switch code {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw connection.failure(code, "journal")
    }
  }

  func reset() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  func number(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
  func text(_ column: Int32) -> String {
    sqlite3_column_text(handle, column).map { String(cString: $0) } ?? ""
  }
  func bytes(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(handle, column) else { return [] }
    return Array(
      UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }
}
