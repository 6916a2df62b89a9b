import Documents
import GRDB
import Venue

// Accounts and what is theirs. Whether the reader may see it is decided before these are asked.
extension Catalog {
  /// `{"account","name","contact","roles","requested","status","owner","opened","keys":[{"key",
  /// "since","revoked"?}]}`; `nil` when there is no such account.
  package func account(_ number: UInt64) async throws -> JSON? {
    try await pool.read { database in
      try Row.fetchOne(
        database, sql: "SELECT * FROM accounts WHERE account = ?",
        arguments: [Int64(clamping: number)]
      ).map { try Catalog.account($0, database) }
    }
  }

  private static func account(_ row: Row, _ database: Database) throws -> JSON {
    let number: Int64 = row["account"]
    let keys = try Row.fetchAll(
      try database.cachedStatement(
        sql: "SELECT * FROM keys WHERE account = ? ORDER BY since, key LIMIT ?"),
      arguments: [number, Account.keyCountMaximum])
    return .members([
      ("account", row.decimal("account")), ("name", try row.json("name")),
      ("contact", try row.json("contact")), ("roles", try row.json("roles")),
      ("requested", try row.json("requested")), ("status", row.string("status")),
      ("owner", row.decimal("owner")), ("opened", row.number("opened")),
      (
        "keys",
        .array(
          keys.map {
            .members([
              ("key", $0.string("key")), ("since", $0.number("since")),
              ("revoked", $0.numberIfPresent("revoked")),
            ])
          })
      ),
    ])
  }

