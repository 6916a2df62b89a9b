import Foundation
import Journal
import Testing

@Suite struct JournalTests {
  private let path =
    FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

  private func row(_ sequence: UInt64, id: String? = nil) -> JournalRow {
    JournalRow(
      sequence: sequence, entry: [UInt8]("entry \(sequence)".utf8), document: [1, 2], salt: [3],
      disclosures: [], publicEvents: [4], sealedEvents: [5], sealedAccounts: [7, 9], reply: [6],
      account: id == nil ? nil : 7, id: id, digest: [8])
  }

  private func batch(_ rows: [JournalRow]) -> JournalBatch {
    let size = (rows.last?.sequence ?? 0) + 1
    return JournalBatch(rows: rows, size: size, checkpoint: [UInt8]("size \(size)".utf8))
  }

  @Test func keepsWhatWasAppendedAcrossOpenings() throws {
    var journal = try Journal(path: path)
    try journal.begin(epoch: 1, with: batch([row(0), row(1, id: "a")]))
    try journal.append(batch([row(2, id: "b")]), epoch: 1)
    let again = try Journal(path: path)
    #expect(again.nextSequence == 3)
    #expect(try again.epoch() == 1)
    let reader = try JournalReader(path: path)
    let rows = try reader.rows(from: 1, limit: 10)
    #expect(rows.map(\.sequence) == [1, 2])
    #expect(rows[0].sealedAccounts == [7, 9])
    #expect(rows[0].entry == [UInt8]("entry 1".utf8))
    #expect(try reader.row(account: 7, id: "b")?.sequence == 2)
    #expect(try reader.row(account: 8, id: "b") == nil)
    #expect(try reader.checkpoint(covering: 1)?.size == 2)
    #expect(try reader.checkpoint(covering: 2)?.size == 3)
    #expect(try reader.checkpoint(covering: 3) == nil)
    #expect(try reader.newestCheckpoint()?.size == 3)
  }

  @Test func refusesAnEpochThatIsOver() throws {
    var journal = try Journal(path: path)
    try journal.begin(epoch: 1, with: batch([row(0)]))
    // Another node takes over.
    var other = try Journal(path: path)
    try other.begin(epoch: 2, with: batch([row(1)]))
    #expect(throws: JournalError.self) { try journal.append(batch([row(1)]), epoch: 1) }
    #expect(journal.nextSequence == 1)
    #expect(try JournalReader(path: path).rows(from: 0, limit: 10).count == 2)
    #expect(throws: JournalError.self) { try other.begin(epoch: 2, with: batch([row(2)])) }
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
      try journal.append(batch([row(1, id: "b"), row(2, id: "a")]), epoch: 1)
    }
    #expect(journal.nextSequence == 1)
    try journal.append(batch([row(1, id: "b")]), epoch: 1)
    #expect(try JournalReader(path: path).rows(from: 0, limit: 10).count == 2)
  }

  /// Ids go into the index many at a time; before and after, and after an opening between the two,
  /// each is found, and none is taken twice.
  @Test func findsEveryIDAndTakesNoneTwice() throws {
    var journal = try Journal(path: path)
    let reader = try JournalReader(path: path)
    for batchNumber in 0..<UInt64(9) {
      if batchNumber == 5 { journal = try Journal(path: path) }
      let first = batchNumber * 250
      let rows = batch((first..<first + 250).map { row($0, id: "id-\($0)") })
      if batchNumber == 0 {
        try journal.begin(epoch: 1, with: rows)
      } else {
        try journal.append(rows, epoch: 1)
      }
      for sequence in [0, first, first + 249] {
        #expect(try reader.row(account: 7, id: "id-\(sequence)")?.sequence == sequence)
        #expect(throws: JournalError.self) {
          try journal.append(batch([row(first + 250, id: "id-\(sequence)")]), epoch: 1)
        }
      }
      #expect(try reader.row(account: 7, id: "id-\(first + 250)") == nil)
      #expect(try reader.row(account: 8, id: "id-0") == nil)
    }
    #expect(journal.nextSequence == 2_250)
  }

  @Test func refusesAFileThatIsNoJournal() throws {
    try Data("no database at all, but a letter".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: JournalError.self) { _ = try Journal(path: path).nextSequence }
  }
}
