/// How likely something is, in millionths, so that no rounding differs between machines.
package struct Chance: Sendable, Equatable {
  /// From 0 to 1,000,000.
  package var millionths: Int64

  /// What never comes about.
  package static let never = Chance(millionths: 0)

  package init(millionths: Int64) { self.millionths = millionths }

  /// Reads `0.01` or `1/500`; `nil` for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2 {
      guard let part = Int64(parts[0]), let whole = Int64(parts[1]), part >= 0, whole >= 1,
        part <= whole, whole <= 1_000_000
      else { return nil }
      millionths = part * 1_000_000 / whole
      return
    }
    let digits = text.split(separator: ".", omittingEmptySubsequences: false)
    // Digits alone: "-0" is a number too, and would be taken for none.
    guard (1...2).contains(digits.count), digits[0] == "0" || digits[0] == "1",
      let units = Int64(digits[0])
    else { return nil }
    var rest: Int64 = 0
    if digits.count == 2 {
      guard (1...6).contains(digits[1].count), digits[1].allSatisfy(\.isASCII),
        digits[1].allSatisfy(\.isNumber), let decimals = Int64(digits[1])
      else { return nil }
      rest = decimals
      for _ in digits[1].count..<6 { rest *= 10 }
    }
    guard units * 1_000_000 + rest <= 1_000_000 else { return nil }
    millionths = units * 1_000_000 + rest
  }
}
