import Venue

// Orders meet.
extension Model {
  /// Lets `incoming` take what it crosses; what is left rests or is cancelled.
  @discardableResult
  mutating func meet(_ incoming: Order, _ symbol: Symbol) -> Execution {
    var order = incoming
    var execution = Execution(number: order.number)
    var isStopped = false
    while !isStopped, order.remaining > 0, let maker = best(symbol, order.side.opposite),
      crosses(order.side, order.limit, maker)
    {
      let mode = order.selfTrade ?? rules.selfTrade
      if maker.owner == order.owner, mode != .off {
        isStopped = prevent(&order, maker, mode, symbol, &execution)
        continue
      }
      if let reason = objection(to: maker, symbol) {
        withdraw(maker, symbol, reason)
        continue
      }
      reach("traded with oneself", if: maker.owner == order.owner)
      let fill = min(order.remaining, maker.remaining)
      trade(order, maker, fill, symbol)
      order.remaining -= fill
      execution.filled += fill
    }
    guard order.remaining > 0, !isStopped else { return execution }
    guard order.timeInForce != .immediateOrCancel, order.timeInForce != .fillOrKill else {
      tellCancelled(order, symbol, "immediate-or-cancel")
      execution.cancelled += order.remaining
      return execution
    }
    boards[symbol]?.orders.append(order)
    execution.remaining = order.remaining
    tell(
      #"{"event":"order-rested","instrument":"\#(symbol)","limit":"\#(order.limit)","#
        + #""order":"\#(order.number)","remaining":\#(order.remaining),"#
        + #""side":"\#(order.side.name)"}"#)
    return execution
  }

  /// Keeps an owner from trading with itself; whether nothing is left of `order`.
  private mutating func prevent(
    _ order: inout Order, _ maker: Order, _ mode: SelfTrade, _ symbol: Symbol,
    _ execution: inout Execution
  ) -> Bool {
    let both = min(order.remaining, maker.remaining)
    tell(
      #"{"event":"match-prevented","instrument":"\#(symbol)","maker":"\#(maker.number)","#
        + #""mode":"\#(mode.name)","price":"\#(maker.limit)","quantity":\#(both),"#
        + #""taker":"\#(order.number)"}"#)
    verdict.prevented.append((maker.limit, both))
    reach("prevented " + mode.name)
    switch mode {
    case .off: break
    case .cancelNewest: break
    case .cancelOldest:
      withdraw(maker, symbol, "self-trade")
      verdict.ownCancelled += 1
      return false
    case .cancelBoth:
      withdraw(maker, symbol, "self-trade")
      verdict.ownCancelled += 1
    case .decrement:
      reach("decremented equals", if: order.remaining == maker.remaining)
      if maker.remaining == both {
        withdraw(maker, symbol, "self-trade")
        verdict.ownCancelled += 1
      } else if let place = boards[symbol]?.orders.firstIndex(of: maker) {
        boards[symbol]?.orders[place].quantity -= both
        boards[symbol]?.orders[place].remaining -= both
        tellReduced(maker, symbol, both)
        reach("reduced a maker")
      }
      if order.remaining > both {
        tellReduced(order, symbol, both)
        reach("reduced a taker")
        order.quantity -= both
        order.remaining -= both
        execution.cancelled += both
        return false
      }
    }
    tellCancelled(order, symbol, "self-trade")
    execution.cancelled += order.remaining
    return true
  }

  /// Why an order that rests may not trade under the rules in force now.
  private func objection(to maker: Order, _ symbol: Symbol) -> String? {
    guard let edition = boards[symbol]?.edition else { return nil }
    let owner = maker.owner
    if maker.side == .buy {
      let position = unitCount(owner, edition) + bidding(owner, edition)
      return position > rules.positionMaximum ? "position-limit" : nil
    }
    let free = matured(owner, edition) - unitsHeld(owner, edition)
    return free < 0 ? "holding-period" : nil
  }

  private mutating func tellReduced(_ order: Order, _ symbol: Symbol, _ by: Int64) {
    tell(
      #"{"event":"order-reduced","instrument":"\#(symbol)","order":"\#(order.number)","#
        + #""quantity":\#(by),"reason":"self-trade","remaining":\#(order.remaining - by)}"#)
  }

  mutating func tellCancelled(_ order: Order, _ symbol: Symbol, _ reason: String) {
    tell(
      #"{"event":"order-cancelled","instrument":"\#(symbol)","order":"\#(order.number)","#
        + #""quantity":\#(order.remaining),"reason":"\#(reason)"}"#)
    reach("cancelled " + reason)
  }

  /// Takes a resting order off.
  mutating func withdraw(_ order: Order, _ symbol: Symbol, _ reason: String) {
    boards[symbol]?.orders.removeAll { $0.number == order.number }
    tellCancelled(order, symbol, reason)
  }
}
