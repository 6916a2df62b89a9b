import GRDB
import Venue

/// An order as its own entry tells of it, until the next one begins.
struct NewOrder {
  var key: Int64
  var account: Int64
  var instrument: String
  var side: String
  var price: Int64
  var quantity: Int64
  var filled: Int64 = 0
  var remaining: Int64
  var timeInForce: String
  var created: Microseconds
  var isMarket: Bool
  var isPostOnly: Bool
  var expiry: Int64?
  var selfTrade: String?
  /// Why it was cancelled.
  var reason: String?

  /// Where it stands, in the wire's word.
  var status: String {
    if reason != nil { return "cancelled" }
    if remaining == 0 { return "filled" }
    return filled == 0 ? "open" : "partly-filled"
  }
}

/// What the trades of one transaction come to, written once at its end.
struct TradeActivity {
  struct Hour: Hashable {
    var instrument: String
    var hour: Int64
  }
  var last: [String: Int64] = [:]
  var volumes: [Hour: Int64] = [:]
}

// Orders and trades. An order is written when its entry's next order begins or the entry ends, since
// most of what happens to an order happens in its own entry.
extension Projection {
  /// Microseconds in an hour, by which units traded are summed up.
  static let hourMicroseconds: Int64 = 3_600_000_000

  func acceptOrder(_ event: borrowing FlatObject, _ context: Context) throws {
    try flushOrder()
    guard let account = context.account else { throw CatalogError(what: "an order has no account") }
    let quantity = try event.number("quantity")
    let isMarket = event.range("collar") != nil
    newOrder = NewOrder(
      key: try RowKey.order(try event.pair("order")), account: account,
      instrument: try event.text("instrument"), side: try event.text("side"),
      price: try event.number(isMarket ? "collar" : "limit"), quantity: quantity,
      remaining: quantity, timeInForce: try event.text("timeInForce"), created: context.time,
      isMarket: isMarket, isPostOnly: event.range("postOnly") != nil,
      expiry: event.range("expiry") == nil ? nil : try event.number("expiry"),
      selfTrade: event.range("selfTrade") == nil ? nil : try event.text("selfTrade"))
  }

  func flushOrder() throws {
    guard let order = newOrder else { return }
    newOrder = nil
    let insert = statements.insertOrder
    insert.bind(1, order.key)
    insert.bind(2, order.account)
    insert.bind(3, order.instrument)
    insert.bind(4, order.side)
    insert.bind(5, order.price)
    insert.bind(6, order.quantity)
    insert.bind(7, order.filled)
    insert.bind(8, order.remaining)
    insert.bind(9, order.status)
    insert.bind(10, order.timeInForce)
    insert.bind(11, order.created)
    insert.bind(12, order.isMarket ? 1 : 0)
    insert.bind(13, order.isPostOnly ? 1 : 0)
    insert.bind(14, order.expiry)
    insert.bind(15, order.selfTrade)
    insert.bind(16, order.reason)
    try insert.run()
  }

  private func fill(_ key: Int64, _ quantity: Int64) throws {
    if newOrder?.key == key {
      newOrder?.filled += quantity
      newOrder?.remaining -= quantity
    } else {
      statements.fillOrder.bind(1, quantity)
      statements.fillOrder.bind(2, key)
      try requireOrder(key, try statements.fillOrder.run())
    }
  }

  private func requireOrder(_ key: Int64, _ changed: Int) throws {
    guard changed == 1 else {
      throw CatalogError(what: "there is no order \(RowKey.orderText(key))")
    }
  }

  func amendOrder(_ event: borrowing FlatObject) throws {
    try flushOrder()
    let key = try RowKey.order(try event.pair("order"))
    statements.amendOrder.bind(1, try event.number("limit"))
    statements.amendOrder.bind(2, try event.number("remaining"))
    statements.amendOrder.bind(3, key)
    try requireOrder(key, try statements.amendOrder.run())
  }

  func cancelOrder(_ event: borrowing FlatObject) throws {
    let key = try RowKey.order(try event.pair("order"))
    if newOrder?.key == key {
      newOrder?.remaining = 0
      newOrder?.reason = try event.text("reason")
    } else {
      statements.cancelOrder.bind(1, key)
      try event.withText("reason") { statements.cancelOrder.bind(2, $0) }
      try requireOrder(key, try statements.cancelOrder.run())
    }
  }

  /// Self-trade prevention took units off an order that goes on.
  func reduceOrder(_ event: borrowing FlatObject) throws {
    let key = try RowKey.order(try event.pair("order"))
    let quantity = try event.number("quantity")
    if newOrder?.key == key {
      newOrder?.quantity -= quantity
      newOrder?.remaining -= quantity
    } else {
      statements.reduceOrder.bind(1, quantity)
      statements.reduceOrder.bind(2, key)
      try requireOrder(key, try statements.reduceOrder.run())
    }
  }

  func trade(_ event: borrowing FlatObject, _ context: Context) throws {
    let instrument = try event.text("instrument")
    let quantity = try event.number("quantity")
    let price = try event.number("price")
    let maker = try RowKey.order(try event.pair("maker"))
    let taker = try RowKey.order(try event.pair("taker"))
    try fees.read(event, "fees")
    let insert = statements.insertTrade
    insert.bind(1, try RowKey.trade(try event.pair("trade")))
    insert.bind(2, instrument)
    insert.bind(3, context.time)
    insert.bind(4, price)
    insert.bind(5, quantity)
    try event.withText("side") { insert.bind(6, $0) }
    insert.bind(7, maker)
    insert.bind(8, taker)
    insert.bind(9, try fees.number("maker"))
    insert.bind(10, try fees.number("taker"))
    try event.withText("royalties") { insert.bind(11, $0) }
    try event.withText("rules") { insert.bind(12, $0) }
    try insert.run()
    try fill(taker, quantity)
    try fill(maker, quantity)
    days.add(
      TradeShare(
        trade: try RowKey.trade(try event.pair("trade")), instrument: instrument,
        quantity: quantity, gross: price * quantity, isBuy: event.has("side", "buy"),
        makerFee: try fees.number("maker"), takerFee: try fees.number("taker")))
    let hour = TradeActivity.Hour(
      instrument: instrument, hour: context.time / Projection.hourMicroseconds)
    activity.last[instrument] = price
    activity.volumes[hour, default: 0] += quantity
  }

  /// Adds this transaction's trades to their instruments.
  func writeActivity() throws {
    for (instrument, price) in activity.last {
      try database.execute(
        sql: "UPDATE instruments SET last = ? WHERE instrument = ?",
        arguments: [price, instrument])
    }
    for (key, quantity) in activity.volumes {
      try database.execute(
        sql: "UPDATE instruments SET volume = volume + ? WHERE instrument = ?",
        arguments: [quantity, key.instrument])
      try database.execute(
        sql: """
          INSERT INTO volumes VALUES (?, ?, ?)
          ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity
          """,
        arguments: [key.instrument, key.hour, quantity])
    }
    activity = TradeActivity()
  }
}
