import GRDB

extension Catalog {
  /// All rows of all tables as text, to hold two catalogs of the same log to each other. O(rows).
  package func contents() throws -> [String] {
    try pool.read { database in
      let tables = try String.fetchAll(
        database,
        sql: """
          SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
            AND name NOT LIKE 'asset_texts_%' ORDER BY name
          """)
      var lines: [String] = []
      for table in tables {
        let rows = try Row.fetchAll(database, sql: "SELECT * FROM \(table)")
        lines += rows.map { row in
          table + ":" + row.map { "\($0.0)=\($0.1)" }.joined(separator: " ")
        }.sorted()
      }
      return lines
    }
  }
}
