import Foundation
import Simulation

/// The workloads of `Fixtures/simulations`.
enum Workloads {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let names = [
    "quiet", "market", "crashes", "bad-disk", "full-disk", "network", "rights", "money",
    "everything",
  ]

  static func text(_ name: String) throws -> String {
    try String(
      contentsOf: root.appending(path: "Fixtures/simulations/\(name).txt"), encoding: .utf8)
  }

  static func options(_ name: String, seed: UInt64, commands: Int) throws -> RunOptions {
    RunOptions(
      workload: try Workload(parsing: try text(name)), seed: seed, commands: commands)
  }
}
