import Venue

/// Finds the few commands that a failure needs: whole stretches are dropped, then single commands.
enum Shrink {
  /// How long may be looked for them. What is left when it is used up fails as well, and is only
  /// longer.
  private static let patience: Duration = .seconds(30)

  static func minimal(_ steps: [TrialStep]) -> (steps: [TrialStep], failure: TrialFailure?) {
    var steps = steps
    // What shows in events and answers is found without looking at the state all the time.
    let care: Trial.Care = Shrink.failure(of: steps, .close) == nil ? .thorough : .close
    var failure = failure(of: steps, care)
    guard let first = failure else { return (steps, nil) }
    steps = Array(steps.prefix(first.at + 1))
    var size = max(1, steps.count / 2)
    let end = ContinuousClock.now + patience
    while ContinuousClock.now < end {
      var at = 1
      var hasShrunk = false
      while at < steps.count, ContinuousClock.now < end {
        var tried = steps
        tried.removeSubrange(at..<min(at + size, steps.count))
        if let still = Shrink.failure(of: tried, care), still.kind == first.kind {
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

  private static func failure(of steps: [TrialStep], _ care: Trial.Care) -> TrialFailure? {
    do throws(TrialFailure) {
      try Trial.run(steps, care)
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
