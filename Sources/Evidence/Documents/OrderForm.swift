import Venue

/// How documents write a new order: as members of their own, or as a line of a batch. What does not
/// fit together is told here, before it becomes an entry.
enum OrderForm {
  /// The most units that a document can ask for; the rules in force set a lower maximum.
  static let quantityMaximum: Int64 = 1_000_000_000
  /// The most seconds that a document can name; what a timer may run is the Venue's to say.
  static let secondsMaximum: Int64 = 1_000_000_000

  private static let optionNames = ["collar", "expiry", "postOnly", "selfTrade"]
  /// An order names a mode to be prevented from trading with itself, never to be allowed to.
  private static let selfTradeWords = SelfTrade.words.filter { $0 != "\(SelfTrade.off.word)" }

  /// An order as members of a document or of its entry's open part.
  static func line(_ members: Members) throws(Problem) -> OrderLine {
    try requirePrice(members)
    let isMarket = members.has("collar")
    guard !isMarket || !members.has("limit") else {
      throw contradiction(
        "An order has a `limit` or, as a market order, a `collar`: leave one of them out.")
    }
    var line = OrderLine(
      side: try side(members), limit: try members.fen(isMarket ? "collar" : "limit"),
      quantity: try members.number("quantity", 1...quantityMaximum),
      timeInForce: try timeInForce(try members.string("timeInForce", 1...40)), isMarket: isMarket)
    try readOptions(members, into: &line)
    return line
  }

  /// That an order has a price of one kind.
  static func requirePrice(_ members: Members) throws(Problem) {
    guard members.has("limit") || members.has("collar") else {
      throw Problem(
        400, "missing-field", "An order has a `limit`; a market order has a `collar` instead.")
    }
  }

  /// A line of a batch: `[side, price, quantity, timeInForce]`, and an object of options if it has any.
  static func line(_ element: JSON, position: Int) throws(Problem) -> OrderLine {
    guard let parts = element.array, (4...5).contains(parts.count), let side = parts[0].string,
      ["buy", "sell"].contains(side), let price = parts[1].string, let quantity = parts[2].number,
      (1...quantityMaximum).contains(quantity), let force = parts[3].string
    else {
      throw Problem(
        400, "wrong-value",
        "Order \(position) of the batch is not [\"buy\"|\"sell\", \"limit\", quantity, "
          + "\"GTC\"|\"DAY\"|\"GTD\"|\"IOC\"|\"FOK\"], with an object of options behind if it has any."
      )
    }
    var line = OrderLine(
      side: side == "buy" ? .buy : .sell, limit: Fen(try Members.decimal(price, "limit")),
      quantity: quantity, timeInForce: try timeInForce(force))
    if parts.count == 5 {
      guard let object = parts[4].object, !object.members.isEmpty else {
        throw Problem(
          400, "wrong-value",
          "Order \(position) of the batch ends with an object of one or more of "
            + "\(optionNames.joined(separator: ", ")), or without one.")
      }
      let options = Members(object, of: "options of order \(position)")
      try options.check(required: [], optional: optionNames)
      line.isMarket = try options.flag("collar")
      try readOptions(options, into: &line)
    } else {
      try check(line)
    }
    return line
  }

  static func side(_ members: Members) throws(Problem) -> Side {
    try members.word("side", ["buy", "sell"]) == "buy" ? .buy : .sell
  }

  private static func readOptions(
    _ members: Members, into line: inout OrderLine
  ) throws(Problem) {
    if members.has("expiry") { line.expiry = try members.time("expiry") * 1_000_000 }
    line.isPostOnly = try members.flag("postOnly")
    if members.has("selfTrade") {
      line.selfTrade = SelfTrade(word: try members.word("selfTrade", selfTradeWords))
    }
    guard members.has("expiry") == (line.timeInForce == .goodTillDate) else {
      throw contradiction(
        "A GTD order, and no other, has an `expiry`: the time until which it stands, such as "
          + "2026-12-31T16:00:00Z.")
    }
    try check(line)
  }

  /// What an order's members may not say together.
  private static func check(_ line: OrderLine) throws(Problem) {
    if line.timeInForce == .goodTillDate, line.expiry == 0 {
      throw contradiction("A GTD order has an `expiry`, and it lies after 1970.")
    }
    if line.isMarket, line.timeInForce.rests {
      throw contradiction("A market order does not rest: its `timeInForce` is IOC or FOK.")
    }
    if line.isPostOnly, !line.timeInForce.rests {
      throw contradiction(
        "A post-only order does nothing but rest: its `timeInForce` is GTC, DAY or GTD.")
    }
  }

  private static func contradiction(_ detail: String) -> Problem {
    Problem(422, "order-contradictory", detail)
  }

  // A switch over words: each order passes here, and comparing with built strings would cost more.
  private static func timeInForce(_ word: String) throws(Problem) -> TimeInForce {
    switch word {
    case "GTC": return .goodTillCancelled
    case "IOC": return .immediateOrCancel
    case "FOK": return .fillOrKill
    case "DAY": return .day
    case "GTD": return .goodTillDate
    default:
      throw Problem(400, "wrong-value", "`timeInForce` is one of GTC, DAY, GTD, IOC, FOK.")
    }
  }
}

extension SelfTrade {
  /// The words used on the wire.
  package static let words = allCases.map { "\($0.word)" }

  /// The mode of a word on the wire; `nil` for any other.
  package init?(word: String) {
    guard let known = SelfTrade.allCases.first(where: { "\($0.word)" == word }) else { return nil }
    self = known
  }
}
