import Venue

// A dry run says what the order will do.
extension Trial {
  typealias Planned = Result<Venue.Plan, Refusal>

  /// What a dry run of a single order says; `nil` for other commands.
  func plan(_ command: Command) -> Planned? {
    guard case .placeOrders(let entry) = command.action, !entry.isBatch,
      let account = command.account, let alias = command.facts.alias
    else { return nil }
    do throws(Refusal) {
      return .success(
        try full.plan(
          entry.lines[0], on: entry.instrument, terms: entry.terms, account: account, alias: alias))
    } catch {
      return .failure(error)
    }
  }

  func compare(
    _ planned: Planned?, with outcome: borrowing Outcome, _ verdict: Model.Verdict,
    _ command: Command
  ) -> String? {
    guard let planned, case .placeOrders(let entry) = command.action else { return nil }
    guard case .success(let plan) = planned else {
      guard case .failure(let refusal) = planned, refusal == outcome.refusal else {
        return "refused otherwise"
      }
      return nil
    }
    guard outcome.refusal == nil, let edition = model.boards[entry.instrument]?.edition,
      let terms = model.editions[edition]?.terms
    else { return "not refused" }
    let order = entry.lines[0]
    let filled = verdict.trades.reduce(0) { $0 + $1.quantity }
    let rests = model.order(OrderNumber(sequence: full.nextSequence - 1, position: 0)) != nil
    let left = order.quantity - filled
    let fees = verdict.trades.reduce(0) { $0 + model.fee($1.price * $1.quantity, terms.fees.taker) }
    var cash: Int64 = 0
    if order.side == .buy {
      cash = fees + verdict.trades.reduce(0) { $0 + $1.price * $1.quantity }
      if rests { cash += model.escrow(order.limit, left, terms) }
    }
    let status = left == 0 ? "filled" : !rests ? "cancelled" : filled > 0 ? "partly-filled" : "open"
    guard plan.filled == filled, plan.remaining == (rests ? left : 0),
      plan.cancelled == (rests ? 0 : left), plan.fees == fees, plan.cash == cash,
      plan.status == status, plan.trades.map(\.price) == verdict.trades.map(\.price),
      plan.trades.map(\.quantity) == verdict.trades.map(\.quantity)
    else { return "\(plan), but \(filled) filled, rests \(rests), cash \(cash), fees \(fees)" }
    return nil
  }
}
