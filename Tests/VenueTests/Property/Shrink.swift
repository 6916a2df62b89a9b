import Venue

/// Finds the few commands that a failure needs: whole stretches are dropped, then single commands.
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
        var tried = steps
        tried.removeSubrange(at..<min(at + size, steps.count))
        commandCount += tried.count
        if let still = Shrink.failure(of: tried) {
          hasShrunk = true
          steps = Array(tried.prefix(still.at + 1))
          failure = still
        } else {
          at += size
        }
      }
      if size == 1, !hasShrunk { break }
      size = max(1, size / 2)
    }
    return (steps, failure)
  }

  private static func failure(of steps: [TrialStep]) -> TrialFailure? {
    do throws(TrialFailure) {
      try Trial.run(steps, .thorough)
      return nil
    } catch {
      return error
    }
  }

  /// What is left, one command a line. Numbers are those of the first run.
  static func describe(_ steps: [TrialStep]) -> String {
    steps.map { step in
      "\(step.number) at \(step.time) account \(step.command.account.map(String.init) ?? "-"): "
        + "\(step.command.action)".replacing("Venue.", with: "")
        + (step.hasAlias ? "" : " (no alias)")
    }.joined(separator: "\n")
  }
}
