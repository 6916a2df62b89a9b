import Documents
import GRDB
import Venue

// Instruments and trades, as anyone may read them.
extension Catalog {
  /// `{"instruments":[…],"next"?}`, by symbol.
  ///
  /// - Parameters:
  ///   - dayStart: when today began, in UTC microseconds; a whole hour, as midnight in
  ///     Asia/Shanghai is. It is rounded down to one.
  ///   - after: symbols behind this one.
  package func instruments(
    dayStart: Microseconds, after: String? = nil, limit: Int? = nil
  ) async throws -> JSON {
    let bound = PageLimit.bounded(limit)
    return try await pool.read { database in
      let rows = try Row.fetchAll(
        database,
        sql: Catalog.instrumentSQL + "WHERE instrument > ?2 ORDER BY instrument LIMIT ?3",
        arguments: [dayStart / Projection.hourMicroseconds, after ?? "", bound + 1])
      let instruments = try rows.prefix(bound).map(Catalog.instrument)
      return .members([
        ("instruments", .array(instruments)),
        ("next", rows.count > bound ? instruments.last?["instrument"] : nil),
      ])
    }
  }

  /// What stands fast of an instrument, and what its trades came to:
  /// `{"instrument","edition","asset","title","quantity","phase","terms","termsSheet","fees","last",
  /// "volume","volumeToday","collar"}`; `nil` when there is none. Best prices are the Venue's to say.
  package func instrument(_ symbol: String, dayStart: Microseconds) async throws -> JSON? {
    try await pool.read { database in
      try Row.fetchOne(
        database, sql: Catalog.instrumentSQL + "WHERE instrument = ?2",
        arguments: [dayStart / Projection.hourMicroseconds, symbol]
      ).map(Catalog.instrument)
    }
  }

  private static let instrumentSQL = """
    SELECT instruments.*, asset, quantity, terms, terms_digest,
      (SELECT coalesce(sum(volumes.quantity), 0) FROM volumes
        WHERE volumes.instrument = instruments.instrument AND hour >= ?1) AS today
    FROM instruments JOIN editions USING (edition)

    """

  private static func instrument(_ row: Row) throws -> JSON {
    let terms = try row.json("terms")
    return .members([
      ("instrument", row.string("instrument")), ("edition", row.decimal("edition")),
      ("asset", row.decimal("asset")), ("title", terms["title"]),
      ("quantity", row.number("quantity")), ("phase", row.string("phase")),
      ("terms", row.string("terms_digest")), ("termsSheet", terms), ("fees", terms["fees"]),
      ("last", row.decimalIfPresent("last") ?? .null), ("volume", row.number("volume")),
      ("volumeToday", row.number("today")), ("collar", collar(row)),
    ])
  }

  private static func collar(_ row: Row) -> JSON {
    guard let lowest = row.decimalIfPresent("lowest"), let highest = row.decimalIfPresent("highest")
    else { return .null }
    return ["highest": highest, "lowest": lowest]
  }

  /// `{"trades":[…]}`, newest first.
  ///
  /// - Parameters:
  ///   - instrument: only its trades; `nil` for all.
  ///   - before: trades older than this one, such as `t44.2`.
  /// - Throws: `Problem` when `before` is no trade's number.
  package func trades(
    instrument: String? = nil, before: String? = nil, limit: Int? = nil
  ) async throws -> JSON {
    let key = try before.map { text throws(Problem) in
      try RowKey.cursor(text, isTrade: true)
    }
    let bound = PageLimit.bounded(limit)
    return try await pool.read { database in
      // Two statements, so that each walks its own index backwards.
      let rows =
        if let instrument {
          try Row.fetchAll(
            database,
            sql: "SELECT * FROM trades WHERE instrument = ? AND id < ? ORDER BY id DESC LIMIT ?",
            arguments: [instrument, key ?? Int64.max, bound])
        } else {
          try Row.fetchAll(
            database, sql: "SELECT * FROM trades WHERE id < ? ORDER BY id DESC LIMIT ?",
            arguments: [key ?? Int64.max, bound])
        }
      return ["trades": .array(try rows.map(Catalog.trade))]
    }
  }

  private static func trade(_ row: Row) throws -> JSON {
    .members([
      ("trade", .string(RowKey.tradeText(row["id"]))), ("instrument", row.string("instrument")),
      ("time", row.number("time")), ("price", row.decimal("price")),
      ("quantity", row.number("quantity")), ("side", row.string("side")),
      ("maker", .string(RowKey.orderText(row["maker"]))),
      ("taker", .string(RowKey.orderText(row["taker"]))),
      ("fees", ["maker": row.decimal("maker_fee"), "taker": row.decimal("taker_fee")]),
      ("royalties", try row.json("royalties")), ("rules", row.string("rules")),
    ])
  }
}
