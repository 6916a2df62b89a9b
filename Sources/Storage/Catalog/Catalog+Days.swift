import Documents
import GRDB
import Venue

// What a day came to: an account's statement, and the sums that must come to zero.
extension Catalog {
  /// `{"account","date","currency","sequence","opening","closing","fees","royalties","units","lines",
  /// "next"?}`: how a day in Asia/Shanghai began and ended for an account, and every change of its cash
  /// between; `nil` when there is no such account. Cash is the account's, units are its beneficial
  /// owner's, as they are held. `sequence` is the last entry that it knows of.
  ///
  /// - Parameters:
  ///   - day: days since 1970.
  ///   - date: the same, as `YYYY-MM-DD`.
  ///   - after: what `next` of the page before says, `<sequence>.<position>`.
  /// - Throws: `Problem` when `after` is no such position.
  package func statement(
    account: UInt64, day: Int64, date: String, after: String? = nil, limit: Int? = nil
  ) async throws -> JSON? {
    let bound = PageLimit.bounded(limit)
    let position = try after.map { text throws(Problem) in try Catalog.position(after: text) }
    let number = Int64(clamping: account)
    return try await pool.read { database in
      let owner = try Int64.fetchOne(
        database, sql: "SELECT owner FROM accounts WHERE account = ?", arguments: [number])
      guard let owner else { return nil }
      let today = try Row.fetchOne(
        database, sql: "SELECT * FROM cash_days WHERE account = ? AND day = ?",
        arguments: [number, day])
      let before = try Row.fetchOne(
        database,
        sql: "SELECT * FROM cash_days WHERE account = ? AND day < ? ORDER BY day DESC LIMIT 1",
        arguments: [number, day])
      // The day's own entries bound the lines, so that an index finds them.
      let (first, last): (Int64?, Int64?) = (today?["first"], today?["last"])
      let (lines, next) = try Catalog.lines(
        database, account: number, from: first ?? 1, to: first == nil ? 0 : last ?? 0,
        after: position, bound)
      func sum(_ column: String) -> JSON { today?.decimal(column) ?? "0" }
      return .members([
        ("account", .string(String(account))), ("date", .string(date)), ("currency", "CNY"),
        ("sequence", .number(try Catalog.last(database))),
        ("opening", Catalog.balance(before)), ("closing", Catalog.balance(today ?? before)),
        ("fees", ["paid": sum("fees_paid"), "received": sum("fees_received")]),
        ("royalties", ["paid": sum("royalties_paid"), "received": sum("royalties_received")]),
        ("units", try Catalog.units(database, owner: owner, day: day)),
        ("lines", .array(lines)), ("next", next),
      ])
    }
  }

  private static func last(_ database: Database) throws -> Int64 {
    (try Int64.fetchOne(database, sql: "SELECT value FROM meta WHERE name = 'next'") ?? 0) - 1
  }

  private static func balance(_ row: Row?) -> JSON {
    guard let row else { return ["available": "0", "held": "0", "total": "0"] }
    let (available, held): (Int64, Int64) = (row["available"], row["held"])
    return [
      "available": .string(String(available)), "held": .string(String(held)),
      "total": .string(String(available + held)),
    ]
  }

  /// Editions of which the owner had units when the day began, or moved any in it. O(days on which the
  /// owner moved units).
  private static func units(_ database: Database, owner: Int64, day: Int64) throws -> JSON {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT edition, instrument, editions.terms,
          sum(CASE WHEN day < ?2 THEN issued + bought - sold ELSE 0 END) AS opening,
          sum(CASE WHEN day = ?2 THEN issued ELSE 0 END) AS issued_today,
          sum(CASE WHEN day = ?2 THEN bought ELSE 0 END) AS bought_today,
          sum(CASE WHEN day = ?2 THEN paid ELSE 0 END) AS paid_today,
          sum(CASE WHEN day = ?2 THEN sold ELSE 0 END) AS sold_today,
          sum(CASE WHEN day = ?2 THEN earned ELSE 0 END) AS earned_today,
          max(day = ?2) AS has_moved
        FROM unit_days JOIN editions USING (edition) LEFT JOIN instruments USING (edition)
        WHERE account IN (SELECT account FROM accounts WHERE owner = ?1) AND day <= ?2
        GROUP BY edition HAVING opening > 0 OR has_moved ORDER BY edition
        """,
      arguments: [owner, day])
    return .array(
      try rows.map { row in
        let opening: Int64 = row["opening"]
        let (issued, bought, sold): (Int64, Int64, Int64) = (
          row["issued_today"], row["bought_today"], row["sold_today"]
        )
        return .members([
          ("edition", row.decimal("edition")),
          ("instrument", row.stringIfPresent("instrument") ?? .null),
          ("title", try row.json("terms")["title"]), ("opening", .number(opening)),
          ("issued", .number(issued)), ("bought", .number(bought)),
          ("paid", row.decimal("paid_today")), ("sold", .number(sold)),
          ("earned", row.decimal("earned_today")),
          ("closing", .number(opening + issued + bought - sold)),
        ])
      })
  }

  /// What was credited and paid out by all entries before `sequence`, in fen.
  package func moved(before sequence: UInt64) async throws -> (credits: Fen, withdrawals: Fen) {
    try await pool.read { database in
      func sum(_ reason: String) throws -> Fen {
        try Fen.fetchOne(
          database,
          sql: """
            SELECT coalesce(sum(change), 0) FROM cash
            WHERE reason IN ('credit', 'withdrawal-approved') AND reason = ? AND sequence < ?
            """,
          arguments: [reason, Int64(clamping: sequence)]) ?? 0
      }
      return (try sum("credit"), -(try sum("withdrawal-approved")))
    }
  }
}
