/// The rule sets that a venue can start under and that are put into force by name.
/// `Contracts/rules` has the same bytes; a test compares.
package enum RulePreset: String, Sendable, CaseIterable {
  /// Orders meet on a continuous book: for a venue whose approval allows it.
  case openContinuous = "open-continuous"
  /// Negotiated sales only, after 国发〔2011〕38号 and 国办发〔2012〕37号: the default.
  case prudent = "cn-prudent"

  /// The rule set as data.
  package var rules: JSON.Object {
    let isContinuous = self == .openContinuous
    return JSON.Object([
      ("accountOrdersMaximum", .number(isContinuous ? 10_000 : 1_000)), ("currency", "CNY"),
      ("fees", ["maker": 10, "taker": 20]), ("limitMaximum", "100000000000"),
      ("matching", isContinuous ? "continuous" : "negotiated"), ("name", .string(rawValue)),
      ("quantityMaximum", 10_000_000), ("royaltyCap", 3_000), ("tick", "1"),
    ])
  }
}
