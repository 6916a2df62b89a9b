/// Finds a shorter run that breaks the same thing: fewer faults, then fewer commands.
package enum Shrinking {
  /// How long may be looked, in runs and in commands of all of them. What is left then breaks as well,
  /// and is only longer.
  private static let runsMaximum = 160
  private static let commandsMaximum = 600_000

  /// A run that breaks something.
  package struct Found {
    package var options: RunOptions
    package var violation: Violation
  }

  /// A shorter run than `options`; `nil` when that breaks nothing.
  package static func shorter(_ options: RunOptions) throws -> Found? {
    guard var found = try attempt(options) else { return nil }
    let kind = kind(found.violation)
    var runs = 0
    var commands = 0
    func isBroken(_ options: RunOptions) throws -> Bool {
      guard runs < runsMaximum, commands < commandsMaximum else { return false }
      runs += 1
      commands += options.commands
      guard let broken = try attempt(options), self.kind(broken.violation) == kind else {
        return false
      }
      found = broken
      return true
    }
    for fault in Fault.allCases where !found.options.without.contains(fault) {
      var less = found.options
      less.without.append(fault)
      _ = try isBroken(less)
    }
    // The set-up comes first and is not skipped; of the rest, whole stretches and then single commands.
    var size = max(1, found.options.commands / 2)
    while runs < runsMaximum {
      var end = found.options.commands
      while end > 0 {
        let start = max(0, end - size)
        var less = found.options
        less.skipped = merged(less.skipped + [start..<end])
        if less.skipped != found.options.skipped { _ = try isBroken(less) }
        end = start
      }
      if size == 1 { break }
      size /= 2
    }
    return found
  }

  /// Runs to the first violation, and no further than that the next time.
  private static func attempt(_ options: RunOptions) throws -> Found? {
    var options = options
    options.stopsAtViolation = true
    let world = try World(options)
    let report = world.run()
    guard let violation = report.violations.first else { return nil }
    options.commands = min(options.commands, world.drawn)
    options.stopsAtViolation = false
    return Found(options: options, violation: violation)
  }

  /// What broke, without numbers and names: something else that breaks is another thing.
  private static func kind(_ violation: Violation) -> String {
    String(violation.what.prefix(160).filter { !$0.isNumber }.prefix { $0 != "\n" && $0 != "`" })
  }

  /// Ranges in sequence, those that touch as one.
  static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var merged: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }
}
