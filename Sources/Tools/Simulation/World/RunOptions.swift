import Venue

/// What a run is: nothing else decides what happens in it.
package struct RunOptions: Sendable {
  /// What is simulated.
  package var workload: Workload
  /// From which everything that is drawn follows.
  package var seed: UInt64
  /// How many commands are sent.
  package var commands: Int
  /// A bug to plant.
  package var plant: Plant?
  /// Faults that are left out.
  package var without: [Fault] = []
  /// Commands that are drawn and not sent, by their numbers from 0.
  package var skipped: [Range<Int>] = []
  /// Whether the run ends with the first violation, rather than with the last command.
  package var stopsAtViolation = false

  package init(workload: Workload, seed: UInt64, commands: Int, plant: Plant? = nil) {
    self.workload = workload
    self.seed = seed
    self.commands = commands
    self.plant = plant
  }
}
