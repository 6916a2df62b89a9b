import ArgumentParser
import Simulation
import Venue

/// Lists the bugs that can be planted.
struct PlantsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plants",
    abstract: "List the bugs that can be planted, each with the workload that shows it.")

  func run() {
    let width = Plant.allCases.map(\.rawValue.count).max() ?? 0
    for plant in Plant.allCases {
      let gap = String(repeating: " ", count: width - plant.rawValue.count + 2)
      let workload = plant.workload + String(repeating: " ", count: 10 - plant.workload.count)
      print(plant.rawValue + gap + workload + plant.meaning)
    }
  }
}
