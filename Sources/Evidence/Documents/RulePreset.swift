/// The rule sets that a venue can start under and that are put into force by name.
/// `Contracts/rules` has the same bytes; a test compares.
package enum RulePreset: String, Sendable, CaseIterable {
  /// Orders meet on a continuous book: for a venue whose approval allows it.
  case openContinuous = "open-continuous"
  /// Negotiated sales only, after 国发〔2011〕38号 and 国办发〔2012〕37号: the default.
  case prudent = "cn-prudent"
  /// Every limit at its widest and owners trading with themselves: for measuring the engine beside
  /// one that knows no members, and for nothing else.
  case yardstick

  /// The rule set as data.
  package var rules: JSON.Object {
    var rules = JSON.Object([
      ("accountOrdersMaximum", 10_000), ("currency", "CNY"),
      ("fees", ["maker": 10, "taker": 20]), ("holdingDays", 0),
      ("limitMaximum", "100000000000"), ("matching", "continuous"), ("name", .string(rawValue)),
      ("positionMaximum", 10_000_000), ("quantityMaximum", 10_000_000), ("royaltyCap", 3_000),
      ("selfTrade", "cancel-newest"), ("tick", "1"),
    ])
    switch self {
    case .openContinuous: break
    case .prudent:
      rules["accountOrdersMaximum"] = 1_000
      rules["holdingDays"] = 5
      rules["matching"] = "negotiated"
    case .yardstick:
      rules["accountOrdersMaximum"] = 100_000
      rules["limitMaximum"] = "2199023255552"
      rules["selfTrade"] = "off"
    }
    return rules
  }
}
