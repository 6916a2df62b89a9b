import Venue
import VenueModel

/// What a long random run must have reached: a run that refuses everything proves nothing.
enum Coverage {
  private static let trading: [Refusal] = [
    .offTick, .limitOutOfRange, .outsideCollar, .quantityOutOfRange, .insufficientUnits,
    .holdingPeriod, .positionLimit, .wouldTrade, .notTrading, .halted, .notAdmitted, .notAllowed,
    .insufficientCash,
  ]
  private static let accepting: [Refusal] =
    trading + [
      .unknownInstrument, .frozen, .termsDiffer, .orderContradictory, .expiryOutOfRange, .withheld,
      .tooManyOrders,
    ]
  /// Codes that no run of this length comes to.
  private static let exempt: Set<Refusal> = [.tooManyKeys]

  private static let marks = [
    "market IOC", "market FOK", "GTC", "IOC", "FOK", "DAY", "GTD", "post-only GTC",
    "post-only DAY", "post-only GTD",
    "FOK filled", "FOK filled past others", "killed though some would fill",
    "killed by one's own, cancel-newest", "killed by one's own, cancel-oldest",
    "killed by one's own, cancel-both", "killed by one's own, decrement",
    "market filled", "market cancelled",
    "rules off", "rules cancel-newest", "rules cancel-oldest", "rules cancel-both",
    "rules decrement", "position limit below what rests", "holding period beyond what rests",
    "prevented cancel-newest", "prevented cancel-oldest", "prevented cancel-both",
    "prevented decrement", "decremented equals", "reduced a maker", "reduced a taker",
    "traded with oneself",
    "cancelled requested", "cancelled immediate-or-cancel", "cancelled fill-or-kill",
    "cancelled self-trade", "cancelled position-limit", "cancelled holding-period",
    "cancelled expired", "cancelled cancel-after", "cancelled outside-collar", "cancelled frozen",
    "amended in place", "amended to the back", "amended and traded", "amended into one's own",
    "mass cancel of both sides", "mass cancel of one side",
    "ticks", "expired DAY", "expired GTD",
    "timer armed", "timer armed again", "timer disarmed", "timer ended", "collar set",
  ]

  /// What was never reached.
  static func missing(_ reached: [String: Int]) -> [String] {
    var wanted = marks
    for force in TimeInForce.allCases {
      let states =
        force.rests
        ? ["open", "partly-filled", "filled", "cancelled"]
        : force == .fillOrKill ? ["filled"] : ["filled", "cancelled"]
      wanted += states.map { force.name + " " + $0 }
    }
    for refusal in accepting {
      wanted += ["order refused ", "line refused "].map { $0 + refusal.rawValue }
    }
    let amending = trading.filter { $0 != .notAdmitted }
    wanted += (amending + [.orderNotOpen, .notYourOrder, .nothingToAmend]).map {
      "amendment refused " + $0.rawValue
    }
    wanted += [Refusal.orderNotOpen, .notYourOrder, .unknownInstrument].map {
      "cancellation refused " + $0.rawValue
    }
    wanted += [
      Refusal.unknownInstrument, .timerOutOfRange, .withheld, .notAllowed, .notAdmitted,
    ].map { "timer refused " + $0.rawValue }
    wanted += [Refusal.unknownInstrument, .collarOutOfRange, .notAllowed].map {
      "collar refused " + $0.rawValue
    }
    var missing = wanted.filter { reached[$0, default: 0] == 0 }
    let codes = Set(
      reached.keys.compactMap { $0.split(separator: " refused ").last.map(String.init) })
    for refusal in Refusal.allCases where !exempt.contains(refusal) {
      if !codes.contains(refusal.rawValue) { missing.append("any " + refusal.rawValue) }
    }
    return missing
  }
}
