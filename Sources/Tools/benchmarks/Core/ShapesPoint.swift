import CIntrinsics
import Foundation
import Venue

/// One measurement: a shape, and what runs it.
struct ShapesPoint {
  /// What runs the flow.
  enum Engine: String, CaseIterable {
    case book, venue
  }
  /// What differs from one point to the next.
  enum Axis: String, CaseIterable {
    case depth, width, instruments
  }

  let engine: Engine
  let axis: Axis
  let shape: ShapesFlow.Shape

  private static let restingUsual = 10_000
  private static let widthUsual = 1 << 12
  private static let restingAmongMany = 10

  /// All points, those with more than `largest` resting orders of one instrument or instruments left
  /// out.
  static func all(largest: Int) -> [ShapesPoint] {
    Engine.allCases.flatMap { engine in
      Axis.allCases.flatMap { axis -> [ShapesPoint] in
        switch axis {
        case .depth:
          [10, 100, 1_000, 10_000, 100_000, 1_000_000].filter { $0 <= largest }.map {
            ShapesPoint(
              engine: engine, axis: axis, shape: .init(resting: $0, width: widthUsual))
          }
        case .width:
          stride(from: 8, through: 40, by: 4).map {
            ShapesPoint(
              engine: engine, axis: axis,
              shape: .init(resting: min(restingUsual, largest), width: 1 << $0))
          }
        case .instruments:
          [1, 100, 10_000, 100_000].filter { $0 <= largest && engine == .venue }.map {
            ShapesPoint(
              engine: engine, axis: axis,
              shape: .init(resting: restingAmongMany, width: widthUsual, instruments: $0))
          }
        }
      }
    }
  }

  /// Measures it: fills the books, runs one stretch to warm up, and then one each round.
  func measure(rounds: Int, commands: Int, seed: UInt64) throws -> String {
    let flow = ShapesFlow(shape, stretches: rounds + 1, of: commands, seed: seed)
    let before = try ShapesPoint.residentMiB()
    var filled = before
    var after = before
    var speeds: [Double] = []
    func runAll(_ run: (Range<Int>) -> FlowAnswer) throws {
      for (at, stretch) in flow.stretches.enumerated() {
        let began = FlowFigures.processorTime()
        let answer = run(stretch)
        let seconds = FlowFigures.processorTime() - began
        guard answer == flow.answers[at] else {
          throw BenchmarkError("\(engine) answered \(answer), not \(flow.answers[at])")
        }
        if at == 0 { filled = try ShapesPoint.residentMiB() }
        if at > 1 { speeds.append(Double(stretch.count) / seconds) }
      }
      after = try ShapesPoint.residentMiB()
    }
    switch engine {
    case .book:
      var book = SoloBook(orders: shape.resting * 2, numbers: flow.commands.count)
      try flow.commands.withUnsafeBufferPointer { all in
        try runAll { stretch in
          var answer = FlowAnswer()
          answer.refused = book.apply(UnsafeBufferPointer(rebasing: all[stretch])) {
            answer.trade($0, $1, $2, $3)
          }
          return answer
        }
      }
    case .venue:
      let market = try ShapesMarket(instruments: shape.instruments)
      try runAll { market.run(flow, $0) }
      try market.check()
    }
    let memory =
      axis == .instruments
      ? String(
        format: ",\"residentMiB\":{\"before\":%.0f,\"filled\":%.0f,\"after\":%.0f}", before, filled,
        after) : ""
    return line(speeds.sorted(), trades: flow.answers.reduce(0) { $0 + $1.trades }, memory)
  }

  private func line(_ speeds: [Double], trades: Int, _ memory: String) -> String {
    func text(_ value: Double) -> String { String(format: "%.0f", value) }
    return "{\"engine\":\"\(engine)\",\"axis\":\"\(axis)\",\"resting\":\(shape.resting),"
      + "\"width\":\(shape.width),\"instruments\":\(shape.instruments),\"trades\":\(trades),"
      + "\"commandsPerCPUSecond\":{\"min\":\(text(speeds[0])),"
      + "\"median\":\(text(speeds[speeds.count / 2])),\"max\":\(text(speeds[speeds.count - 1]))}"
      + memory + "}"
  }

  /// The memory of this process that is resident, after the heap gave back what it had kept.
  private static func residentMiB() throws -> Double {
    intrinsics_trim_heap()
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
      let size = line.split(separator: " ").compactMap({ Double($0) }).first
    else { throw BenchmarkError("/proc/self/status says no VmRSS") }
    return size / 1_024
  }
}
