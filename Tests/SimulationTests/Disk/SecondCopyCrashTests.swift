import Files
import Journal
import Simulation
import Testing

@Suite struct SecondCopyCrashTests {
  /// As a node does at its start: what is missing comes from the journal, here from the list.
  private func bringUp(_ copy: SecondCopy, to batches: [JournalBatch]) throws {
    for gap in copy.gaps {
      for batch in batches where gap.contains(batch.size - 1) { try copy.fill(batch) }
    }
    for batch in batches where batch.size > copy.nextSequence { try copy.append(batch) }
  }

  private func read(_ files: any FileStore, _ batches: [JournalBatch]) throws -> [CopiedBatch] {
    var reader = try SecondCopyReader(files)
    return try batches.compactMap {
      try reader.batch(startingAt: $0.size - UInt64($0.rows.count))
    }
  }

  /// Never synced, the copy may lose anything; but it has nothing that was not copied, and a start
  /// makes it whole.
  @Test func isMadeWholeByTheNextStart() throws {
    var gapCount = 0
    for seed in 0..<UInt64(200) {
      var draw = SeededGenerator(seed: seed)
      let disk = SimulatedDisk(seed: seed)
      var batches: [JournalBatch] = []
      for life in 0..<5 {
        let what: Comment = "seed \(seed), life \(life)"
        disk.restart()
        disk.faults = .power
        let files = SimulatedFileStore(disk, folder: "copy")
        let copy = try SecondCopy(files)
        #expect(copy.nextSequence <= batches.last?.size ?? 0, what)
        gapCount += copy.gaps.count
        try bringUp(copy, to: batches)
        #expect(try read(files, batches) == batches.map(CopiedBatch.init), what)
        disk.faults.writeError.probability = 0.1
        if draw.below(2) == 0 { disk.crashAfter(operations: draw.below(30)) }
        for _ in 0..<draw.below(20) where !disk.isDown {
          let batch = JournalBatches.batch(batches.last?.size ?? 0, count: draw.below(8) + 1)
          batches.append(batch)
          // What an error kept out is copied with the next batch.
          try? bringUp(copy, to: batches)
        }
        if draw.below(4) > 0 { disk.crash() }
      }
    }
    #expect(gapCount > 0)
  }
}
