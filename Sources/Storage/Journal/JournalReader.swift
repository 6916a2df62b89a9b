import Cryptography

/// Reads what is durable, from any thread. Whatever is read is held to the hash that was stored with
/// it.
package final class JournalReader: Sendable {
  /// The most rows that are read while a commit waits.
  private static let pageSize = 256

  let connection: SQLiteConnectionBox
  let ids: IDIndex
  private static let columns =
    "sequence, entry, document, salt, disclosures, public_events, sealed_events, "
    + "sealed_accounts, reply, account, id, digest, link"

  init(_ connection: SQLiteConnectionBox, _ ids: IDIndex) {
    self.connection = connection
    self.ids = ids
  }

  /// Runs a query and takes each of its rows.
  private func query(
    _ sql: String, _ bind: (borrowing SQLiteStatement) -> Void,
    _ take: (borrowing SQLiteStatement) throws(JournalError) -> Void
  ) throws(JournalError) {
    try connection.lock.withLock { (_) throws(JournalError) in
      let query = try connection.value.prepare(sql)
      bind(query)
      while try query.step(connection.value) { try take(query) }
    }
  }

  /// The hash of the row before `sequence`; zero before the first.
  func link(before sequence: UInt64) throws(JournalError) -> Digest {
    guard sequence > 0 else { return .zero }
    var link: Digest?
    try query("SELECT link FROM entries WHERE sequence = ?") {
      $0.bind(1, Int64(sequence - 1))
    } _: { row throws(JournalError) in
      link = Digest(bytes: row.bytes(0))
    }
    guard let link else { throw JournalError.damaged(sequence - 1, "it is missing") }
    return link
  }

  private func rows(
    _ condition: String, limit: Int, _ bind: (borrowing SQLiteStatement) -> Void
  ) throws(JournalError) -> [(row: JournalRow, link: Digest?)] {
    var rows: [(row: JournalRow, link: Digest?)] = []
    let sql =
      "SELECT \(JournalReader.columns) FROM entries WHERE \(condition) ORDER BY sequence "
      + "LIMIT \(limit)"
    try query(sql, bind) { query throws(JournalError) in
      rows.append(
        (
          JournalRow(
            sequence: UInt64(query.number(0)), entry: query.bytes(1), document: query.bytes(2),
            salt: query.bytes(3), disclosures: query.bytes(4), publicEvents: query.bytes(5),
            sealedEvents: query.bytes(6),
            sealedAccounts: query.text(7).split(separator: " ").compactMap { UInt64($0) },
            reply: query.bytes(8), account: query.isNull(9) ? nil : UInt64(query.number(9)),
            id: query.isNull(10) ? nil : query.text(10), digest: query.bytes(11)),
          Digest(bytes: query.bytes(12))
        ))
    }
    return rows
  }

  /// Up to `limit` rows from `sequence` on. O(rows).
  /// - Throws: `JournalError` where a row is not what was written, or missing.
  package func rows(from sequence: UInt64, limit: Int) throws(JournalError) -> [JournalRow] {
    var taken: [JournalRow] = []
    var known: Digest?
    var next = sequence
    while taken.count < limit {
      let page = try rows(
        "sequence >= ?", limit: min(limit - taken.count, JournalReader.pageSize)
      ) { $0.bind(1, Int64(next)) }
      // Behind the journal's end there is nothing, not even a row before it.
      guard !page.isEmpty else { break }
      var link = if let known { known } else { try link(before: sequence) }
      for (row, stored) in page {
        guard row.sequence == next else { throw JournalError.damaged(next, "it is missing") }
        link = row.link(after: link)
        guard link == stored else {
          throw JournalError.damaged(next, "it is not what was written")
        }
        taken.append(row)
        next += 1
      }
      known = link
    }
    return taken
  }

  /// One row. O(log n).
  package func row(_ sequence: UInt64) throws(JournalError) -> JournalRow? {
    try rows(from: sequence, limit: 1).first
  }

  /// The rows of a sender's id, the oldest first: mostly one, and never two of one day.
  /// O(spans × log n).
  package func rows(account: UInt64, id: String) throws(JournalError) -> [JournalRow] {
    let newest = try newestCheckpoint()?.size ?? 0
    let found = try connection.lock.withLock { (_) throws(JournalError) in
      try ids.sequences(account: account, id: id, before: newest, connection.value)
    }
    var taken: [JournalRow] = []
    for sequence in found {
      if let row = try row(sequence) { taken.append(row) }
    }
    return taken
  }

  /// The checkpoint of the batch that holds an entry, and its size: the one that was acknowledged.
  package func checkpoint(
    covering sequence: UInt64
  ) throws(JournalError) -> (size: UInt64, checkpoint: [UInt8])? {
    try checkpoint("WHERE size > ? ORDER BY size LIMIT 1") { $0.bind(1, Int64(sequence)) }
  }

  /// The newest checkpoint; `nil` while the journal is empty.
  package func newestCheckpoint() throws(JournalError) -> (size: UInt64, checkpoint: [UInt8])? {
    try checkpoint("ORDER BY size DESC LIMIT 1") { _ in }
  }

  private func checkpoint(
    _ condition: String, _ bind: (borrowing SQLiteStatement) -> Void
  ) throws(JournalError) -> (size: UInt64, checkpoint: [UInt8])? {
    var found: (size: UInt64, checkpoint: [UInt8])?
    try query("SELECT size, checkpoint FROM batches \(condition)", bind) {
      row throws(JournalError) in
      found = (UInt64(row.number(0)), row.bytes(1))
    }
    return found
  }
}
