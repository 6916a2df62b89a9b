import Foundation
import Testing
import Venue

@Suite("Random runs that are interrupted")
struct SnapshotPropertyTests {
  private static let runLength = 5_000
  #if DEBUG
    private static let standard = 50_000
  #else
    private static let standard = 400_000
  #endif

  /// What a lane of runs came to.
  private struct Findings {
    var commands = 0
    var snapshots = 0
    var largest = 0
    var reached: [String: Int] = [:]
    var failure: String?
  }

  /// Runs of 5,000 commands with a seed each, interrupted some hundred times.
  /// `YUNSHANG_SNAPSHOT_COMMANDS` sets another number, `YUNSHANG_SNAPSHOT_SEED` the first seed.
  @Test("A Venue made from a snapshot goes on as the one that wrote it would have")
  func goesOn() async {
    func setting(_ name: String) -> Int? {
      ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }
    let wanted = setting("YUNSHANG_SNAPSHOT_COMMANDS") ?? Self.standard
    let first = setting("YUNSHANG_SNAPSHOT_SEED") ?? 500_001
    let runs = max(1, (wanted + Self.runLength - 1) / Self.runLength)
    let lanes = min(runs, ProcessInfo.processInfo.activeProcessorCount)
    var all = Findings()
    await withTaskGroup(of: Findings.self) { group in
      for lane in 0..<lanes {
        group.addTask {
          var found = Findings()
          for run in stride(from: lane, to: runs, by: lanes) where found.failure == nil {
            Self.run(seed: UInt64(first + run), &found)
          }
          return found
        }
      }
      for await found in group {
        all.commands += found.commands
        all.snapshots += found.snapshots
        all.largest = max(all.largest, found.largest)
        all.reached.merge(found.reached) { $0 + $1 }
        if let failure = found.failure { Issue.record("\(failure)") }
      }
    }
    print(
      "\(all.commands) random commands, \(all.snapshots) snapshots of up to \(all.largest) bytes, "
        + "from seed \(first)")
    #expect(all.snapshots > all.commands / 100)
    // What a snapshot could get wrong did come about.
    for mark in [
      "market IOC", "market FOK", "GTC", "IOC", "FOK", "DAY", "GTD", "post-only GTC", "ticks",
      "expired DAY", "expired GTD", "timer armed", "timer ended", "cancelled cancel-after",
      "amended in place", "amended to the back", "mass cancel of both sides",
      "cancelled frozen", "cancelled holding-period", "cancelled position-limit", "collar set",
    ] where wanted >= 50_000 {
      #expect(all.reached[mark, default: 0] > 0, "\(mark)")
    }
  }

  private static func run(seed: UInt64, _ found: inout Findings) {
    var flow = RandomFlow(seed: seed, .repeated)
    flow.run(runLength)
    found.reached.merge(flow.trial.model.reached) { $0 + $1 }
    if let failure = flow.failure {
      found.failure = "seed \(seed), before any snapshot: \(failure)"
    }
    var random = SeededGenerator(seed: seed)
    // Now and then snapshots follow each other closely; mostly there is time to go apart.
    let stride = random.once(in: 4) ? 3 : 40
    var twins = SnapshotTwins()
    for (at, step) in flow.trial.applied.enumerated() where found.failure == nil {
      let what =
        (random.once(in: stride) ? twins.renew(asks: random.once(in: 20)) : nil)
        ?? twins.apply(step.command, at: step.time)
      if let what { found.failure = "seed \(seed), command \(at): \(what)" }
    }
    if found.failure == nil, let what = twins.renew(asks: true) {
      found.failure = "seed \(seed), at the end: \(what)"
    }
    found.commands += flow.trial.applied.count
    found.snapshots += twins.count
    found.largest = max(found.largest, twins.largest)
  }
}
