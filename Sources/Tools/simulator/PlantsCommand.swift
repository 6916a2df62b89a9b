import ArgumentParser
import Venue

/// Lists the bugs that can be planted.
struct PlantsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plants", abstract: "List the bugs that can be planted.")

  func run() {
    let width = Plant.allCases.map(\.rawValue.count).max() ?? 0
    for plant in Plant.allCases {
      let gap = String(repeating: " ", count: width - plant.rawValue.count + 2)
      print(plant.rawValue + gap + plant.meaning)
    }
  }
}
