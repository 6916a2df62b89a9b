import Journal
import Simulation
import Testing

@Suite struct JournalFaultTests {
  private let disk = SimulatedDisk(seed: 5)

  private func journal(batches: Int) throws -> Journal {
    var journal = try Journal(path: "journal", system: disk.systemName)
    for number in 0..<UInt64(batches) {
      let batch = JournalBatches.batch(number * 10, count: 10)
      if number == 0 {
        try journal.begin(epoch: 1, with: batch)
      } else {
        try journal.append(batch, epoch: 1)
      }
    }
    return journal
  }

  /// What appending the next batch throws.
  private func failure(_ journal: inout Journal) -> JournalError? {
    do throws(JournalError) {
      try journal.append(JournalBatches.batch(journal.nextSequence, count: 10), epoch: 1)
      return nil
    } catch {
      return error
    }
  }

  @Test func waitsForRoomAndIsReadMeanwhile() throws {
    var journal = try journal(batches: 3)
    for room in [0, 100, 5_000, 17_000] {
      disk.capacity = disk.usedByteCount + room
      for _ in 0..<3 {
        #expect(failure(&journal)?.mayPass == true)
        #expect(try journal.reader.rows(from: 0, limit: 100).count == journal.nextSequence)
      }
      disk.capacity = .max
      #expect(failure(&journal) == nil)
    }
    #expect(try journal.reader.rows(from: 0, limit: 100).count == 70)
  }

  /// Whatever was read or written when the error came, the same batch goes through when it has passed.
  @Test func takesTheSameBatchAfterAnyErrorThatPasses() throws {
    for seed in 0..<UInt64(15) {
      let disk = SimulatedDisk(seed: seed)
      var journal = try Journal(path: "journal", system: disk.systemName)
      try journal.begin(epoch: 1, with: JournalBatches.batch(0, count: 100))
      for number in 0..<20 {
        let batch = JournalBatches.batch(journal.nextSequence, count: 100)
        disk.faults.writeError.probability = 0.3
        // Several in a row: rolling back fails as well.
        disk.faults.readError.probability = 0.3
        for _ in 0..<3 {
          do throws(JournalError) {
            guard journal.nextSequence < batch.size else { break }
            try journal.append(batch, epoch: 1)
          } catch {
            #expect(error.mayPass, "\(error), seed \(seed), batch \(number)")
          }
        }
        if number % 3 == 0 { journal.tidy(isIdle: true) }
        disk.faults = DiskFaults()
        if journal.nextSequence < batch.size { try journal.append(batch, epoch: 1) }
      }
      #expect(try journal.reader.rows(from: 0, limit: .max).count == journal.nextSequence)
    }
  }

  @Test func doesNotTakeAFailedSyncForPassing() throws {
    var journal = try journal(batches: 3)
    disk.faults.failedSync.countdown = 0
    let failure = failure(&journal)
    #expect(failure != nil)
    #expect(failure?.mayPass == false)
  }

  /// SQLite takes a write-ahead log that is damaged for one that ends there: what was acknowledged
  /// after it is gone without a word, which is why a start compares the journal with its second copy.
  @Test func endsSilentlyWhereTheWriteAheadLogIsDamaged() throws {
    let disk = SimulatedDisk(seed: 6)
    do {
      var journal = try Journal(path: "journal", system: disk.systemName)
      try journal.begin(epoch: 1, with: JournalBatches.batch(0, count: 10))
      for number in 1..<UInt64(30) {
        try journal.append(JournalBatches.batch(number * 10, count: 10), epoch: 1)
      }
      disk.crash(.process)
    }
    disk.restart()
    let count = try #require(disk.contents("journal-wal")?.count)
    #expect(disk.rot(in: "journal-wal", count / 2..<count / 2 + 100) != nil)
    let journal = try Journal(path: "journal", system: disk.systemName)
    #expect(journal.nextSequence > 0)
    #expect(journal.nextSequence < 300)
    #expect(try journal.reader.rows(from: 0, limit: .max).count == journal.nextSequence)
  }

  /// A flipped bit in a row that is in the database is found when the row is read, and hides no other.
  @Test func noticesABitThatFlippedInTheDatabase() throws {
    do { _ = try journal(batches: 30).nextSequence }
    for sequence in [3, 77, 299] as [UInt64] {
      let bytes = try #require(disk.contents("journal"))
      let place = try #require(bytes.firstRange(of: [UInt8]("entry \(sequence) ".utf8)))
      #expect(disk.rot(in: "journal", place) != nil)
    }
    let journal = try Journal(path: "journal", system: disk.systemName)
    for sequence in [3, 77, 299] as [UInt64] {
      #expect(throws: JournalError.self) { _ = try journal.reader.row(sequence) }
    }
    #expect(throws: JournalError.self) { _ = try journal.reader.rows(from: 0, limit: .max) }
    #expect(try journal.reader.rows(from: 4, limit: 70).count == 70)
  }
}
