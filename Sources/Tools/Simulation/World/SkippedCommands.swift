/// Commands that are left out, as they are written: `40-99,120`.
package enum SkippedCommands {
  /// Reads a list of numbers and ranges; `nil` for anything else.
  package static func parse(_ text: String) -> [Range<Int>]? {
    var ranges: [Range<Int>] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
        first >= 0, first <= last
      else { return nil }
      ranges.append(first..<last + 1)
    }
    return ranges
  }

  /// As `parse` reads it.
  package static func text(_ ranges: [Range<Int>]) -> String {
    ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound - 1)" }
      .joined(separator: ",")
  }
}
