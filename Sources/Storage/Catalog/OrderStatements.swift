import GRDB

/// The statements that every order runs, prepared once a transaction.
struct OrderStatements {
  let insertOrder: Statement
  let fillOrder: Statement
  let amendOrder: Statement
  let cancelOrder: Statement
  let reduceOrder: Statement
  let insertTrade: Statement
  let insertCash: Statement

  init(_ database: Database) throws {
    insertOrder = try database.cachedStatement(
      sql: "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    fillOrder = try database.cachedStatement(
      sql: """
        UPDATE orders SET filled = filled + ?1, remaining = remaining - ?1,
          status = CASE WHEN remaining = ?1 THEN 'filled' ELSE 'partly-filled' END
        WHERE id = ?2
        """)
    amendOrder = try database.cachedStatement(
      sql: "UPDATE orders SET price = ?1, quantity = filled + ?2, remaining = ?2 WHERE id = ?3")
    cancelOrder = try database.cachedStatement(
      sql: "UPDATE orders SET remaining = 0, status = 'cancelled', reason = ?2 WHERE id = ?1")
    reduceOrder = try database.cachedStatement(
      sql: "UPDATE orders SET quantity = quantity - ?1, remaining = remaining - ?1 WHERE id = ?2")
    insertTrade = try database.cachedStatement(
      sql: "INSERT INTO trades VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    insertCash = try database.cachedStatement(
      sql: "INSERT INTO cash VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
  }
}

extension Statement {
  /// Runs the statement with these values.
  func run(_ values: [DatabaseValue]) throws {
    try execute(arguments: StatementArguments(values))
  }
}
