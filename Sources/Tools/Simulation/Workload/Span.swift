/// How long something takes, in microseconds, from the least to the most.
package struct Span: Sendable, Equatable {
  /// At least.
  package var least: Int64
  /// At most.
  package var most: Int64

  package init(_ least: Int64, _ most: Int64) {
    self.least = least
    self.most = most
  }

  /// Units of time as they are written, the longer names first.
  private static let units: [(String, Int64)] = [
    ("us", 1), ("ms", 1_000), ("min", 60_000_000), ("s", 1_000_000), ("h", 3_600_000_000),
    ("d", 86_400_000_000),
  ]
  /// Longer than any simulation.
  private static let maximum: Int64 = 3_660 * 86_400_000_000

  /// Reads `20ms` or `200us..5ms`; `nil` for anything else.
  package init?(_ text: String) {
    guard let dots = text.firstRange(of: "..") else {
      guard let only = Span.duration(text[...]) else { return nil }
      self.init(only, only)
      return
    }
    guard let least = Span.duration(text[..<dots.lowerBound]),
      let most = Span.duration(text[dots.upperBound...]), least <= most
    else { return nil }
    self.init(least, most)
  }

  private static func duration(_ text: Substring) -> Int64? {
    if text == "0" { return 0 }
    for (unit, microseconds) in units where text.hasSuffix(unit) {
      guard let number = Int64(text.dropLast(unit.count)), number >= 0,
        number <= maximum / microseconds
      else { return nil }
      return number * microseconds
    }
    return nil
  }
}
