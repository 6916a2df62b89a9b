// How an incoming order meets the book, in price–time priority; and the same without touching it.
extension Venue {
  /// What comes of an incoming order and the one that it meets.
  enum Encounter {
    /// They trade.
    case trade
    /// They have one owner, and this is done instead.
    case prevented(SelfTrade)
    /// The one that rests no longer obeys the rules in force and is cancelled.
    case stale(CancelReason)
  }

  /// What comes of an incoming order and the one that it meets first.
  ///
  /// - Parameter cancelled: units of the maker's owner that a survey has thought away.
  @inline(__always)
  private func encounter(
    _ order: borrowing IncomingOrder, _ maker: QueuedOrder, cancelled: Int64 = 0,
    at time: Microseconds
  ) -> Encounter {
    if maker.holding == order.holding {
      let mode = order.selfTrade ?? limits.selfTrade
      if mode != .off { return .prevented(mode) }
    }
    // What an order was held to when it came may have changed while it rested.
    if maker.side == .buy {
      let position = Int64(holdings[maker.holding].position) - cancelled
      if position > limits.positionMaximum { return .stale(.positionLimit) }
    } else if limits.holdingDays > 0 {
      let held = Int64(holdings[maker.holding].held) - cancelled
      if matured(maker.holding, at: time, enough: held) < held { return .stale(.holdingPeriod) }
    }
    return .trade
  }

  /// Lets an order meet the book, then rests or cancels what is left. O(orders met).
  mutating func match(_ order: inout IncomingOrder, _ step: inout Step) -> Execution {
    var execution = Execution(order: order.key, remaining: 0)
    meeting: while order.remaining > 0 {
      let slot = books.met(order.instrument, by: order.side, limit: order.limit)
      guard slot >= 0 else { break }
      let maker = books.orders[slot]
      switch encounter(order, maker, at: step.time) {
      case .trade:
        let fill = min(order.remaining, maker.remaining)
        settle(fill, order, slot, maker, &step)
        order.remaining &-= fill
        execution.filled &+= fill
      case .stale(let reason):
        withdrawOrder(slot, reason, &step)
      case .prevented(let mode):
        if !prevent(mode, &order, slot, &execution, &step) { break meeting }
      }
    }
    guard order.remaining > 0 else { return execution }
    if order.timeInForce.rests {
      rest(order, &step)
      execution.remaining = order.remaining
    } else {
      execution.cancelled &+= order.remaining
      publishCancelled(
        order.key, order.instrument, order.remaining, .immediateOrCancel, &step)
    }
    return execution
  }

  /// Keeps two orders of one owner from trading; `false` when the incoming one ends here.
  @inline(never)
  private mutating func prevent(
    _ mode: SelfTrade, _ order: inout IncomingOrder, _ slot: Int32, _ execution: inout Execution,
    _ step: inout Step
  ) -> Bool {
    let maker = books.orders[slot]
    let units = min(order.remaining, maker.remaining)
    _ = step.events.append(
      .prevented(
        taker: order.key, maker: maker.key, instrument: order.instrument,
        price: books.limit(slot), quantity: units, mode: mode))
    switch mode {
    case .off: preconditionFailure("nothing to prevent")
    case .cancelNewest: break
    case .cancelOldest:
      withdrawOrder(slot, .selfTrade, &step)
      return true
    case .cancelBoth: withdrawOrder(slot, .selfTrade, &step)
    case .decrement:
      if units == maker.remaining {
        withdrawOrder(slot, .selfTrade, &step)
      } else {
        lower(slot, by: units, &step)
        _ = step.events.append(
          .reduced(
            order: maker.key, instrument: order.instrument, quantity: units,
            remaining: maker.remaining - units))
      }
      if units < order.remaining {
        order.remaining -= units
        order.quantity -= units
        execution.cancelled += units
        _ = step.events.append(
          .reduced(
            order: order.key, instrument: order.instrument, quantity: units,
            remaining: order.remaining))
        return true
      }
    }
    publishCancelled(order.key, order.instrument, order.remaining, .selfTrade, &step)
    execution.cancelled += order.remaining
    order.remaining = 0
    return false
  }

  /// What a survey finds.
  struct Survey {
    /// Units that would trade at once.
    var filled: Int32 = 0
    /// Units that self-trade prevention would take from the order.
    var prevented: Int32 = 0
    /// How many of the owner's resting orders self-trade prevention would cancel.
    var ownCancelled = 0
    /// Whether self-trade prevention would end it.
    var isStopped = false
  }

  /// What would come of an order, changing nothing: `match` without its consequences. O(orders met).
  ///
  /// - Parameters:
  ///   - traded: called with each trade's maker, price and quantity.
  ///   - prevented: called with each prevented match's price and quantity.
  func survey(
    _ order: IncomingOrder, at time: Microseconds,
    traded: (Fen, Int32) -> Void = { _, _ in }, prevented: (Fen, Int32) -> Void = { _, _ in }
  ) -> Survey {
    var found = Survey()
    var left = order.remaining
    // Units of owners whose resting orders would be cancelled on the way: seldom any at all.
    var cancelled: [(holding: Int32, units: Int64)] = []
    var sold: Int64 = 0
    var slot = books.met(order.instrument, by: order.side, limit: order.limit)
    while slot >= 0, left > 0 {
      let price = books.limit(slot)
      guard order.side == .buy ? price <= order.limit : price >= order.limit else { break }
      let maker = books.orders[slot]
      let units = min(left, maker.remaining)
      var away =
        cancelled.isEmpty
        ? 0 : cancelled.reduce(0) { $1.holding == maker.holding ? $0 + $1.units : $0 }
      // Where owners may trade with themselves: what was sold to others makes room for one's own bid.
      if maker.holding == order.holding, order.side == .sell { away += sold }
      switch encounter(order, maker, cancelled: away, at: time) {
      case .trade:
        found.filled += units
        left -= units
        if maker.holding != order.holding { sold += Int64(units) }
        traded(price, units)
      case .stale: cancelled.append((maker.holding, Int64(maker.remaining)))
      case .prevented(let mode):
        prevented(price, units)
        switch mode {
        case .off, .cancelNewest: found.isStopped = true
        case .cancelOldest: found.ownCancelled += 1
        case .cancelBoth:
          found.ownCancelled += 1
          found.isStopped = true
        case .decrement:
          if units == maker.remaining { found.ownCancelled += 1 }
          found.prevented += units
          left -= units
          found.isStopped = left == 0
        }
      }
      if found.isStopped { break }
      slot = books.following(slot)
    }
    return found
  }
}
