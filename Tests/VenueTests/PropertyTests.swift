import Testing

@Suite("Random runs against the model")
struct PropertyTests {
  private static let stepCount = 13_000

  /// 16 runs of 13,000 commands each, about 20 s on two cores; a failure prints its seed and the commands that it needs.
  @Test("The Venue does what the blackboard says", arguments: UInt64(1)...16)
  func run(seed: UInt64) {
    let steps = RandomFlow.steps(seed: seed, count: Self.stepCount)
    var tally: [String: Int] = [:]
    do throws(TrialFailure) {
      try Trial.run(steps, isThorough: false, tally: &tally)
      #expect(tally["trades", default: 0] > Self.stepCount / 40, "seed \(seed): \(tally)")
    } catch {
      let minimal = Shrink.minimal(Array(steps.prefix(error.at + 1)))
      Issue.record(
        """
        seed \(seed), \(error)
        The fewest commands that fail, at \(minimal.failure?.description ?? "none"):
        \(Shrink.describe(minimal.steps))
        """)
    }
  }
}
