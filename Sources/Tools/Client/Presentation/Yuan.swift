import Venue

/// Money as people write it. No floating point: 0.1 yuan is ten fen, exactly.
package enum Yuan {
  /// The largest amount, in fen: what a document's decimal strings can carry.
  package static let fenMaximum: Fen = (1 << 62) - 1

  /// Reads yuan such as `52`, `52.5` or `¥52.00` into fen; `nil` for more than two decimals, a
  /// sign, separators, or more than `fenMaximum`.
  package static func parse(_ text: String) -> Fen? {
    var digits = Substring(text)
    if digits.first == "¥" || digits.first == "￥" { digits = digits.dropFirst() }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = number(parts[0]) else { return nil }
    var rest: Fen = 0
    if parts.count == 2 {
      guard (1...2).contains(parts[1].utf8.count), let decimals = number(parts[1]) else {
        return nil
      }
      rest = parts[1].utf8.count == 1 ? decimals * 10 : decimals
    }
    let (hundreds, isTooMuch) = whole.multipliedReportingOverflow(by: 100)
    guard !isTooMuch, hundreds <= fenMaximum - rest else { return nil }
    return hundreds + rest
  }

  /// Reads whole fen; `nil` for anything but digits, or more than `fenMaximum`.
  package static func parse(fen text: String) -> Fen? {
    number(Substring(text)).flatMap { $0 <= fenMaximum ? $0 : nil }
  }

  private static func number(_ text: Substring) -> Int64? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(text)
  }

  /// `¥52.00`, or `-¥0.05`.
  package static func format(_ fen: Fen) -> String {
    let size = fen.magnitude
    let rest = size % 100
    return "\(fen < 0 ? "-" : "")¥\(size / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// The same of fen in a decimal string, as answers carry them; any other text is left as it is.
  package static func format(text: String) -> String { Fen(text).map { format($0) } ?? text }
}
