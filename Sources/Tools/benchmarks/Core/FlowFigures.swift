import CIntrinsics
import Foundation

/// An engine made ready for a flow.
protocol FlowRunner: ~Copyable {
  /// Runs the whole flow.
  mutating func run()
  /// Runs one of its commands.
  mutating func run(command: Int)
  /// What the flow came to; it fails when the engine is out of balance.
  func answer() throws -> FlowAnswer
}

/// What running a flow came to, as one line of JSON.
struct FlowFigures {
  private let commands: Int
  private let answer: FlowAnswer
  private var speeds: [Double] = []
  private var cycles: [UInt64] = []
  private var nanosecondsPerCycle = 0.0

  /// Runs a flow several times, each time from an empty engine, and then once more with a look at the
  /// clock after every command.
  ///
  /// - Parameter make: makes an engine ready; what that takes is not measured.
  static func measure<Runner: FlowRunner & ~Copyable>(
    commands: Int, rounds: Int, _ make: () throws -> Runner
  ) throws -> FlowFigures {
    var speeds: [Double] = []
    var found: FlowAnswer?
    for _ in 0..<rounds {
      var runner = try make()
      let began = processorTime()
      runner.run()
      let seconds = processorTime() - began
      let answer = try runner.answer()
      guard found == nil || found == answer else {
        throw BenchmarkError("two rounds gave two answers")
      }
      found = answer
      speeds.append(Double(commands) / seconds)
    }
    guard let found else { throw BenchmarkError("no round was run") }
    var figures = FlowFigures(commands: commands, answer: found, speeds: speeds.sorted())
    var runner = try make()
    figures.time(&runner)
    return figures
  }

  private init(commands: Int, answer: FlowAnswer, speeds: [Double]) {
    self.commands = commands
    self.answer = answer
    self.speeds = speeds
  }

  /// Seconds of processor time that this thread has used.
  static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private mutating func time<Runner: FlowRunner & ~Copyable>(_ runner: inout Runner) {
    var cycles = [UInt64](repeating: 0, count: commands)
    let began = Clock.nanoseconds()
    let first = intrinsics_cycles()
    for at in 0..<commands {
      let start = intrinsics_cycles()
      runner.run(command: at)
      cycles[at] = intrinsics_cycles() &- start
    }
    let last = intrinsics_cycles()
    nanosecondsPerCycle = Double(Clock.nanoseconds() - began) / Double(max(last &- first, 1))
    self.cycles = cycles.sorted()
  }

  private func latency(_ share: Double) -> Double {
    guard !cycles.isEmpty else { return 0 }
    return Double(cycles[Int(share * Double(cycles.count - 1))]) * nanosecondsPerCycle
  }

  /// The line.
  var line: String {
    func speed(_ value: Double) -> String { String(format: "%.0f", value) }
    func time(_ share: Double) -> String { String(format: "%.0f", latency(share)) }
    return "{\"commands\":\(commands),\"trades\":\(answer.trades),\"volume\":\(answer.volume),"
      + "\"refused\":\(answer.refused),\"hash\":\"\(String(format: "%016llx", answer.hash))\","
      + "\"commandsPerCPUSecond\":{\"min\":\(speed(speeds[0])),"
      + "\"median\":\(speed(speeds[speeds.count / 2])),\"max\":\(speed(speeds[speeds.count - 1]))},"
      + "\"latencyNanoseconds\":{\"p50\":\(time(0.5)),\"p99\":\(time(0.99)),"
      + "\"p999\":\(time(0.999))}}"
  }
}
