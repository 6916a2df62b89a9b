import CSQLite
import Foundation
import Journal
import Testing

@Suite struct JournalTests {
  private let path =
    FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

  private func row(_ sequence: UInt64, id: String? = nil, content: String = "") -> JournalRow {
    JournalRow(
      sequence: sequence, entry: [UInt8]("entry \(sequence)".utf8), document: [1, 2], salt: [3],
      disclosures: [], publicEvents: [4], sealedEvents: [5], sealedAccounts: [7, 9], reply: [6],
      account: id == nil ? nil : 7, id: id,
      digest: [UInt8]("\(id ?? "") \(content)".utf8))
  }

  private func batch(_ rows: [JournalRow]) -> JournalBatch {
    let size = (rows.last?.sequence ?? 0) + 1
    return JournalBatch(rows: rows, size: size, checkpoint: [UInt8]("size \(size)".utf8))
  }

  @Test func keepsWhatWasAppendedAcrossOpenings() throws {
    var journal = try Journal(path: path)
    try journal.begin(epoch: 1, with: batch([row(0), row(1, id: "a")]))
    try journal.append(batch([row(2, id: "b")]), epoch: 1)
    journal = try Journal(path: path + "-other")
    let again = try Journal(path: path)
    let (next, epoch) = (again.nextSequence, try again.epoch())
    #expect(next == 3)
    #expect(epoch == 1)
    let reader = again.reader
    let rows = try reader.rows(from: 1, limit: 10)
    #expect(rows.map(\.sequence) == [1, 2])
    #expect(rows[0].sealedAccounts == [7, 9])
    #expect(rows[0].entry == [UInt8]("entry 1".utf8))
    #expect(try reader.rows(account: 7, id: "b").first?.sequence == 2)
    #expect(try reader.rows(account: 8, id: "b").isEmpty)
    #expect(try reader.checkpoint(covering: 1)?.size == 2)
    #expect(try reader.checkpoint(covering: 2)?.size == 3)
    #expect(try reader.checkpoint(covering: 3) == nil)
    #expect(try reader.newestCheckpoint()?.size == 3)
  }

