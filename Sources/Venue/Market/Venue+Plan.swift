// Dry runs: what an order would do if it came next.
extension Venue {
  /// What a new order would do, and what it would cost.
  package struct Plan: Sendable {
    /// Units that would trade at once.
    package var filled: Int64 = 0
    /// Units that would rest.
    package var remaining: Int64 = 0
    /// Units that would neither trade nor rest.
    package var cancelled: Int64 = 0
    /// Trades, in sequence.
    package var trades: [(price: Fen, quantity: Int64)] = []
    /// Matches with the owner's own orders that would be prevented, in sequence.
    package var prevented: [(price: Fen, quantity: Int64)] = []
    /// How many of the owner's resting orders self-trade prevention would cancel.
    package var ownCancelled = 0
    /// Fen that would be held or paid now, fees included; 0 for a sell.
    package var cash: Fen = 0
    /// Fees of the trades.
    package var fees: Fen = 0
    /// When what rests would expire.
    package var expiry: Microseconds?
    /// From when what would be bought now may be sold again.
    package var unlock: Microseconds?

    /// How the order would stand.
    package var status: String {
      let execution = Execution(
        order: 0, filled: Int32(filled), remaining: Int32(remaining), cancelled: Int32(cancelled))
      return "\(execution.status)"
    }
  }

  /// What `line` would do if it came next from `account`, changing nothing: it takes the way of the
  /// order itself up to the point where something would change. O(orders met).
  ///
  /// - Throws: the refusal that the order itself would meet.
  package func plan(
    _ line: OrderLine, on symbol: Symbol, terms: Bytes32, account: AccountNumber, alias: Alias,
    at time: Microseconds
  ) throws(Refusal) -> Plan {
    var step = Step()
    step.sequence = nextSequence
    step.time = time
    step.account = account
    step.alias = alias
    let order = try accept(line, try instrumentSlot(symbol), terms: terms, position: 0, step)
    let fees = editionTerms[order.edition].fees
    var plan = Plan()
    let found = survey(
      order, at: time,
      traded: { price, units in
        let gross = price * Int64(units)
        let fee = Settlement.share(of: gross, rate: fees.taker)
        plan.trades.append((price, Int64(units)))
        plan.fees += fee
        if line.side == .buy { plan.cash += gross + fee }
      },
      prevented: { price, units in plan.prevented.append((price, Int64(units))) })
    if line.timeInForce == .fillOrKill, found.filled < order.quantity {
      var killed = Plan()
      killed.cancelled = line.quantity
      return killed
    }
    plan.filled = Int64(found.filled)
    plan.ownCancelled = found.ownCancelled
    plan.cancelled = Int64(found.prevented)
    let left = order.quantity - found.filled - found.prevented
    if found.isStopped || !line.timeInForce.rests {
      plan.cancelled += Int64(left)
    } else if left > 0 {
      plan.remaining = Int64(left)
      plan.expiry = order.expiry > 0 ? order.expiry : nil
      if line.side == .buy { plan.cash += escrow(line.limit, left, order.edition) }
    }
    if line.side == .buy, plan.filled > 0 {
      plan.unlock = ShanghaiDay.release(time, days: limits.holdingDays)
    }
    return plan
  }
}