  /// `{"members":[ACCOUNT…],"next"?}`, in the order of opening.
  ///
  /// - Parameter after: accounts opened after this one.
  package func members(after: UInt64? = nil, limit: Int? = nil) async throws -> JSON {
    let bound = PageLimit.bounded(limit)
    return try await pool.read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT * FROM accounts WHERE account > ? ORDER BY account LIMIT ?",
        arguments: [after.map { Int64(clamping: $0) } ?? -1, bound + 1])
      let members = try rows.prefix(bound).map { try Catalog.account($0, database) }
      return .members([
        ("members", .array(members)),
        ("next", rows.count > bound ? members.last?["account"] : nil),
      ])
    }
  }

  /// Which of an account's orders are listed.
  package enum OrderStatusFilter: String, Sendable {
    /// Those that rest.
    case open
    /// All of them.
    case all
  }

  /// `{"orders":[…]}`, newest first.
  ///
  /// - Parameter before: orders older than this one, such as `41.0`.
  /// - Throws: `Problem` when `before` is no order's number.
  package func orders(
    account: UInt64, status: OrderStatusFilter = .open, before: String? = nil, limit: Int? = nil
  ) async throws -> JSON {
    let key = try before.map { text throws(Problem) in
      try RowKey.cursor(text, isTrade: false)
    }
    // `remaining > 0` makes SQLite take the index that holds nothing but resting orders.
    let resting = status == .open ? "AND remaining > 0 " : ""
    return try await pool.read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM orders WHERE account = ? AND id < ? \(resting)ORDER BY id DESC LIMIT ?
          """,
        arguments: [Int64(clamping: account), key ?? Int64.max, PageLimit.bounded(limit)])
      return ["orders": .array(rows.map(Catalog.order))]
    }
  }

  private static func order(_ row: Row) -> JSON {
    let (isMarket, isPostOnly): (Bool, Bool) = (row["is_market"], row["is_post_only"])
    return .members([
      ("order", .string(RowKey.orderText(row["id"]))), ("instrument", row.string("instrument")),
      ("side", row.string("side")), (isMarket ? "collar" : "limit", row.decimal("price")),
      ("quantity", row.number("quantity")), ("filled", row.number("filled")),
      ("remaining", row.number("remaining")), ("status", row.string("status")),
      ("timeInForce", row.string("time_in_force")), ("created", row.number("created")),
      ("postOnly", isPostOnly ? true : nil), ("expiry", row.numberIfPresent("expiry")),
      ("selfTrade", row.stringIfPresent("self_trade")), ("reason", row.stringIfPresent("reason")),
    ])
  }

  /// `{"lines":[{"sequence","time","reason","change","balance","available","held","trade"?,
  /// "instrument"?,"price"?,"quantity"?,"withdrawal"?,"reference"?}…],"next"?}`, oldest first: every
  /// change of an account's cash, and every withdrawal's steps. `balance` counts held money.
  ///
  /// - Parameters:
  ///   - from: the first sequence number to tell of; 0 if `nil`.
  ///   - to: the last one; the newest if `nil`.
  ///   - after: what `next` of the page before says, `<sequence>.<position>`.
  /// - Throws: `Problem` when `after` is no such position.
  package func statement(
    account: UInt64, from: UInt64? = nil, to: UInt64? = nil, after: String? = nil,
    limit: Int? = nil
  ) async throws -> JSON {
    let bound = PageLimit.bounded(limit)
    let position = try after.map { text throws(Problem) in try Catalog.position(after: text) }
    return try await pool.read { database in
      let (lines, next) = try Catalog.lines(
        database, account: Int64(clamping: account), from: from.map { Int64(clamping: $0) } ?? 0,
        to: to.map { Int64(clamping: $0) } ?? Int64.max, after: position, bound)
      return .members([("lines", .array(lines)), ("next", next)])
    }
  }

  static func position(
    after text: String
  ) throws(Problem) -> (sequence: Int64, position: Int64) {
    guard let pair = RowKey.pair(text) else {
      throw Problem(400, "wrong-value", "`after` is what `next` of the page before says.")
    }
    return pair
  }

  /// Lines of an account's statement from one entry to another, and what `next` says.
  static func lines(
    _ database: Database, account: Int64, from: Int64, to: Int64,
    after: (sequence: Int64, position: Int64)?, _ bound: Int
  ) throws -> (lines: [JSON], next: JSON?) {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT cash.*, trades.instrument, trades.price, trades.quantity
        FROM cash LEFT JOIN trades ON trades.id = cash.trade
        WHERE account = ?1 AND sequence BETWEEN ?2 AND ?3 AND (sequence, position) > (?4, ?5)
        ORDER BY sequence, position LIMIT ?6
        """,
      arguments: [
        account, max(from, after?.sequence ?? 0), to, after?.sequence ?? -1,
        after?.position ?? -1, bound + 1,
      ])
    return (
      try rows.prefix(bound).map(Catalog.line),
      rows.count > bound ? Catalog.position(rows[bound - 1]) : nil
    )
  }

  private static func position(_ row: Row) -> JSON {
    let (sequence, position): (Int64, Int64) = (row["sequence"], row["position"])
    return .string("\(sequence).\(position)")
  }

  private static func line(_ row: Row) throws -> JSON {
    let (available, held): (Int64, Int64) = (row["available"], row["held"])
    let trade: Int64? = row["trade"]
    return .members([
      ("sequence", row.number("sequence")), ("time", row.number("time")),
      ("reason", row.string("reason")), ("change", row.decimal("change")),
      ("balance", .string(String(available + held))), ("available", row.decimal("available")),
      ("held", row.decimal("held")), ("trade", trade.map { .string(RowKey.tradeText($0)) }),
      ("instrument", row.stringIfPresent("instrument")), ("price", row.decimalIfPresent("price")),
      ("quantity", row.numberIfPresent("quantity")),
      ("withdrawal", row.decimalIfPresent("withdrawal")),
      ("reference", try row.jsonIfPresent("reference")),
    ])
  }

  /// `{"withdrawals":[{"withdrawal","account","amount","status","requested","settled"?,
  /// "reference"?}…],"next"?}`, newest first.
  ///
  /// - Parameters:
  ///   - account: only its requests; `nil` for all.
  ///   - before: requests older than this one.
  package func withdrawals(
    account: UInt64? = nil, before: UInt64? = nil, limit: Int? = nil
  ) async throws -> JSON {
    let bound = PageLimit.bounded(limit)
    return try await pool.read { database in
      var arguments: StatementArguments = [before.map { Int64(clamping: $0) } ?? Int64.max]
      if let account { arguments += [Int64(clamping: account)] }
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM withdrawals WHERE withdrawal < ? \(account == nil ? "" : "AND account = ? ")
          ORDER BY withdrawal DESC LIMIT ?
          """, arguments: arguments + [bound + 1])
      let withdrawals = try rows.prefix(bound).map(Catalog.withdrawal)
      return .members([
        ("withdrawals", .array(withdrawals)),
        ("next", rows.count > bound ? withdrawals.last?["withdrawal"] : nil),
      ])
    }
  }

  private static func withdrawal(_ row: Row) throws -> JSON {
    .members([
      ("withdrawal", row.decimal("withdrawal")), ("account", row.decimal("account")),
      ("amount", row.decimal("amount")), ("status", row.string("status")),
      ("requested", row.number("requested")), ("settled", row.numberIfPresent("settled")),
      ("reference", try row.jsonIfPresent("reference")),
    ])
  }
}
