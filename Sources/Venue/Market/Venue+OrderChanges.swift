// Changes of resting orders: cancelling, one or all of an owner's, and amending.
extension Venue {
  /// The resting order `number`, if it belongs to the sender's owner.
  private func own(_ number: OrderNumber, _ step: borrowing Step) throws(Refusal) -> OrderLocation {
    guard let location = orders[number] else { throw .orderNotOpen }
    let instrument = instruments[Int(location.instrument)]
    let holding = editions[instrument.edition].holdings[Int(instrument.book[location.slot].holding)]
    guard holding.alias == step.facts.alias else { throw .notYourOrder }
    return location
  }

  mutating func cancel(_ number: OrderNumber, _ step: inout Step) throws(Refusal) {
    let location = try own(number, step)
    let instrument = Int(location.instrument)
    let order = instruments[instrument].book[location.slot]
    _ = try privately(step) { (_) in }
    withdrawOrder(instrument, location.slot, reason: "requested", &step)
    step.reply.name("cancelled")
    step.reply.number(order.remaining)
    step.reply.name("order")
    step.reply.order(number)
  }

  mutating func cancelAll(
    _ symbol: String, _ side: Side?, _ step: inout Step
  ) throws(Refusal) {
    guard let instrument = instrumentSlots[symbol] else { throw .unknownInstrument }
    _ = try privately(step) { (_) in }
    let edition = instruments[instrument].edition
    var slots: [Int32] = []
    if let alias = step.facts.alias, let holding = editions[edition].holding(of: alias) {
      for one in [Side.buy, .sell] where side == nil || side == one {
        instruments[instrument].book.forEach(one) { slot, order in
          if Int(order.holding) == holding { slots.append(slot) }
          return true
        }
      }
    }
    step.reply.name("orders")
    step.reply.beginArray()
    for slot in slots {
      step.reply.order(instruments[instrument].book[slot].number)
      withdrawOrder(instrument, slot, reason: "requested", &step)
    }
    step.reply.endArray()
  }

  /// Changes a resting order's limit and its quantity, which counts what has traded already. Less
  /// at the same limit keeps its priority; anything else goes to the back, and may trade at once.
  mutating func amend(
    _ number: OrderNumber, limit: Fen, quantity: Int64, _ step: inout Step
  ) throws(Refusal) {
    let location = try own(number, step)
    let instrument = Int(location.instrument)
    let edition = instruments[instrument].edition
    let order = instruments[instrument].book[location.slot]
    guard let rules, rules.matching == .continuous else { throw .notTrading }
    guard instruments[instrument].phase == .continuous else { throw .halted }
    guard limit % rules.tick == 0 else { throw .offTick }
    guard (1...rules.limitMaximum).contains(limit) else { throw .limitOutOfRange }
    let filled = order.quantity - order.remaining
    guard quantity > filled, quantity <= rules.quantityMaximum,
      let wanted = Settlement.escrow(
        limit: limit, quantity: quantity - filled, fees: editions[edition].terms.fees)
    else { throw .quantityOutOfRange }
    guard limit != order.limit || quantity != order.quantity else { throw .nothingToAmend }
    let more = quantity - order.quantity
    if order.side == .sell {
      guard editions[edition].holdings[Int(order.holding)].available >= more
      else { throw .insufficientUnits }
    }
    _ = try privately(step) { (slot) throws(Refusal) in
      try require(slot, anyOf: [.creator, .trader])
      if order.side == .buy {
        guard cash[Int(order.account)].available >= wanted - order.escrow
        else { throw .insufficientCash }
      }
    }
    let keepsPriority = limit == order.limit && more < 0
    publishAmended(order, instrument, limit, quantity - filled, keepsPriority, &step)
    var result = Execution(filled: filled, remaining: quantity - filled, cancelled: 0)
    if keepsPriority {
      lower(instrument, location.slot, by: -more, escrow: wanted, &step)
    } else {
      var changed = lift(instrument, location.slot, &step)
      changed.limit = limit
      changed.quantity = quantity
      changed.remaining = quantity - filled
      changed.escrow = 0
      result = match(changed, .goodTillCancelled, instrument, &step)
    }
    replyOrder(number, result, &step)
    step.reply.name("priority")
    step.reply.string(keepsPriority ? "kept" : "lost")
    replyTrades(&step)
  }

  private func publishAmended(
    _ order: RestingOrder, _ instrument: Int, _ limit: Fen, _ remaining: Int64,
    _ keepsPriority: Bool, _ step: inout Step
  ) {
    step.publish {
      $0.name("event")
      $0.string("order-amended")
      $0.name("instrument")
      $0.string(instruments[instrument].symbol)
      $0.name("limit")
      $0.decimal(limit)
      $0.name("order")
      $0.order(order.number)
      $0.name("priority")
      $0.string(keepsPriority ? "kept" : "lost")
      $0.name("remaining")
      $0.number(remaining)
    }
  }

  private mutating func lower(
    _ instrument: Int, _ slot: Int32, by units: Int64, escrow: Fen, _ step: inout Step
  ) {
    let order = instruments[instrument].book[slot]
    if order.side == .sell {
      editions[instruments[instrument].edition].holdings[Int(order.holding)].release(units)
    } else if order.account >= 0 {
      cash.release(Int(order.account), order.escrow - escrow)
      sealCash(Int(order.account), change: 0, reason: "order-release", &step)
    }
    instruments[instrument].book.reduce(
      slot, remainingBy: units, quantityBy: units,
      escrow: order.account >= 0 && order.side == .buy ? escrow : 0)
  }
}
