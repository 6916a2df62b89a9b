import Documents

/// A batch's orders as a person writes them: `side,limit,quantity[,GTC|IOC]`, limits in yuan.
package enum OrderLines {
  /// The most orders in a batch document.
  package static let countMaximum = 250

  /// The lines as a batch document carries them: `[side, limit, quantity, timeInForce]`.
  /// - Throws: `ClientError.usage` naming the line.
  package static func parse(_ text: String) throws -> [JSON] {
    var orders: [JSON] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let parts = line.split(separator: ",", omittingEmptySubsequences: false)
        .map { String($0.filter { !$0.isWhitespace }) }
      if parts == [""] || line.first == "#" { continue }
      guard (3...4).contains(parts.count), ["buy", "sell"].contains(parts[0]),
        let limit = Yuan.parse(parts[1]), let quantity = Yuan.parse(fen: parts[2]), quantity > 0,
        parts.count == 3 || ["GTC", "IOC"].contains(parts[3])
      else {
        throw ClientError.usage(
          "Line \(index + 1) is not `side,limit,quantity[,GTC|IOC]`, such as `buy,52.00,10`.")
      }
      guard orders.count < countMaximum else {
        throw ClientError.usage("A batch has at most \(countMaximum) orders.")
      }
      orders.append([
        .string(parts[0]), .string(String(limit)), .number(quantity),
        .string(parts.count == 4 ? parts[3] : "GTC"),
      ])
    }
    guard !orders.isEmpty else { throw ClientError.usage("The batch has no orders.") }
    return orders
  }
}
