import Foundation
import GRDB
import Synchronization

/// The read model: what queries are answered from, rebuilt from the journal at will.
///
/// One thread projects; any number read. A reader sees the state after some whole batch. Nothing
/// here is a source of truth: a catalog that is lost, torn or of another version is emptied, and the
/// rows are projected again from 0.
package final class Catalog: Sendable {
  /// How many connections read at once.
  package static let readerCountMaximum = 4
  /// Pages of the write-ahead log before it is moved into the database: 32 MiB, so that batches
  /// seldom wait for it.
  private static let checkpointPageCount = 8192
  private static let cacheKibibytes = 65_536

  let pool: DatabasePool
  private let next: Mutex<UInt64>

  /// Opens or makes the catalog at `path`.
  ///
  /// - Throws: `DatabaseError` when the file can be neither opened nor replaced.
  package init(path: String) throws {
    do {
      pool = try Catalog.open(path)
    } catch let error as DatabaseError
      where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
    {
      // Nothing is lost: every row of it is in the journal.
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: path + suffix)
      }
      pool = try Catalog.open(path)
    }
    next = Mutex(try pool.read { try Catalog.next($0) })
  }

  private static func open(_ path: String) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.label = "catalog"
    configuration.maximumReaderCount = readerCountMaximum
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA cache_size = -\(cacheKibibytes)")
      try database.execute(sql: "PRAGMA wal_autocheckpoint = \(checkpointPageCount)")
    }
    // GRDB sets synchronous = NORMAL for a pool, which is right here: a loss of power may cost the
    // last batches, which are projected again, and never tears one.
    let pool = try DatabasePool(path: path, configuration: configuration)
    let version = try pool.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
    if version != CatalogSchema.version {
      try pool.erase()
      try pool.write { try CatalogSchema.create($0) }
    }
    return pool
  }

  private static func next(_ database: Database) throws -> UInt64 {
    let value = try Int64.fetchOne(database, sql: "SELECT value FROM meta WHERE name = 'next'")
    return UInt64(value ?? 0)
  }

  /// The number of the next row that it wants. It is stored with the data, in one transaction.
  package var nextSequence: UInt64 { next.withLock { $0 } }

  /// Takes over rows, all or none of them. Rows that it has seen are skipped. O(rows).
  ///
  /// It blocks; it is called from one thread, which is not of the cooperative pool.
  ///
  /// - Throws: `CatalogError` when a row is missing between what it has and what comes, when one
  ///   cannot be read, when the file is damaged, or, as one that may pass, when the disk fails.
  package func project(_ rows: [CatalogRow]) throws {
    do {
      let after = try write(rows)
      next.withLock { $0 = after }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
      throw CatalogError(
        what: "the file is damaged; remove it, and it is built again from the journal (\(error))")
    } catch let error as DatabaseError
      where [.SQLITE_FULL, .SQLITE_IOERR].contains(error.resultCode)
    {
      throw CatalogError(what: "\(error)", mayPass: true)
    }
  }

  /// Projects what is new of `rows` in one transaction; returns the next number.
  private func write(_ rows: [CatalogRow]) throws -> UInt64 {
    try pool.write { database in
      var expected = try Catalog.next(database)
      let first = expected
      let projection = try Projection(database)
      for row in rows where row.sequence >= expected {
        guard row.sequence == expected else {
          throw CatalogError(what: "row \(expected) is missing: row \(row.sequence) came instead")
        }
        do {
          try projection.apply(row)
        } catch let error as CatalogError {
          throw CatalogError(what: "row \(row.sequence): \(error.what)")
        }
        expected += 1
      }
      guard expected > first else { return expected }
      try projection.finish()
      try database.execute(
        sql: "UPDATE meta SET value = ? WHERE name = 'next'", arguments: [Int64(expected)])
      return expected
    }
  }
}
