import CIntrinsics
import Foundation

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
  /// - Parameters:
  ///   - round: makes an engine ready, and returns what is measured: it runs the whole flow. What it
  ///     returns in turn gives the answer.
  ///   - single: makes an engine ready, and returns what runs one command.
  static func measure(
    commands: Int, rounds: Int, round: () throws -> () -> () throws -> FlowAnswer,
    single: () throws -> (Int) -> Void
  ) throws -> FlowFigures {
    var speeds: [Double] = []
    var found: FlowAnswer?
    for _ in 0..<rounds {
      let run = try round()
      let began = processorTime()
      let answer = run()
      let seconds = processorTime() - began
      let given = try answer()
      guard found == nil || found == given else {
        throw BenchmarkError("two rounds gave two answers")
      }
      found = given
      speeds.append(Double(commands) / seconds)
    }
    guard let found else { throw BenchmarkError("no round was run") }
    var figures = FlowFigures(commands: commands, answer: found, speeds: speeds.sorted())
    try figures.time(single)
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

  private mutating func time(_ single: () throws -> (Int) -> Void) throws {
    let apply = try single()
    var cycles = [UInt64](repeating: 0, count: commands)
    let began = Clock.nanoseconds()
    let first = intrinsics_cycles()
    for at in 0..<commands {
      let start = intrinsics_cycles()
      apply(at)
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
