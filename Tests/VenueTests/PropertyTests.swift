import Foundation
import Testing

@Suite("Random runs against the model")
struct PropertyTests {
  /// Commands of one run: few enough for books, works and requests to stay small.
  private static let runLength = 10_000
  #if DEBUG
    private static let standard = 100_000
  #else
    private static let standard = 2_000_000
  #endif
  /// With fewer commands, what is rare may not have come about.
  private static let coverageMinimum = 1_000_000

  private static func setting(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }

  /// What a lane of runs came to.
  private struct Findings {
    var count = 0
    var reached: [String: Int] = [:]
    var failure: String?
  }

  /// Two million commands, in runs of 10,000 with a seed each, on all processors.
  /// `YUNSHANG_PROPERTY_COMMANDS` sets another number, `YUNSHANG_PROPERTY_SEED` the first seed.
  @Test("The Venue does what the blackboard says")
  func blackboard() async {
    let wanted = Self.setting("YUNSHANG_PROPERTY_COMMANDS") ?? Self.standard
    let first = Self.setting("YUNSHANG_PROPERTY_SEED") ?? 1
    let runs = max(1, (wanted + Self.runLength - 1) / Self.runLength)
    let lanes = min(runs, ProcessInfo.processInfo.activeProcessorCount)
    let start = ContinuousClock.now
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
        all.count += found.count
        all.reached.merge(found.reached) { $0 + $1 }
        if let failure = found.failure { Issue.record("\(failure)") }
      }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    print("\(all.count) random commands in \(Int(seconds)) s, from seed \(first)")
    if Self.setting("YUNSHANG_PROPERTY_TALLY") != nil {
      for (what, count) in all.reached.sorted(by: { $0.key < $1.key }) { print(count, what) }
    }
    #expect(all.reached["trades", default: 0] > all.count / 40)
    if all.count >= Self.coverageMinimum { #expect(Coverage.missing(all.reached) == []) }
  }

  private static func run(seed: UInt64, _ found: inout Findings) {
    var flow = RandomFlow(seed: seed, seed % 8 == 0 ? .repeated : .swift)
    flow.run(runLength)
    found.count += flow.trial.count
    found.reached.merge(flow.trial.model.reached) { $0 + $1 }
    guard let failure = flow.failure else { return }
    let minimal = Shrink.minimal(Array(flow.steps.prefix(failure.at + 1)))
    found.failure = """
      seed \(seed), \(failure)
      The fewest commands that fail, at \(minimal.failure?.description ?? "none"):
      \(Shrink.describe(minimal.steps))
      """
  }
}
