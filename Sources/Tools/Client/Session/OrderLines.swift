import Documents

/// A batch's orders as a person writes them: `side,limit,quantity[,TIF[,option…]]`, limits in yuan.
package enum OrderLines {
  /// The most orders in a batch document.
  package static let countMaximum = 250

  /// The lines as a batch document carries them: `[side, limit, quantity, timeInForce]`, and an object
  /// of options behind.
  /// - Throws: `ClientError.usage` naming the line.
  package static func parse(_ text: String) throws -> [JSON] {
    var orders: [JSON] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let parts = line.split(separator: ",", omittingEmptySubsequences: false)
        .map { String($0.filter { !$0.isWhitespace }) }
      if parts == [""] || line.first == "#" { continue }
      guard orders.count < countMaximum else {
        throw ClientError.usage("A batch has at most \(countMaximum) orders.")
      }
      guard let order = order(parts) else {
        throw ClientError.usage(
          "Line \(index + 1) is not `side,limit,quantity[,GTC|DAY|GTD|IOC|FOK[,option…]]`, such as "
            + "`buy,52.00,10` or `buy,52.00,10,DAY,post-only`.")
      }
      orders.append(order)
    }
    guard !orders.isEmpty else { throw ClientError.usage("The batch has no orders.") }
    return orders
  }

  private static func order(_ parts: [String]) -> JSON? {
    guard parts.count >= 3, ["buy", "sell"].contains(parts[0]), let limit = Yuan.parse(parts[1]),
      limit > 0, let quantity = Yuan.parse(fen: parts[2]), quantity > 0,
      parts.count == 3 || ["GTC", "DAY", "GTD", "IOC", "FOK"].contains(parts[3])
    else { return nil }
    var order: [JSON] = [
      .string(parts[0]), .string(String(limit)), .number(quantity),
      .string(parts.count > 3 ? parts[3] : "GTC"),
    ]
    var options = JSON.Object()
    for part in parts.dropFirst(4) {
      let words = part.split(separator: "=", maxSplits: 1).map(String.init)
      switch (words.first, words.count) {
      case ("market", 1): options["collar"] = true
      case ("post-only", 1): options["postOnly"] = true
      case ("expires", 2): options["expiry"] = .string(words[1])
      case ("self-trade", 2): options["selfTrade"] = .string(words[1])
      default: return nil
      }
    }
    if !options.members.isEmpty { order.append(.object(options)) }
    return .array(order)
  }
}
