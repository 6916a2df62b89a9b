/// How many lines one answer of the catalog has.
package enum PageLimit {
  /// Lines where the reader names no number.
  package static let standard = 50
  /// The most lines in one answer.
  package static let maximum = 200

  /// What a reader gets who asks for `limit` lines.
  static func bounded(_ limit: Int?) -> Int { min(max(limit ?? standard, 1), maximum) }
}
