import Foundation

/// Reads what is durable, from any thread: one connection behind a lock.
package final class JournalReader: @unchecked Sendable {
  private let lock = NSLock()
  private let connection: SQLiteConnectionBox
  private static let columns =
    "sequence, entry, document, salt, disclosures, public_events, sealed_events, "
    + "sealed_accounts, reply, account, id, digest"

  /// Opens the journal at `path`, which must exist.
  package init(path: String) throws(JournalError) {
    connection = SQLiteConnectionBox(try SQLiteConnection(path: path, isReadOnly: true))
  }

  private func rows(
    _ condition: String, limit: Int, _ bind: (borrowing SQLiteStatement) -> Void
  ) throws(JournalError) -> [JournalRow] {
    lock.lock()
    defer { lock.unlock() }
    let query = try connection.value.prepare(
      "SELECT \(JournalReader.columns) FROM entries WHERE \(condition) ORDER BY sequence LIMIT \(limit)"
    )
    bind(query)
    var rows: [JournalRow] = []
    while try query.step(connection.value) {
      rows.append(
        JournalRow(
          sequence: UInt64(query.number(0)), entry: query.bytes(1), document: query.bytes(2),
          salt: query.bytes(3), disclosures: query.bytes(4), publicEvents: query.bytes(5),
          sealedEvents: query.bytes(6),
          sealedAccounts: query.text(7).split(separator: " ").compactMap { UInt64($0) },
          reply: query.bytes(8), account: query.isNull(9) ? nil : UInt64(query.number(9)),
          id: query.isNull(10) ? nil : query.text(10), digest: query.bytes(11)))
    }
    return rows
  }

  /// Up to `limit` rows from `sequence` on. O(rows).
  package func rows(from sequence: UInt64, limit: Int) throws(JournalError) -> [JournalRow] {
    try rows("sequence >= ?", limit: limit) { $0.bind(1, Int64(sequence)) }
  }

  /// One row. O(log n).
  package func row(_ sequence: UInt64) throws(JournalError) -> JournalRow? {
    try rows("sequence = ?", limit: 1) { $0.bind(1, Int64(sequence)) }.first
  }

  /// The row of a document by its sender's id. O(log n).
  package func row(account: UInt64, id: String) throws(JournalError) -> JournalRow? {
    try rows(IDIndex.condition, limit: 1) {
      $0.bind(1, Int64(account))
      $0.bind(2, id)
    }.first
  }

  /// The checkpoint of the batch that holds an entry, and its size: the one that was acknowledged.
  package func checkpoint(
    covering sequence: UInt64
  ) throws(JournalError) -> (size: UInt64, checkpoint: [UInt8])? {
    lock.lock()
    defer { lock.unlock() }
    let query = try connection.value.prepare(
      "SELECT size, checkpoint FROM batches WHERE size > ? ORDER BY size LIMIT 1")
    query.bind(1, Int64(sequence))
    guard try query.step(connection.value) else { return nil }
    return (UInt64(query.number(0)), query.bytes(1))
  }

  /// The newest checkpoint; `nil` while the journal is empty.
  package func newestCheckpoint() throws(JournalError) -> (size: UInt64, checkpoint: [UInt8])? {
    lock.lock()
    defer { lock.unlock() }
    let query = try connection.value.prepare(
      "SELECT size, checkpoint FROM batches ORDER BY size DESC LIMIT 1")
    guard try query.step(connection.value) else { return nil }
    return (UInt64(query.number(0)), query.bytes(1))
  }
}
