/// The figures of a rule set that each order is checked against, in one place and without a name or a
/// reference, so that reading them costs nothing.
struct OrderLimits: Sendable, BitwiseCopyable {
  /// Whether there is a continuous book.
  var isContinuous = false
  var selfTrade = SelfTrade.cancelNewest
  var tick: Fen = 1
  var limitMaximum: Fen = 0
  var quantityMaximum: Int64 = 0
  var accountOrdersMaximum: Int64 = 0
  var positionMaximum: Int64 = 0
  var holdingDays: Int64 = 0

  /// What a venue without rules allows: nothing.
  init() {}

  init(_ rules: Rules) {
    isContinuous = rules.matching == .continuous
    selfTrade = rules.selfTrade
    tick = rules.tick
    limitMaximum = rules.limitMaximum
    quantityMaximum = rules.quantityMaximum
    accountOrdersMaximum = rules.accountOrdersMaximum
    positionMaximum = rules.positionMaximum
    holdingDays = rules.holdingDays
  }
}
