import Foundation
import Simulation
import Testing
import Venue

@Suite(.serialized) struct WorldTests {
  @Test(arguments: Workloads.names) func breaksNothing(_ name: String) throws {
    let report = try World(try Workloads.options(name, seed: 1, commands: 1_500)).run()
    #expect(report.violations.map(\.description) == [])
    #expect(report.commands == 1_500 && report.commandsToCatch == nil)
    #expect(report.tally.trades > 0 && report.tally.events > 1_000)
  }

  /// Once the checkpoint of one batch had rotted, and the repair stopped there rather than take the
  /// batch from the second copy.
  @Test func repairsABatchWhoseCheckpointHasRotted() throws {
    let report = try World(try Workloads.options("everything", seed: 12, commands: 2_000)).run()
    #expect(report.violations.map(\.description) == [])
    #expect(report.tally.repairs > 0)
  }

  /// Everything follows from file, seed and count.
  @Test func goesTheSameWayForTheSameSeed() throws {
    var traces: [String] = []
    for seed: UInt64 in [7, 7, 8] {
      let report = try World(try Workloads.options("everything", seed: seed, commands: 1_500)).run()
      traces.append(report.trace)
    }
    #expect(traces[0] == traces[1])
    #expect(traces[0] != traces[2])
  }

  @Test(arguments: Plant.allCases) func catches(_ plant: Plant) throws {
    var options = try Workloads.options(plant.workload, seed: 1, commands: 6_000)
    options.plant = plant
    options.stopsAtViolation = true
    let report = try World(options).run()
    let caught = try #require(report.commandsToCatch, "\(plant.rawValue) is not caught")
    #expect(caught <= 6_000)
  }

  /// Whatever breaks, so many commands are sent as were asked for.
  @Test func sendsAllCommandsThoughSomethingBroke() throws {
    var options = try Workloads.options("market", seed: 1, commands: 400)
    options.plant = .checkpointBehind
    let report = try World(options).run()
    #expect(report.commands == 400 && !report.violations.isEmpty)
    options.plant = nil
    options.commands = 3
    #expect(try World(options).run().commands == 3)
  }

  @Test func shrinksToFewerCommandsAndFaults() throws {
    var options = try Workloads.options("everything", seed: 2, commands: 1_500)
    options.plant = .newResultForKnownID
    let found = try #require(try Shrinking.shorter(options))
    #expect(found.options.commands < 1_500 && !found.options.without.isEmpty)
    let again = try World(found.options).run()
    #expect(again.violations.first?.what == found.violation.what)
  }

  /// No program of the venue's can plant anything: only the simulation assigns a plant.
  @Test func nothingElsePlants() throws {
    let sources = Workloads.root.appending(path: "Sources")
    let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
    var found: [String] = []
    for case let file as URL in try #require(files) where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      if text.contains("plant = ") || text.contains("Plant(rawValue") {
        found.append(file.path.replacing(sources.path, with: ""))
      }
    }
    // The node hands on what it was given.
    let allowed = ["/Service/Node/Node.swift", "/Tools/Simulation/", "/Tools/simulator/"]
    #expect(found.filter { path in !allowed.contains { path.hasPrefix($0) } } == [])
  }
}
