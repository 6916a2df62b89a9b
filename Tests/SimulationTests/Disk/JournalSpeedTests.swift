import Journal
import Simulation
import Testing

@Suite struct JournalSpeedTests {
  /// A simulation makes hundreds of thousands of commits.
  @Test func commitsFastEnoughForASimulation() throws {
    let disk = SimulatedDisk(seed: 1)
    var journal = try Journal(path: "journal", system: disk.systemName)
    try journal.begin(epoch: 1, with: JournalBatches.batch(0, count: 1))
    let batches = (0..<400).map { number in
      JournalBatches.batch(UInt64(1 + number * 20), count: 20) { _ in 1_500 }
    }
    let clock = ContinuousClock()
    let taken = try clock.measure {
      for batch in batches {
        try journal.append(batch, epoch: 1)
        journal.tidy(isIdle: false)
      }
    }
    let perSecond =
      Double(batches.count)
      / (Double(taken.components.attoseconds) * 1e-18 + Double(taken.components.seconds))
    print(
      "simulated disk: \(Int(perSecond)) commits of 20 rows a second, \(disk.operationCount) operations, \(disk.elapsed) µs simulated"
    )
    #expect(perSecond > 100)
  }
}
