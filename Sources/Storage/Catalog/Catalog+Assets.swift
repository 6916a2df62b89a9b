import Documents
import GRDB
import Venue

// Works: what anyone may read of them, and what the node asks to guard their files.
extension Catalog {
  /// What a list of works is narrowed to; `nil` and an empty text mean any.
  package struct AssetFilter: Sendable {
    /// A substring of title, description or category, upper and lower case alike.
    package var query: String?
    /// `garment`, `virtual-human`, `collectible` or `material`.
    package var kind: String?
    /// `UGC`, `PGC` or `OGC`.
    package var `class`: String?
    /// `registered`, `examination`, `contested` or `refused`.
    package var status: String?
    /// The SHA-256 of one of its files, in lower-case hexadecimal.
    package var sha256: String?

    package init(
      query: String? = nil, kind: String? = nil, class: String? = nil, status: String? = nil,
      sha256: String? = nil
    ) {
      self.query = query
      self.kind = kind
      self.class = `class`
      self.status = status
      self.sha256 = sha256
    }
  }

  /// `{"assets":[ASSET…],"next"?}`, in the order of registration.
  ///
  /// - Parameters:
  ///   - after: works registered after this one; what `next` of the page before says.
  ///   - limit: lines, at most `PageLimit.maximum`.
  /// - Throws: `Problem` when the text to look for is too long.
  package func assets(
    _ filter: AssetFilter = AssetFilter(), after: UInt64? = nil, limit: Int? = nil
  ) async throws -> JSON {
    let bound = PageLimit.bounded(limit)
    var conditions = ["asset > ?"]
    var arguments: StatementArguments = [after.map { Int64(clamping: $0) } ?? -1]
    for (column, value) in [
      ("kind", filter.kind), ("class", filter.class), ("status", filter.status),
    ] {
      guard let value else { continue }
      conditions.append("\(column) = ?")
      arguments += [value]
    }
    if let sha256 = filter.sha256 {
      conditions.append("asset IN (SELECT asset FROM files WHERE sha256 = ?)")
      arguments += [sha256]
    }
    if let query = filter.query, !query.isEmpty {
      let (sql, argument) = try SearchText.condition(query)
      conditions.append(sql)
      arguments += [argument]
    }
    arguments += [bound + 1]
    let sql = """
      SELECT * FROM assets WHERE \(conditions.joined(separator: " AND ")) ORDER BY asset LIMIT ?
      """
    return try await pool.read { [arguments] database in
      let rows = try Row.fetchAll(database, sql: sql, arguments: arguments)
      let assets = try rows.prefix(bound).map { try Catalog.asset($0, database) }
      return .members([
        ("assets", .array(assets)),
        ("next", rows.count > bound ? assets.last?["asset"] : nil),
      ])
    }
  }

  /// A work as ASSET; `nil` when there is none of that number.
  package func asset(_ number: UInt64) async throws -> JSON? {
    try await pool.read { database in
      try Row.fetchOne(
        database, sql: "SELECT * FROM assets WHERE asset = ?", arguments: [Int64(clamping: number)]
      ).map { try Catalog.asset($0, database) }
    }
  }

  private static func asset(_ row: Row, _ database: Database) throws -> JSON {
    let number: Int64 = row["asset"]
    let editions = try Row.fetchAll(
      try database.cachedStatement(
        sql: """
          SELECT edition, instrument FROM editions LEFT JOIN instruments USING (edition)
          WHERE asset = ? ORDER BY edition LIMIT ?
          """), arguments: [number, editionCountMaximum])
    let hasPreview: Bool = row["has_preview"]
    return .members([
      ("asset", row.decimal("asset")), ("title", try row.json("title")),
      ("description", try row.json("description")), ("kind", row.string("kind")),
      ("class", row.string("class")), ("category", try row.json("category")),
      ("basis", row.string("basis")), ("making", row.string("making")),
      ("status", row.string("status")), ("authors", try row.json("authors")),
      ("files", try row.json("files")), ("registered", row.number("registered")),
      ("similar", try row.json("similar")),
      ("editions", .array(editions.map { $0.decimal("edition") })),
      ("instruments", .array(editions.compactMap { $0.stringIfPresent("instrument") })),
      ("frozen", .array(try frozen(number, database).map { .string($0) })),
      ("preview", hasPreview ? .string("/v1/assets/\(number)/preview") : .null),
    ])
  }

  /// The most editions that one work is shown with.
  package static let editionCountMaximum = 1000

  private static func frozen(_ asset: Int64, _ database: Database) throws -> [String] {
    let statement = try database.cachedStatement(
      sql: """
        SELECT DISTINCT value FROM freezes, json_each(scope) WHERE asset = ? ORDER BY value
        """)
    return try String.fetchAll(statement, arguments: [asset])
  }

