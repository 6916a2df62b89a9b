// Changes of resting orders: cancelling, one or all of an owner's, and amending.
extension Venue {
  /// The slot of a resting order, or -1. O(1).
  @inline(__always)
  func orderSlot(_ key: UInt64) -> Int32 {
    orderSlots.find(SlotIndex.hash(order: key)) { books.orders[$0].key == key }
  }

  /// The resting order `number`, if it belongs to the sender's owner.
  @inline(__always)
  private func own(_ number: OrderNumber, _ step: borrowing Step) throws(Refusal) -> Int32 {
    let slot = orderSlot(number.packed)
    guard slot >= 0 else { throw .orderNotOpen }
    guard let alias = step.alias, holdings[books.orders[slot].holding].alias == alias
    else { throw .notYourOrder }
    return slot
  }

  @inline(__always)
  mutating func cancel(_ number: OrderNumber, _ step: inout Step) throws(Refusal) {
    let slot = try own(number, step)
    // Its neighbours in the queue and among its owner's orders lie anywhere, and all of them change.
    books.bringNeighboursNear(slot)
    records.bringNear(records[slot].next)
    records.bringNear(records[slot].previous)
    try requireSender(step, likely: records[slot].account)
    step.answer = .cancelled(order: number.packed, quantity: books.orders[slot].remaining)
    withdrawOrder(slot, .requested, &step)
  }

  /// Requires that the sender has an account, which public replay takes from the entry.
  @inline(__always)
  private func requireSender(
    _ step: borrowing Step, likely guess: Int32 = -1
  ) throws(Refusal) {
    if scope == .full {
      guard let sender = step.account, accountSlot(sender, likely: guess) != nil else {
        throw .unknownAccount
      }
    } else if step.given.contains(0) {
      throw .withheld
    }
  }

  /// Cancels all orders of the sender's owner on an instrument, or those of one side, in the order in
  /// which they came to rest. O(the owner's orders there).
  mutating func cancelAll(
    _ symbol: Symbol, _ side: Side?, _ step: inout Step
  ) throws(Refusal) {
    let instrument = try instrumentSlot(symbol)
    try requireSender(step)
    step.answer = .cancelledAll
    guard let alias = step.alias else { return }
    let holding = holdingSlot(alias, instruments[instrument].editionSlot)
    guard holding >= 0 else { return }
    var slot = holdings[holding].firstOrder
    while slot >= 0 {
      let next = records[slot].next
      let order = books.orders[slot]
      if side == nil || side == order.side {
        _ = step.executions.append(Execution(order: order.key, remaining: 0))
        withdrawOrder(slot, .requested, &step)
      }
      slot = next
    }
  }

  /// Changes a resting order's limit and its quantity, which counts what has traded already. Less
  /// at the same limit keeps its priority; anything else goes to the back, and may trade at once.
  mutating func amend(
    _ number: OrderNumber, limit: Fen, quantity: Int64, _ step: inout Step
  ) throws(Refusal) {
    let slot = try own(number, step)
    let order = books.orders[slot]
    let record = records[slot]
    let instrument = record.instrument
    let edition = record.edition
    let oldLimit = books.limit(slot)
    guard limits.isContinuous else { throw .notTrading }
    guard instruments[instrument].phase == .continuous else { throw .halted }
    try check(limit: limit, instrument)
    let filled = Int64(record.quantity - order.remaining)
    guard quantity > filled, quantity <= limits.quantityMaximum,
      let wanted = Settlement.escrow(
        limit: limit, quantity: quantity - filled, fees: editionTerms[edition].fees)
    else { throw .quantityOutOfRange }
    let more = quantity - Int64(record.quantity)
    guard limit != oldLimit || more != 0 else { throw .nothingToAmend }
    let keepsPriority = limit == oldLimit && more < 0
    if !keepsPriority {
      // It comes to the book once more, and the rules may have changed since it first did.
      try checkUnits(order.side, more, order.holding, step.time)
      if record.isPostOnly, crosses(order.side, limit, instrument) { throw .wouldTrade }
    }
    _ = try privately(step) { (slot) throws(Refusal) in
      try require(slot, anyOf: [.creator, .trader])
      if order.side == .buy {
        let held = escrow(oldLimit, order.remaining, edition)
        guard cash[record.account].available >= wanted - held
        else { throw .insufficientCash }
      }
    }
    let remaining = Int32(quantity - filled)
    _ = step.events.append(
      .amended(
        order: order.key, instrument: instrument, limit: limit, remaining: remaining,
        keepsPriority: keepsPriority))
    var execution = Execution(order: order.key, remaining: remaining)
    if keepsPriority {
      lower(slot, by: Int32(-more), &step)
    } else {
      var changed = IncomingOrder(
        key: order.key, instrument: instrument, edition: edition, holding: order.holding,
        account: record.account, side: order.side, limit: limit, quantity: Int32(quantity),
        remaining: remaining, timeInForce: record.timeInForce, isPostOnly: record.isPostOnly,
        expiry: record.timer < 0 ? 0 : timers[record.timer].due, selfTrade: record.selfTrade)
      lift(slot, &step)
      execution = match(&changed, &step)
    }
    execution.filled += Int32(filled)
    step.answer = .amended(execution, keepsPriority: keepsPriority)
  }
}
