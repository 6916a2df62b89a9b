import Documents
import GRDB
import Venue

// Claims: the docket for auditors, one claim in full, and the bulletin for everyone.
extension Catalog {
  /// Which claims a docket lists.
  package enum DocketFilter: String, Sendable {
    /// Those that wait for an auditor: noticed, open or countered.
    case undecided
    /// All of them.
    case all
  }

  /// `{"claims":[CLAIM…],"next"?}`, newest first.
  ///
  /// - Parameter before: claims older than this one.
  package func claims(
    _ filter: DocketFilter = .all, before: UInt64? = nil, limit: Int? = nil
  ) async throws -> JSON {
    let bound = PageLimit.bounded(limit)
    let condition =
      filter == .all ? "" : "AND claims.status IN ('noticed', 'open', 'countered')"
    return try await pool.read { database in
      let rows = try Row.fetchAll(
        database,
        sql: Catalog.claimSQL + "WHERE claim < ? \(condition) ORDER BY claim DESC LIMIT ?",
        arguments: [before.map { Int64(clamping: $0) } ?? Int64.max, bound + 1])
      let claims = try rows.prefix(bound).map(Catalog.claim)
      return .members([
        ("claims", .array(claims)),
        ("next", rows.count > bound ? claims.last?["claim"] : nil),
      ])
    }
  }

  /// A claim in full: `{"claim","asset","title","status","scope","notifier"?,"grounds"?,
  /// "statement"?,"evidence","noticed"?,"opened"?,"openingReasons"?,"counter"?:{"account",
  /// "statement","evidence","time"},"decision"?:{"decision","reasons","time"}}`. A claim that an
  /// exact copy opened has no notice. `nil` when there is no such claim.
  package func claim(_ number: UInt64) async throws -> JSON? {
    try await pool.read { database in
      try Row.fetchOne(
        database, sql: Catalog.claimSQL + "WHERE claim = ?", arguments: [Int64(clamping: number)]
      ).map(Catalog.claim)
    }
  }

  private static let claimSQL = """
    SELECT claims.*, assets.title FROM claims LEFT JOIN assets ON assets.asset = claims.asset

    """

  private static func claim(_ row: Row) throws -> JSON {
    .members([
      ("claim", row.decimal("claim")), ("asset", row.decimal("asset")),
      ("title", try row.jsonIfPresent("title")), ("status", row.string("status")),
      ("scope", try row.json("scope")), ("notifier", row.decimalIfPresent("notifier")),
      ("grounds", row.stringIfPresent("grounds")),
      ("statement", try row.jsonIfPresent("statement")),
      ("evidence", try row.jsonIfPresent("evidence") ?? []),
      ("noticed", row.numberIfPresent("noticed")), ("opened", row.numberIfPresent("opened")),
      ("openingReasons", try row.jsonIfPresent("opening_reasons")),
      ("counter", try counter(row)), ("decision", try decision(row)),
    ])
  }

  private static func counter(_ row: Row) throws -> JSON? {
    guard let time = row.numberIfPresent("countered") else { return nil }
    return .members([
      ("account", row.decimalIfPresent("counter_account")),
      ("statement", try row.jsonIfPresent("counter_statement")),
      ("evidence", try row.json("counter_evidence")), ("time", time),
    ])
  }

  private static func decision(_ row: Row) throws -> JSON? {
    guard let time = row.numberIfPresent("decided") else { return nil }
    return .members([
      ("decision", row.stringIfPresent("decision")),
      ("reasons", try row.jsonIfPresent("decision_reasons")), ("time", time),
    ])
  }

  /// The accounts that may read a claim beside auditors: who sent the notice and, once it is open,
  /// the work's authors; rising. `nil` when there is no such claim.
  package func claimReaders(_ number: UInt64) async throws -> [UInt64]? {
    try await pool.read { database in
      let claim = Int64(clamping: number)
      let row = try Row.fetchOne(
        database, sql: "SELECT notifier, asset, opened FROM claims WHERE claim = ?",
        arguments: [claim])
      guard let row else { return nil }
      let notifier: Int64? = row["notifier"]
      var readers = Set([notifier].compactMap(\.self))
      if row["opened"] != nil {
        readers.formUnion(
          try Int64.fetchSet(
            database, sql: "SELECT account FROM authors WHERE asset = ?",
            arguments: [row["asset"] as Int64]))
      }
      return readers.sorted().map { UInt64($0) }
    }
  }

  /// `{"entries":[{"claim","asset","title","status","scope","opened","countered"?,"decided"?,
  /// "reasons"?}…],"next"?}`, newest first: what everyone may read of claims that were opened.
  /// Neither who sent a notice nor what was said in it or in a counter-declaration stands here.
  ///
  /// - Parameter before: claims older than this one.
  package func bulletin(before: UInt64? = nil, limit: Int? = nil) async throws -> JSON {
    let bound = PageLimit.bounded(limit)
    return try await pool.read { database in
      let rows = try Row.fetchAll(
        database,
        sql: Catalog.claimSQL + """
          WHERE opened IS NOT NULL AND claim < ? ORDER BY claim DESC LIMIT ?
          """,
        arguments: [before.map { Int64(clamping: $0) } ?? Int64.max, bound + 1])
      let entries = try rows.prefix(bound).map(Catalog.bulletinEntry)
      return .members([
        ("entries", .array(entries)),
        ("next", rows.count > bound ? entries.last?["claim"] : nil),
      ])
    }
  }

  /// `reasons` are the decision's, or the opening's while there is none.
  private static func bulletinEntry(_ row: Row) throws -> JSON {
    .members([
      ("claim", row.decimal("claim")), ("asset", row.decimal("asset")),
      ("title", try row.jsonIfPresent("title")), ("status", row.string("status")),
      ("scope", try row.json("scope")), ("opened", row.number("opened")),
      ("countered", row.numberIfPresent("countered")),
      ("decided", row.numberIfPresent("decided")),
      (
        "reasons",
        try row.jsonIfPresent("decision_reasons") ?? row.jsonIfPresent("opening_reasons")
      ),
    ])
  }

  /// The claims that a file was handed in for, as evidence of the notice or of the
  /// counter-declaration; newest first, at most `PageLimit.maximum`.
  ///
  /// - Parameter sha256: 64 lower-case hexadecimal digits.
  package func claimsWithEvidence(_ sha256: String) async throws -> [UInt64] {
    try await pool.read { database in
      try Int64.fetchAll(
        database, sql: "SELECT claim FROM evidence WHERE sha256 = ? ORDER BY claim DESC LIMIT ?",
        arguments: [sha256, PageLimit.maximum]
      ).map { UInt64($0) }
    }
  }
}