  /// What a work may not do now: words of `deliver`, `issue` and `trade`, rising; the union of what
  /// its claims freeze.
  package func frozen(_ asset: UInt64) async throws -> [String] {
    try await pool.read { try Catalog.frozen(Int64(clamping: asset), $0) }
  }

  /// `{"similar":[{"asset","verdict","score","algorithm"}],"fingerprints":[…]}`; `nil` when there is
  /// no such work.
  package func similar(_ number: UInt64) async throws -> JSON? {
    try await pool.read { database in
      let row = try Row.fetchOne(
        database, sql: "SELECT similar, fingerprints FROM assets WHERE asset = ?",
        arguments: [Int64(clamping: number)])
      guard let row else { return nil }
      let hits = try row.json("similar").array ?? []
      return [
        "similar": .array(hits.map(Catalog.namingAlgorithm)),
        "fingerprints": try row.json("fingerprints"),
      ]
    }
  }

  /// The oldest entries record the verdict alone; each of those came of one algorithm.
  private static func namingAlgorithm(_ hit: JSON) -> JSON {
    guard var object = hit.object, object["algorithm"] == nil else { return hit }
    object["algorithm"] =
      switch hit["verdict"]?.string.flatMap(Resemblance.Verdict.init(rawValue:)) {
      case .exact: "sha256-1"
      case .samePicture: "pdq-1"
      case .sameShape: "geometry-1"
      case .partOf, .sameTexture, .similar, nil: nil
      }
    return .object(object)
  }

  /// The accounts of a work's authors, who filed it first; empty when there is no such work.
  package func authors(of asset: UInt64) async throws -> [UInt64] {
    try await pool.read { database in
      try Int64.fetchAll(
        database, sql: "SELECT account FROM authors WHERE asset = ? ORDER BY position",
        arguments: [Int64(clamping: asset)]
      ).map { UInt64($0) }
    }
  }

  /// `[{"account","name"?,"share"}…]`: a work's authors with the names that were disclosed, for those
  /// who may see them; empty when there is no such work.
  package func authorNames(of asset: UInt64) async throws -> JSON {
    try await pool.read { database in
      let number = Int64(clamping: asset)
      let authors = try Row.fetchOne(
        database, sql: "SELECT authors FROM assets WHERE asset = ?", arguments: [number]
      ).map { try $0.json("authors").array ?? [] }
      let names = try Row.fetchAll(
        database, sql: "SELECT name FROM authors WHERE asset = ? ORDER BY position",
        arguments: [number])
      return .array(
        try zip(authors ?? [], names).map { author, row in
          .members([
            ("account", author["account"]), ("name", try row.jsonIfPresent("name")),
            ("share", author["share"]),
          ])
        })
    }
  }

  /// The works that a file belongs to, and as what (`original` or `preview`); at most
  /// `PageLimit.maximum`.
  ///
  /// - Parameter sha256: 64 lower-case hexadecimal digits.
  package func assetsHavingFile(
    _ sha256: String
  ) async throws -> [(asset: UInt64, role: String)] {
    try await pool.read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT asset, role FROM files WHERE sha256 = ? ORDER BY asset, role LIMIT ?",
        arguments: [sha256, PageLimit.maximum]
      ).map { row in
        let asset: Int64 = row["asset"]
        return (UInt64(asset), row["role"])
      }
    }
  }

  /// `{"edition","asset","quantity","terms","termsDigest","issuer","instrument"?}`; `nil` when there
  /// is no such edition.
  package func edition(_ number: UInt64) async throws -> JSON? {
    try await pool.read { database in
      try Row.fetchOne(
        database, sql: Catalog.editionSQL + "WHERE edition = ?",
        arguments: [Int64(clamping: number)]
      ).map(Catalog.edition)
    }
  }

  /// A work's editions, first issued first, at most `editionCountMaximum`; each as `edition` gives
  /// it, royalties in its terms.
  package func editions(of asset: UInt64) async throws -> [JSON] {
    try await pool.read { database in
      try Row.fetchAll(
        database, sql: Catalog.editionSQL + "WHERE asset = ? ORDER BY edition LIMIT ?",
        arguments: [Int64(clamping: asset), Catalog.editionCountMaximum]
      ).map(Catalog.edition)
    }
  }

  private static let editionSQL = """
    SELECT editions.*, instrument FROM editions LEFT JOIN instruments USING (edition)

    """

  private static func edition(_ row: Row) throws -> JSON {
    .members([
      ("edition", row.decimal("edition")), ("asset", row.decimal("asset")),
      ("quantity", row.number("quantity")), ("terms", try row.json("terms")),
      ("termsDigest", row.string("terms_digest")), ("issuer", row.decimal("issuer")),
      ("instrument", row.stringIfPresent("instrument")),
    ])
  }
}
