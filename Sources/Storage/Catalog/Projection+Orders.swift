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
    try statements.insertOrder.run([
      order.key.databaseValue, order.account.databaseValue, order.instrument.databaseValue,
      order.side.databaseValue, order.price.databaseValue, order.quantity.databaseValue,
      order.filled.databaseValue, order.remaining.databaseValue, order.status.databaseValue,
      order.timeInForce.databaseValue, order.created.databaseValue,
      order.isMarket.databaseValue, order.isPostOnly.databaseValue, order.expiry.databaseValue,
      order.selfTrade.databaseValue, order.reason.databaseValue,
    ])
  }

  private func fill(_ key: Int64, _ quantity: Int64) throws {
    if newOrder?.key == key {
      newOrder?.filled += quantity
      newOrder?.remaining -= quantity
    } else {
      try statements.fillOrder.run([quantity.databaseValue, key.databaseValue])
      try requireOrder(key)
    }
  }

  private func requireOrder(_ key: Int64) throws {
    guard database.changesCount == 1 else {
      throw CatalogError(what: "there is no order \(RowKey.orderText(key))")
    }
  }

  func amendOrder(_ event: borrowing FlatObject) throws {
    try flushOrder()
    let key = try RowKey.order(try event.pair("order"))
    try statements.amendOrder.run([
      try event.number("limit").databaseValue, try event.number("remaining").databaseValue,
      key.databaseValue,
    ])
    try requireOrder(key)
  }

  func cancelOrder(_ event: borrowing FlatObject) throws {
    let key = try RowKey.order(try event.pair("order"))
    if newOrder?.key == key {
      newOrder?.remaining = 0
      newOrder?.reason = try event.text("reason")
    } else {
      try statements.cancelOrder.run([key.databaseValue, try event.text("reason").databaseValue])
      try requireOrder(key)
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
      try statements.reduceOrder.run([quantity.databaseValue, key.databaseValue])
      try requireOrder(key)
    }
  }

  func trade(_ event: borrowing FlatObject, _ context: Context) throws {
    let instrument = try event.text("instrument")
    let quantity = try event.number("quantity")
    let price = try event.number("price")
    let maker = try RowKey.order(try event.pair("maker"))
    let taker = try RowKey.order(try event.pair("taker"))
    let fees = try fees(event)
    try statements.insertTrade.run([
      try RowKey.trade(try event.pair("trade")).databaseValue, instrument.databaseValue,
      context.time.databaseValue, price.databaseValue, quantity.databaseValue,
      try event.text("side").databaseValue, maker.databaseValue, taker.databaseValue,
      fees.maker.databaseValue, fees.taker.databaseValue,
      try event.text("royalties").databaseValue, try event.text("rules").databaseValue,
    ])
    try fill(taker, quantity)
    try fill(maker, quantity)
    days.add(
      TradeShare(
        trade: try RowKey.trade(try event.pair("trade")), instrument: instrument,
        quantity: quantity, gross: price * quantity, isBuy: event.has("side", "buy"),
        makerFee: fees.maker, takerFee: fees.taker))
    let hour = TradeActivity.Hour(
      instrument: instrument, hour: context.time / Projection.hourMicroseconds)
    activity.last[instrument] = price
    activity.volumes[hour, default: 0] += quantity
  }

  private func fees(_ event: borrowing FlatObject) throws -> (maker: Int64, taker: Int64) {
    var fees = FlatObject()
    try fees.read(Array(try event.text("fees").utf8))
    return (try fees.number("maker"), try fees.number("taker"))
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
