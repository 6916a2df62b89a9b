// New orders: what they must obey, and how they are answered.
extension Venue {
  /// The slot of an instrument. O(1).
  @inline(__always)
  func instrumentSlot(_ symbol: Symbol) throws(Refusal) -> Int32 {
    let slot = instrumentSlots.find(SlotIndex.hash(symbol.high ^ symbol.low)) {
      instruments[$0].symbol == symbol
    }
    guard slot >= 0 else { throw .unknownInstrument }
    return slot
  }

  /// Whether a price lies on the tick, within the rules and within the instrument's collar.
  @inline(__always)
  func check(limit: Fen, _ instrument: Int32) throws(Refusal) {
    guard limits.tick == 1 || limit % limits.tick == 0 else { throw .offTick }
    guard limit >= 1, limit <= limits.limitMaximum else { throw .limitOutOfRange }
    let collar = instruments[instrument].collar
    guard limit >= collar.lowest, limit <= collar.highest else { throw .outsideCollar }
  }

  /// Whether an owner may offer or bid for `more` units on top of what is open.
  @inline(__always)
  func checkUnits(
    _ side: Side, _ more: Int64, _ holding: Int32, _ time: Microseconds
  ) throws(Refusal) {
    if side == .sell {
      guard holding >= 0, Int64(holdings[holding].available) >= more else {
        throw .insufficientUnits
      }
      if limits.holdingDays > 0 {
        let wanted = Int64(holdings[holding].held) + more
        guard matured(holding, at: time, enough: wanted) >= wanted else { throw .holdingPeriod }
      }
    } else {
      let position = holding < 0 ? 0 : Int64(holdings[holding].position)
      guard position + more <= limits.positionMaximum else { throw .positionLimit }
    }
  }

  /// Whether a limit meets something that rests, whoever owns it.
  @inline(__always)
  func crosses(_ side: Side, _ limit: Fen, _ instrument: Int32) -> Bool {
    books.met(instrument, by: side, limit: limit) >= 0
  }

  /// Checks a new order against everything it must obey and makes it ready to meet the book; nothing
  /// changes. O(1), and O(lots) where a holding period counts.
  @inline(__always)
  func accept(
    _ line: OrderLine, _ instrument: Int32, terms digest: Bytes32, position: UInt32,
    _ step: borrowing Step
  ) throws(Refusal) -> IncomingOrder {
    let time = step.time
    let edition = instruments[instrument].editionSlot
    guard limits.isContinuous else { throw .notTrading }
    if instruments[instrument].isBarred { try requireTradable(instrument) }
    guard instruments[instrument].phase == .continuous else { throw .halted }
    guard editionTerms[edition].digest == digest else { throw .termsDiffer }
    guard line.isCoherent else { throw .orderContradictory }
    try check(limit: line.limit, instrument)
    guard line.quantity >= 1, line.quantity <= limits.quantityMaximum,
      let escrow = Settlement.escrow(
        limit: line.limit, quantity: line.quantity, fees: editionTerms[edition].fees)
    else { throw .quantityOutOfRange }
    var expiry: Microseconds = 0
    if line.timeInForce == .goodTillDate {
      expiry = line.expiry
      guard expiry > time, expiry - time <= OrderLine.expiryMaximum else { throw .expiryOutOfRange }
    } else if line.timeInForce == .day {
      expiry = ShanghaiDay.end(of: time)
    }
    guard let alias = step.alias else { throw .withheld }
    let holding = holdingSlot(alias, edition)
    // Where the order rests, it comes after its owner's last one.
    if holding >= 0 { records.bringNear(holdings[holding].lastOrder) }
    try checkUnits(line.side, line.quantity, holding, time)
    if line.isPostOnly, crosses(line.side, line.limit, instrument) { throw .wouldTrade }
    var account: Int32 = -1
    if scope == .full {
      // Owners mostly trade from the account by which they are known.
      let owner = holding < 0 ? -1 : holdings[holding].owner
      guard let sender = step.account, let slot = accountSlot(sender, likely: owner) else {
        throw .unknownAccount
      }
      account = Int32(truncatingIfNeeded: slot)
      if let bar = standings[account].bar { throw bar }
      guard standings[account].openOrders < limits.accountOrdersMaximum else {
        throw .tooManyOrders
      }
      if line.side == .buy {
        guard cash[account].available >= escrow else { throw .insufficientCash }
      }
    } else if step.given.contains(position) {
      throw .withheld
    }
    let quantity = Int32(truncatingIfNeeded: line.quantity)
    return IncomingOrder(
      key: step.sequence << 8 | UInt64(position), instrument: instrument, edition: edition,
      holding: holding, account: account,
      side: line.side, limit: line.limit, quantity: quantity, remaining: quantity,
      timeInForce: line.timeInForce, isPostOnly: line.isPostOnly, expiry: expiry,
      selfTrade: line.selfTrade)
  }

