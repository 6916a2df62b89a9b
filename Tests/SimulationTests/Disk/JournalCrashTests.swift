import CSQLite
import Journal
import Simulation
import Testing

@Suite struct JournalCrashTests {
  /// What was acknowledged, and what was on its way when the node was interrupted.
  private struct Expected {
    var size: UInt64 = 0
    var sizeInFlight: UInt64?
  }

  /// Every acknowledged batch is there, at most the one that was in flight besides, and each row is
  /// what was written.
  private func check(
    _ journal: borrowing Journal, _ expected: inout Expected, _ what: String
  ) throws {
    let size = journal.nextSequence
    #expect(size == expected.size || size == expected.sizeInFlight, "\(what)")
    let rows = try journal.reader.rows(from: 0, limit: .max)
    #expect(rows.count == Int(size), "\(what)")
    for (number, row) in rows.enumerated() {
      guard row == JournalBatches.batch(UInt64(number), count: 1).rows[0] else {
        Issue.record("row \(number) is another, \(what)")
        return
      }
    }
    if size > 0 {
      #expect(try journal.reader.newestCheckpoint()?.size == size, "\(what)")
      let number = size / 2
      #expect(
        try journal.reader.rows(account: 7, id: "id-\(number)").map(\.sequence) == [number],
        "\(what)")
    }
    expected = Expected(size: size)
  }

  /// Appends a batch as the sequencer does: an error that may pass is waited for.
  private func append(
    _ batch: JournalBatch, _ journal: inout Journal, _ disk: SimulatedDisk
  ) throws(JournalError) {
    var attempts = 0
    while true {
      do throws(JournalError) {
        guard try journal.epoch() > 0 else { return try journal.begin(epoch: 1, with: batch) }
        return try journal.append(batch, epoch: 1)
      } catch {
        attempts += 1
        guard error.mayPass, !disk.isDown, attempts < 20 else { throw error }
        disk.capacity = .max
      }
    }
  }

  /// Whether the disk was at fault, rather than what is on it.
  private static func isOfTheDisk(_ error: JournalError) -> Bool {
    [SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN].contains(error.code & 0xff)
  }

  /// One life of a node: opens the journal, checks it and appends until it is interrupted.
  private func live(
    _ disk: SimulatedDisk, _ draw: inout SeededGenerator, _ expected: inout Expected,
    _ what: String
  ) throws {
    var journal: Journal
    do throws(JournalError) {
      journal = try Journal(path: "journal", system: disk.systemName)
    } catch {
      // A start that fails is made again; but nothing is damaged.
      #expect(JournalCrashTests.isOfTheDisk(error), "\(error), \(what)")
      return
    }
    do {
      try check(journal, &expected, what)
    } catch let error as JournalError {
      #expect(JournalCrashTests.isOfTheDisk(error), "\(error), \(what)")
      return
    }
    for _ in 0..<draw.below(60) {
      let count = draw.below(draw.below(8) == 0 ? 100 : 10) + 1
      let batch = JournalBatches.batch(expected.size, count: count)
      expected.sizeInFlight = batch.size
      do throws(JournalError) {
        try append(batch, &journal, disk)
      } catch {
        return
      }
      expected = Expected(size: batch.size)
      if draw.below(8) == 0 { journal.tidy(isIdle: true) }
    }
    // A node that is stopped closes its journal; one that is interrupted does not.
    if draw.below(4) > 0 { disk.crash(draw.below(3) == 0 ? .process : .power) }
  }

  /// Several lives on one disk; returns what is the same whenever the seed is.
  @discardableResult
  private func run(
    seed: UInt64, _ configure: (SimulatedDisk, inout SeededGenerator) -> Void
  ) throws -> [UInt64] {
    var draw = SeededGenerator(seed: seed)
    let disk = SimulatedDisk(seed: seed)
    var expected = Expected()
    var trace: [UInt64] = []
    for life in 0..<6 {
      disk.restart()
      disk.faults = .power
      configure(disk, &draw)
      if draw.below(2) == 0 {
        disk.crashAfter(operations: draw.below(400), draw.below(3) == 0 ? .process : .power)
      }
      try live(disk, &draw, &expected, "seed \(seed), life \(life)")
      if !disk.isDown, draw.below(2) == 0 { disk.crash() }
      trace += [expected.size, disk.operationCount, disk.elapsed, UInt64(disk.usedByteCount)]
    }
    disk.restart()
    disk.faults = DiskFaults()
    try check(
      try Journal(path: "journal", system: disk.systemName), &expected, "seed \(seed), at the end")
    return trace
  }

  /// The same seed gives the same run, operation by operation.
  @Test func runsTheSameForTheSameSeed() throws {
    func trace(_ seed: UInt64) throws -> [UInt64] {
      try run(seed: seed) { disk, _ in
        disk.faults.readError.probability = 0.005
        disk.faults.writeError.probability = 0.01
        disk.faults.failedSync.probability = 0.01
        disk.latency.spikeProbability = 0.1
      }
    }
    for seed in 0..<UInt64(10) { #expect(try trace(seed) == trace(seed), "seed \(seed)") }
    #expect(try trace(1) != trace(2))
  }

  @Test(arguments: 0..<UInt64(4)) func losesNothingWhenThePowerFails(_ group: UInt64) throws {
    for seed in group * 50..<(group + 1) * 50 { try run(seed: seed) { _, _ in } }
  }

  @Test(arguments: 0..<UInt64(4)) func losesNothingOnADiskThatFails(_ group: UInt64) throws {
    for seed in group * 50 + 1_000..<(group + 1) * 50 + 1_000 {
      try run(seed: seed) { disk, draw in
        disk.faults.readError.probability = draw.below(2) == 0 ? 0 : 0.01
        disk.faults.writeError.probability = draw.below(2) == 0 ? 0 : 0.02
        disk.capacity =
          draw.below(2) == 0 ? .max : disk.usedByteCount + draw.below(1_000_000)
      }
    }
  }

  /// A sync that failed ends the node. The next one reads what is in the system's cache alone, and
  /// nothing that it acknowledges may rest on that.
  @Test(arguments: 0..<UInt64(4)) func losesNothingAfterAFailedSync(_ group: UInt64) throws {
    for seed in group * 75 + 2_000..<(group + 1) * 75 + 2_000 {
      try run(seed: seed) { disk, draw in
        disk.faults.failedSync.probability = draw.below(2) == 0 ? 0 : 0.05
        disk.faults.droppedAtOnce = 0.3
      }
    }
  }

  /// Interrupted at each operation of an append, of an opening, of a move of the write-ahead log and of
  /// a close in turn.
  @Test(arguments: [DiskCrash.power, .process])
  func losesNothingWhereverItIsInterrupted(_ crash: DiskCrash) throws {
    for seed in 0..<UInt64(2) {
      var operations = 0
      while true {
        let disk = SimulatedDisk(seed: seed)
        disk.faults = .power
        var expected = Expected()
        var interrupted = true
        do {
          var journal = try Journal(path: "journal", system: disk.systemName)
          for _ in 0..<20 {
            let batch = JournalBatches.batch(expected.size, count: 12)
            try append(batch, &journal, disk)
            expected.size = batch.size
          }
          if seed % 2 == 0 {
            disk.crash(.process)
            disk.restart()
          }
        }
        disk.crashAfter(operations: operations, crash)
        do {
          var journal = try Journal(path: "journal", system: disk.systemName)
          let batch = JournalBatches.batch(expected.size, count: 600)
          expected.sizeInFlight = batch.size
          try append(batch, &journal, disk)
          expected = Expected(size: batch.size)
          journal.tidy(isIdle: true)
          interrupted = disk.isDown
        } catch {
          #expect(disk.isDown, "\(error), seed \(seed), after \(operations)")
        }
        // Closing makes operations of its own.
        if !interrupted { interrupted = disk.isDown }
        if !disk.isDown { disk.crash(crash) }
        disk.restart()
        try check(
          try Journal(path: "journal", system: disk.systemName), &expected,
          "seed \(seed), after \(operations) operations")
        guard interrupted else { break }
        operations += 1
      }
      #expect(operations > 100)
    }
  }
}
