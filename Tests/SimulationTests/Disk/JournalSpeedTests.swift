import Foundation
import Journal
import Simulation
import Testing

@Suite struct JournalSpeedTests {
  /// A simulation makes hundreds of thousands of commits.
  @Test func commitsFastEnoughForASimulation() throws {
    let disk = SimulatedDisk(seed: 1)
    var journal = try Journal(path: "journal", system: disk.systemName)
    try journal.begin(epoch: 1, with: JournalBatches.batch(0, count: 1))
    let batches = (0..<2_000).map { number in
      JournalBatches.batch(UInt64(1 + number * 20), count: 20) { _ in 1_500 }
    }
    // The processor's time, which does not depend on what else runs.
    let start = JournalSpeedTests.processorTime()
    for batch in batches {
      try journal.append(batch, epoch: 1)
      journal.tidy(isIdle: false)
    }
    let rate = Double(batches.count) / (JournalSpeedTests.processorTime() - start)
    print("simulated disk: \(Int(rate)) commits of 20 rows a second of the processor")
    #expect(rate > 300)
  }

  /// What this thread has taken of the processor, in seconds.
  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
