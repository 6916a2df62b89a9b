import Venue

/// A rule set as data: `Contracts/rules` has the presets.
package enum RuleSet {
  /// Reads a rule set; its figures are judged by the Venue.
  package static func read(_ object: JSON.Object) throws(Problem) -> Rules {
    let members = Members(object, of: "rule set")
    try members.check(required: [
      "accountOrdersMaximum", "currency", "fees", "holdingDays", "limitMaximum", "matching",
      "name", "positionMaximum", "quantityMaximum", "royaltyCap", "selfTrade", "tick",
    ])
    _ = try members.word("currency", ["CNY"])
    let word = try members.word("matching", ["continuous", "negotiated"])
    guard let matching = Rules.Matching(rawValue: word) else {
      throw Problem(400, "wrong-value", "`matching` is continuous or negotiated.")
    }
    let mode = try members.word("selfTrade", SelfTrade.words)
    guard let selfTrade = SelfTrade(word: mode) else {
      throw Problem(400, "wrong-value", "`selfTrade` is a word for self-trade prevention.")
    }
    return Rules(
      name: try members.identifier("name", maximum: 40), matching: matching,
      fees: try fees(try members.nested("fees")),
      royaltyCap: try members.number("royaltyCap", 0...10_000), tick: try members.fen("tick"),
      limitMaximum: try members.fen("limitMaximum"),
      quantityMaximum: try members.number("quantityMaximum", 1...10_000_000),
      accountOrdersMaximum: try members.number("accountOrdersMaximum", 1...100_000),
      positionMaximum: try members.number("positionMaximum", 1...10_000_000),
      holdingDays: try members.number("holdingDays", 0...366), selfTrade: selfTrade)
  }

  static func fees(_ object: JSON.Object) throws(Problem) -> Fees {
    let members = Members(object, of: "fees")
    try members.check(required: ["maker", "taker"])
    return Fees(
      maker: try members.number("maker", 0...10_000), taker: try members.number("taker", 0...10_000)
    )
  }
}

extension RuleSet {
  /// A rule set as data again.
  package static func write(_ rules: Rules) -> JSON.Object {
    JSON.Object([
      ("accountOrdersMaximum", .number(rules.accountOrdersMaximum)), ("currency", "CNY"),
      ("fees", ["maker": .number(rules.fees.maker), "taker": .number(rules.fees.taker)]),
      ("holdingDays", .number(rules.holdingDays)),
      ("limitMaximum", .string(String(rules.limitMaximum))),
      ("matching", .string(rules.matching.rawValue)), ("name", .string(rules.name)),
      ("positionMaximum", .number(rules.positionMaximum)),
      ("quantityMaximum", .number(rules.quantityMaximum)),
      ("royaltyCap", .number(rules.royaltyCap)), ("selfTrade", .string("\(rules.selfTrade.word)")),
      ("tick", .string(String(rules.tick))),
    ])
  }
}
