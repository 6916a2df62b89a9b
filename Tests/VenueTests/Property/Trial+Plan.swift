import Venue
import VenueModel

// A dry run says what the order will do, and the answer says what it did.
extension Trial {
  typealias Planned = Result<Venue.Plan, Refusal>

  /// What a dry run of a single order says; `nil` for other commands.
  func plan(_ command: Command, at time: Int64) -> Planned? {
    guard case .placeOrder(let line, let symbol, let terms) = command.action,
      let account = command.account, let alias = command.facts.alias
    else { return nil }
    do throws(Refusal) {
      return .success(
        try full.plan(line, on: symbol, terms: terms, account: account, alias: alias, at: time))
    } catch {
      return .failure(error)
    }
  }

  func compare(
    _ planned: Planned?, with outcome: borrowing Outcome, _ verdict: Model.Verdict,
    _ command: Command
  ) -> String? {
    guard let planned, case .placeOrder(let line, let symbol, _) = command.action else {
      return nil
    }
    guard case .success(let plan) = planned else {
      guard case .failure(let refusal) = planned, refusal == outcome.refusal else {
        return "refused otherwise"
      }
      return nil
    }
    guard outcome.refusal == nil, let edition = model.boards[symbol]?.edition,
      let terms = model.editions[edition]?.terms, let execution = verdict.executions.first
    else { return "not refused" }
    let fees = verdict.trades.reduce(0) { $0 + model.fee($1.price * $1.quantity, terms.fees.taker) }
    var cash: Int64 = 0
    var unlock: Int64?
    if line.side == .buy {
      cash = fees + verdict.trades.reduce(0) { $0 + $1.price * $1.quantity }
      if execution.remaining > 0 { cash += model.escrow(line.limit, execution.remaining, terms) }
      if execution.filled > 0 {
        let days = model.rules.holdingDays
        unlock = days == 0 ? model.time : model.midnight(model.day(model.time) + days)
      }
    }
    let expiry = model.order(execution.number).flatMap {
      $0.order.expiry == 0 ? nil : $0.order.expiry
    }
    guard plan.filled == execution.filled, plan.remaining == execution.remaining,
      plan.cancelled == execution.cancelled, plan.status == execution.status, plan.fees == fees,
      plan.cash == cash, plan.ownCancelled == verdict.ownCancelled,
      plan.trades.map(\.price) == verdict.trades.map(\.price),
      plan.trades.map(\.quantity) == verdict.trades.map(\.quantity),
      plan.prevented.map(\.price) == verdict.prevented.map(\.price),
      plan.prevented.map(\.quantity) == verdict.prevented.map(\.quantity)
    else { return "\(plan)\nbut \(execution), cash \(cash), fees \(fees), \(verdict)" }
    guard plan.expiry == expiry, plan.unlock == unlock else {
      return "expiry \(plan.expiry ?? 0), unlock \(plan.unlock ?? 0), "
        + "model \(expiry ?? 0), \(unlock ?? 0)"
    }
    return nil
  }

  /// What the sender is told of each order that was accepted.
  func compareAnswer(_ outcome: borrowing Outcome, _ verdict: Model.Verdict) -> String? {
    guard !verdict.executions.isEmpty else { return nil }
    let answer = String(decoding: outcome.reply, as: UTF8.self)
    for execution in verdict.executions {
      let told =
        #""filled":\#(execution.filled),"order":"\#(execution.number)","#
        + #""remaining":\#(execution.remaining),"status":"\#(execution.status)""#
      guard answer.contains(told) else { return "answer \(answer)\nmodel \(told)" }
    }
    return nil
  }
}
