import CSQLite
import GRDB

/// The statements that every order runs, prepared once a connection.
struct OrderStatements {
  let insertOrder: DirectStatement
  let fillOrder: DirectStatement
  let amendOrder: DirectStatement
  let cancelOrder: DirectStatement
  let reduceOrder: DirectStatement
  let insertTrade: DirectStatement
  let insertCash: DirectStatement

  init(_ database: Database) throws {
    insertOrder = try DirectStatement(
      database,
      "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    fillOrder = try DirectStatement(
      database,
      """
      UPDATE orders SET filled = filled + ?1, remaining = remaining - ?1,
        status = CASE WHEN remaining = ?1 THEN 'filled' ELSE 'partly-filled' END
      WHERE id = ?2
      """)
    amendOrder = try DirectStatement(
      database, "UPDATE orders SET price = ?1, quantity = filled + ?2, remaining = ?2 WHERE id = ?3"
    )
    cancelOrder = try DirectStatement(
      database,
      "UPDATE orders SET remaining = 0, status = 'cancelled', reason = ?2 WHERE id = ?1")
    reduceOrder = try DirectStatement(
      database,
      "UPDATE orders SET quantity = quantity - ?1, remaining = remaining - ?1 WHERE id = ?2")
    insertTrade = try DirectStatement(
      database, "INSERT INTO trades VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    insertCash = try DirectStatement(
      database, "INSERT INTO cash VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
  }
}

/// A statement whose values go to SQLite as they are: GRDB's way boxes each of them and keeps them
/// in arrays, which takes about as long as SQLite itself.
struct DirectStatement {
  /// Tells SQLite to copy what is bound, which may be gone when the statement runs.
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  private let statement: Statement
  private var handle: OpaquePointer { statement.sqliteStatement }

  init(_ database: Database, _ sql: String) throws {
    statement = try database.cachedStatement(sql: sql)
  }

  func bind(_ at: Int32, _ value: Int64) { sqlite3_bind_int64(handle, at, value) }

  func bind(_ at: Int32, _ value: Int64?) {
    if let value { bind(at, value) } else { sqlite3_bind_null(handle, at) }
  }

  func bind(_ at: Int32, _ value: String) {
    var value = value
    value.withUTF8 { bind(at, UnsafeRawBufferPointer($0)) }
  }

  func bind(_ at: Int32, _ value: String?) {
    if let value { bind(at, value) } else { sqlite3_bind_null(handle, at) }
  }

  /// Binds UTF-8 bytes as text.
  func bind(_ at: Int32, _ value: UnsafeRawBufferPointer) {
    sqlite3_bind_text(
      handle, at, value.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(value.count),
      DirectStatement.transient)
  }

  /// Runs the statement with what was bound; how many rows it changed.
  @discardableResult func run() throws -> Int {
    let code = sqlite3_step(handle)
    defer { sqlite3_reset(handle) }
    guard code == SQLITE_DONE else {
      let database = sqlite3_db_handle(handle)
      throw DatabaseError(
        resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(database)))
    }
    return Int(sqlite3_changes(sqlite3_db_handle(handle)))
  }
}
