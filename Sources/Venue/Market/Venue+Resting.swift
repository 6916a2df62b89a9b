// Orders that rest: what stands behind them, and taking them off again.
extension Venue {
  /// Puts what is left of an order into the book and holds what stands behind it. O(1).
  @inline(__always)
  mutating func rest(_ order: borrowing IncomingOrder, _ step: inout Step) {
    var record = OrderRecord(
      account: order.account, instrument: order.instrument, edition: order.edition,
      quantity: order.quantity,
      timeInForce: order.timeInForce, isPostOnly: order.isPostOnly, selfTrade: order.selfTrade)
    let holding = order.holding
    if order.side == .sell {
      holdings[holding].held &+= order.remaining
    } else {
      holdings[holding].bidding &+= order.remaining
      if order.account >= 0 {
        cash.hold(order.account, escrow(order.limit, order.remaining, order.edition))
        sealCash(order.account, change: 0, .orderHold, &step)
      }
    }
    if order.account >= 0 { standings[order.account].openOrders &+= 1 }
    let slot = books.insert(
      order.instrument, key: order.key, side: order.side, limit: order.limit,
      quantity: order.remaining, holding: holding)
    record.previous = holdings[holding].lastOrder
    if record.previous < 0 {
      holdings[holding].firstOrder = slot
    } else {
      records[record.previous].next = slot
    }
    holdings[holding].lastOrder = slot
    if order.expiry > 0 { record.timer = timers.start(order.expiry, key: order.key, .order(slot)) }
    if slot == records.count { _ = records.append(record) } else { records[slot] = record }
    orderSlots.insert(SlotIndex.hash(order: order.key), slot)
    _ = step.events.append(
      .rested(
        order: order.key, instrument: order.instrument, side: order.side, limit: order.limit,
        remaining: order.remaining))
  }

  /// What a buy of `quantity` at `limit` holds. It follows from the order, so that it is not kept.
  @inline(__always)
  func escrow(_ limit: Fen, _ quantity: Int32, _ edition: Int32) -> Fen {
    let gross = limit * Int64(quantity)
    return gross + Settlement.share(of: gross, rate: editionTerms[edition].fees.worst)
  }

  /// Takes an order out of every list; what stood behind it and its place in the book are the caller's.
  @inline(__always)
  mutating func unlist(_ slot: Int32, _ order: QueuedOrder, _ record: OrderRecord) {
    if record.previous < 0 {
      holdings[order.holding].firstOrder = record.next
    } else {
      records[record.previous].next = record.next
    }
    if record.next < 0 {
      holdings[order.holding].lastOrder = record.previous
    } else {
      records[record.next].previous = record.previous
    }
    if record.timer >= 0 { timers.stop(record.timer) }
    if record.account >= 0 { standings[record.account].openOrders &-= 1 }
    orderSlots.remove(SlotIndex.hash(order: order.key), slot)
  }

  /// Takes an order out of the book and frees what stood behind it, without telling anyone.
  @inline(__always)
  mutating func lift(_ slot: Int32, _ step: inout Step) {
    let order = books.orders[slot]
    let record = records[slot]
    let limit = books.limit(slot)
    unlist(slot, order, record)
    books.remove(record.instrument, slot)
    if order.side == .sell {
      holdings[order.holding].held &-= order.remaining
    } else {
      holdings[order.holding].bidding &-= order.remaining
      if record.account >= 0 {
        cash.release(record.account, escrow(limit, order.remaining, record.edition))
        sealCash(record.account, change: 0, .orderRelease, &step)
      }
    }
  }

  /// Cancels a resting order.
  @inline(__always)
  mutating func withdrawOrder(_ slot: Int32, _ reason: CancelReason, _ step: inout Step) {
    let order = books.orders[slot]
    let instrument = records[slot].instrument
    lift(slot, &step)
    publishCancelled(order.key, instrument, order.remaining, reason, &step)
  }

  /// Lowers what an order wants, in all and still, in place: it keeps its priority.
  mutating func lower(_ slot: Int32, by units: Int32, _ step: inout Step) {
    let order = books.orders[slot]
    let record = records[slot]
    let limit = books.limit(slot)
    books.reduce(slot, by: units)
    records[slot].quantity -= units
    if order.side == .sell {
      holdings[order.holding].held -= units
      return
    }
    holdings[order.holding].bidding -= units
    guard record.account >= 0 else { return }
    cash.release(
      record.account,
      escrow(limit, order.remaining, record.edition)
        - escrow(limit, order.remaining - units, record.edition))
    sealCash(record.account, change: 0, .orderRelease, &step)
  }
}