  /// A node that was killed leaves a write-ahead log.
  @Test func goesOnFromAWriteAheadLog() throws {
    var journal = try Journal(path: path)
    try journal.begin(epoch: 1, with: batch([row(0), row(1, id: "a")]))
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(atPath: path + suffix, toPath: path + "-left" + suffix)
    }
    var left = try Journal(path: path + "-left")
    try left.append(batch([row(2, id: "b")]), epoch: 1)
    #expect(try left.reader.rows(from: 0, limit: 9).count == 3)
  }

  @Test func refusesAnEpochThatIsOver() throws {
    var journal = try Journal(path: path)
    try journal.begin(epoch: 1, with: batch([row(0)]))
    try journal.begin(epoch: 2, with: batch([row(1)]))
    #expect(throws: JournalError.self) { try journal.append(batch([row(2)]), epoch: 1) }
    #expect(throws: JournalError.self) { try journal.begin(epoch: 2, with: batch([row(2)])) }
    let next = journal.nextSequence
    #expect(next == 2)
    #expect(try journal.reader.rows(from: 0, limit: 10).count == 2)
  }

  @Test func letsNobodyElseIn() throws {
    var journal = try Journal(path: path)
    try journal.begin(epoch: 1, with: batch([row(0)]))
    #expect(throws: JournalError.self) { _ = try Journal(path: path).nextSequence }
    try journal.append(batch([row(1)]), epoch: 1)
  }

  /// A period that began without its first entry would leave a folder in which nobody may write.
  @Test func beginsNoEpochWithoutItsEntry() throws {
    var journal = try Journal(path: path)
    #expect(throws: JournalError.self) {
      try journal.begin(epoch: 1, with: batch([row(0, id: "a"), row(1, id: "a")]))
    }
    #expect(try journal.epoch() == 0)
    try journal.begin(epoch: 1, with: batch([row(0, id: "a")]))
    #expect(try journal.epoch() == 1)
  }

  @Test func writesNothingOfABatchThatFails() throws {
    var journal = try Journal(path: path)
    try journal.begin(epoch: 1, with: batch([row(0, id: "a")]))
    // The second row of the batch repeats an id, which no sequencer would let through.
    #expect(throws: JournalError.self) {
      try journal.append(batch([row(1, id: "b"), row(2, id: "b")]), epoch: 1)
    }
    #expect(journal.nextSequence == 1)
    try journal.append(batch([row(1, id: "b")]), epoch: 1)
    #expect(try journal.reader.rows(from: 0, limit: 10).count == 2)
  }

  /// Ids go into the index many at a time; before, meanwhile and after, and after an opening between the
  /// two, each is found, none is taken twice in a batch, and one that comes again long after stays its
  /// first entry's.
  @Test func findsEveryIDAndTakesNoneTwice() throws {
    let batchSize: UInt64 = 1_000
    for opening in 0..<UInt64(2) {
      var journal = try Journal(path: path)
      let reader = journal.reader
      for batchNumber in opening * 13..<13 + opening * 12 {
        let first = batchNumber * batchSize
        let rows = batch((first..<first + batchSize).map { row($0, id: "id-\($0)") })
        if batchNumber == 0 {
          try journal.begin(epoch: 1, with: rows)
        } else {
          try journal.append(rows, epoch: 1)
        }
        for sequence in [0, first / 2, first, first + batchSize - 1] {
          #expect(try reader.rows(account: 7, id: "id-\(sequence)").first?.sequence == sequence)
        }
        let next = first + batchSize
        #expect(throws: JournalError.self) {
          try journal.append(batch([row(next, id: "new"), row(next + 1, id: "new")]), epoch: 1)
        }
        #expect(try reader.rows(account: 7, id: "id-\(first + batchSize)").isEmpty)
        #expect(try reader.rows(account: 8, id: "id-0").isEmpty)
      }
    }
    var journal = try Journal(path: path)
    let next = journal.nextSequence
    #expect(next == 25_000)
    // After its day an id may serve another document: both are found, and a new one is not taken again.
    try journal.append(batch([row(next, id: "id-0", content: "other")]), epoch: 1)
    try journal.append(batch([row(next + 1, id: "id-\(next - 1)", content: "other")]), epoch: 1)
    #expect(try journal.reader.rows(account: 7, id: "id-0").map(\.sequence) == [0, next])
    #expect(
      try journal.reader.rows(account: 7, id: "id-\(next - 1)").map(\.sequence) == [
        next - 1, next + 1,
      ])
    for id in ["id-0", "id-\(next - 1)"] {
      #expect(throws: JournalError.self) {
        try journal.append(batch([row(next + 2, id: id, content: "other")]), epoch: 1)
      }
    }
    for sequence in stride(from: UInt64(97), to: next, by: 97) {
      #expect(
        try journal.reader.rows(account: 7, id: "id-\(sequence)").first?.sequence == sequence)
    }
  }

  /// Every byte of a row is held to the hash that was stored with it, and every row to the one before.
  @Test func noticesARowThatIsNotWhatWasWritten() throws {
    do {
      var journal = try Journal(path: path)
      try journal.begin(epoch: 1, with: batch((0..<20).map { row($0, id: "id-\($0)") }))
    }
    let changes = [
      "entry = x'00'", "document = x''", "salt = x'07'", "disclosures = x'20'",
      "public_events = x''", "sealed_events = x'0505'", "sealed_accounts = '7 8'",
      "reply = x'05'", "account = 8", "account = NULL", "id = 'other'", "digest = x''",
      "link = zeroblob(32)",
    ]
    for (number, change) in changes.enumerated() {
      try tamper("UPDATE entries SET \(change) WHERE sequence = \(number + 1)")
    }
    try tamper("DELETE FROM entries WHERE sequence = 17")
    let journal = try Journal(path: path)
    for (number, change) in changes.enumerated() {
      #expect(throws: JournalError.self, "\(change)") {
        _ = try journal.reader.row(UInt64(number + 1))
      }
    }
    #expect(try journal.reader.row(0)?.sequence == 0)
    #expect(throws: JournalError.self) { _ = try journal.reader.rows(from: 16, limit: 9) }
    #expect(throws: JournalError.self) { _ = try journal.reader.row(18) }
    #expect(try journal.reader.row(19)?.sequence == 19)
  }

  /// Changes the database behind the journal's back.
  private func tamper(_ sql: String) throws {
    var database: OpaquePointer?
    defer { sqlite3_close(database) }
    try #require(sqlite3_open(path, &database) == SQLITE_OK)
    try #require(sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK)
  }

  /// The write-ahead log does not grow for ever, and what it is moved for is read as before.
  @Test func movesTheWriteAheadLogBetweenCommits() throws {
    var journal = try Journal(path: path)
    try journal.begin(epoch: 1, with: batch([row(0)]))
    var longest: Int32 = 0
    for sequence in 1..<UInt64(2_000) {
      try journal.append(batch([row(sequence)]), epoch: 1)
      longest = max(longest, journal.logFrameCount)
      journal.tidy(isIdle: sequence > 1_500)
    }
    #expect(longest > 1_000)
    #expect(longest < 1_100)
    let frames = journal.logFrameCount
    #expect(frames < 300)
    #expect(try journal.reader.rows(from: 0, limit: 3_000).count == 2_000)
  }

  @Test func refusesAFileThatIsNoJournal() throws {
    try Data("no database at all, but a letter".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: JournalError.self) { _ = try Journal(path: path).nextSequence }
  }
}