  /// Says why an instrument's work may not trade.
  @inline(never)
  private func requireTradable(_ instrument: Int32) throws(Refusal) {
    let edition = editions[instruments[instrument].edition]
    guard let asset = assetSlots[edition.asset] else { throw .unknownAsset }
    try requireClear(assets[asset], for: .trade)
  }

  /// One order.
  @inline(__always)
  mutating func place(
    _ line: OrderLine, _ symbol: Symbol, _ terms: Bytes32, _ step: inout Step
  ) throws(Refusal) {
    let instrument = try instrumentSlot(symbol)
    var order = try accept(line, instrument, terms: terms, position: 0, step)
    step.answer = .order(enter(&order, line, &step))
  }

  /// The orders of a batch, each accepted or refused by itself.
  mutating func place(
    _ lines: [OrderLine], _ symbol: Symbol, _ terms: Bytes32, _ step: inout Step
  ) throws(Refusal) {
    precondition(lines.count <= OrderLine.batchMaximum)
    step.answer = .batch
    for at in lines.indices {
      let position = UInt32(truncatingIfNeeded: at)
      do throws(Refusal) {
        let instrument = try instrumentSlot(symbol)
        var order = try accept(lines[at], instrument, terms: terms, position: position, step)
        _ = step.executions.append(enter(&order, lines[at], &step))
      } catch {
        refuseOrder(position, error, &step)
      }
    }
  }

  /// One order of a batch was refused; the others are judged by themselves.
  private func refuseOrder(
    _ position: UInt32, _ refusal: Refusal, _ step: inout Step
  ) {
    let key = step.sequence << 8 | UInt64(position)
    if refusal.isPrivate {
      step.withheld.append(position)
      if scope == .full, let account = step.account {
        _ = step.sealed.append(.orderRefused(order: key, account: account, refusal))
      }
    }
    _ = step.events.append(.orderRefused(order: key, refusal))
    _ = step.executions.append(Execution(order: key, remaining: 0, refusal: refusal))
  }

  /// Lets an accepted order in.
  @inline(__always)
  private mutating func enter(
    _ order: inout IncomingOrder, _ line: OrderLine, _ step: inout Step
  ) -> Execution {
    _ = step.events.append(
      .accepted(
        order: order.key, instrument: order.instrument, line: line, expiry: order.expiry))
    if order.timeInForce == .fillOrKill, survey(order, at: step.time).filled < order.quantity {
      publishCancelled(order.key, order.instrument, order.quantity, .fillOrKill, &step)
      return Execution(order: order.key, remaining: 0, cancelled: order.quantity)
    }
    if order.holding < 0 {
      guard let alias = step.alias else { preconditionFailure("accepted without an alias") }
      order.holding = openHolding(
        alias, order.edition, owner: order.account < 0 ? -1 : standings[order.account].owner)
    }
    return match(&order, &step)
  }

  @inline(__always)
  func publishCancelled(
    _ order: UInt64, _ instrument: Int32, _ quantity: Int32, _ reason: CancelReason,
    _ step: inout Step
  ) {
    _ = step.events.append(
      .cancelled(order: order, instrument: instrument, quantity: quantity, reason: reason))
  }
}
