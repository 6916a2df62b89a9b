import Venue

/// Finds the few commands that a failure needs: whole stretches, then single commands, are replaced
/// by an entry that does nothing, so that all numbers stay what they were.
enum Shrink {
  /// How many commands may be run to find them: some twenty seconds. What is left when it is
  /// used up fails as well, and is only longer.
  private static let commandCountMaximum = 150_000

  static func minimal(_ steps: [TrialStep]) -> (steps: [TrialStep], failure: TrialFailure?) {
    var steps = steps
    var failure = failure(of: steps)
    guard let first = failure else { return (steps, nil) }
    steps = Array(steps.prefix(first.at + 1))
    var size = max(1, steps.count / 2)
    var commandCount = 0
    while commandCount < commandCountMaximum {
      var at = 1
      var hasShrunk = false
      while at < steps.count, commandCount < commandCountMaximum {
        commandCount += steps.count
        var tried = steps
        for index in at..<min(at + size, steps.count) where !isIdle(steps[index]) {
          tried[index].command = Command(account: nil, action: .term(epoch: 1))
        }
        if tried.contains(where: { !isIdle($0) }), let still = Shrink.failure(of: tried) {
          hasShrunk = hasShrunk || zip(tried, steps).contains { isIdle($0) != isIdle($1) }
          steps = tried
          failure = still
        }
        at += size
      }
      if size == 1, !hasShrunk { break }
      size = max(1, size / 2)
    }
    return (steps, failure)
  }

  private static func isIdle(_ step: TrialStep) -> Bool {
    if case .term = step.command.action { true } else { false }
  }

  private static func failure(of steps: [TrialStep]) -> TrialFailure? {
    var tally: [String: Int] = [:]
    do throws(TrialFailure) {
      try Trial.run(steps, isThorough: true, tally: &tally)
      return nil
    } catch {
      return error
    }
  }

  /// What is left, one command a line.
  static func describe(_ steps: [TrialStep]) -> String {
    steps.enumerated().filter { !isIdle($0.element) }.map { at, step in
      "\(at) account \(step.command.account.map(String.init) ?? "-"): \(step.command.action)"
        + (step.hasAlias ? "" : " (no alias)")
    }.joined(separator: "\n")
  }
}
