// From what a step brought about to the bytes that every machine must write the same.
extension Venue {
  /// What a step brought about, as bytes. It must be asked before the next command is applied.
  /// O(events).
  package func outcome(of step: borrowing Step) -> Outcome {
    var outcome = Outcome()
    outcome.refusal = step.refusal
    outcome.withheld = step.withheld
    outcome.publicEvents = publicEvents(of: step)
    writeSealed(step, &outcome)
    outcome.reply = reply(of: step)
    return outcome
  }

  private func publicEvents(of step: borrowing Step) -> Outcome.Events {
    var writer = JSONWriter(capacity: step.events.count * 160 + step.text.count)
    var events = Outcome.Events()
    events.ends.reserveCapacity(step.events.count)
    var start = 0
    for at in 0..<step.events.count {
      if case .written(let end) = step.events[at] {
        writer.line(step.text, start..<Int(end))
        start = Int(end) + 1
      } else {
        writer.beginObject()
        write(step.events[at], at, step, &writer)
        writer.endObject()
      }
      events.ends.append(writer.count)
      writer.newline()
    }
    events.bytes = writer.bytes
    return events
  }

  private func write(
    _ event: MarketEvent, _ at: Int, _ step: borrowing Step, _ out: inout JSONWriter
  ) {
    switch event {
    case .written: break
    case .accepted(let order, let instrument, let line, let expiry):
      writeAccepted(order, instrument, line, expiry, &out)
    case .rested(let order, let instrument, let side, let limit, let remaining):
      begin("order-rested", instrument, &out)
      out.name("limit")
      out.decimal(limit)
      out.name("order")
      out.order(OrderNumber(packed: order))
      out.name("remaining")
      out.number(Int64(remaining))
      out.member("side", side.word)
    case .trade(let trade): write(trade, at, step, &out)
    case .cancelled(let order, let instrument, let quantity, let reason):
      begin("order-cancelled", instrument, &out)
      writeLoss(order, quantity, reason, &out)
    case .amended(let order, let instrument, let limit, let remaining, let keepsPriority):
      begin("order-amended", instrument, &out)
      out.name("limit")
      out.decimal(limit)
      out.name("order")
      out.order(OrderNumber(packed: order))
      out.member("priority", keepsPriority ? "kept" : "lost")
      out.name("remaining")
      out.number(Int64(remaining))
    case .reduced(let order, let instrument, let quantity, let remaining):
      begin("order-reduced", instrument, &out)
      writeLoss(order, quantity, CancelReason.selfTrade, &out)
      out.name("remaining")
      out.number(Int64(remaining))
    case .prevented(let taker, let maker, let instrument, let price, let quantity, let mode):
      begin("match-prevented", instrument, &out)
      out.name("maker")
      out.order(OrderNumber(packed: maker))
      out.member("mode", mode.word)
      out.name("price")
      out.decimal(price)
      out.name("quantity")
      out.number(Int64(quantity))
      out.name("taker")
      out.order(OrderNumber(packed: taker))
    case .orderRefused(let order, let refusal):
      out.name("code")
      out.string(refusal.isPrivate ? Refusal.withheld.rawValue : refusal.rawValue)
      out.member("event", "order-refused")
      out.name("order")
      out.order(OrderNumber(packed: order))
    }
  }

  /// What every event of an order in a book begins with.
  private func begin(_ event: StaticString, _ instrument: Int32, _ out: inout JSONWriter) {
    out.member("event", event)
    out.name("instrument")
    out.symbol(instruments[instrument].symbol)
  }

  /// How many units an order lost, and why.
  private func writeLoss(
    _ order: UInt64, _ quantity: Int32, _ reason: CancelReason, _ out: inout JSONWriter
  ) {
    out.name("order")
    out.order(OrderNumber(packed: order))
    out.name("quantity")
    out.number(Int64(quantity))
    out.member("reason", reason.word)
  }

  private func writeAccepted(
    _ order: UInt64, _ instrument: Int32, _ line: OrderLine, _ expiry: Microseconds,
    _ out: inout JSONWriter
  ) {
    if line.isMarket {
      out.name("collar")
      out.decimal(line.limit)
    }
    out.member("event", "order-accepted")
    if expiry > 0 {
      out.name("expiry")
      out.number(expiry)
    }
    out.name("instrument")
    out.symbol(instruments[instrument].symbol)
    if !line.isMarket {
      out.name("limit")
      out.decimal(line.limit)
    }
    out.name("order")
    out.order(OrderNumber(packed: order))
    if line.isPostOnly {
      out.name("postOnly")
      out.yes()
    }
    out.name("quantity")
    out.number(line.quantity)
    if let mode = line.selfTrade { out.member("selfTrade", mode.word) }
    out.member("side", line.side.word)
    out.member("timeInForce", line.timeInForce.word)
  }

  private func write(
    _ trade: TradeEvent, _ at: Int, _ step: borrowing Step, _ out: inout JSONWriter
  ) {
    out.member("event", "trade")
    out.name("fees")
    out.beginObject()
    out.name("maker")
    out.decimal(trade.makerFee)
    out.name("taker")
    out.decimal(trade.takerFee)
    out.endObject()
    out.name("instrument")
    out.symbol(instruments[trade.instrument].symbol)
    out.name("maker")
    out.order(OrderNumber(packed: trade.maker))
    out.name("price")
    out.decimal(trade.price)
    out.name("quantity")
    out.number(Int64(trade.quantity))
    out.name("royalties")
    out.beginArray()
    for line in 0..<trade.royaltyCount { out.decimal(step.royalties[trade.royalties + line]) }
    out.endArray()
    out.name("rules")
    out.string(rulesVersion)
    out.name("serials")
    out.beginArray()
    for run in 0..<trade.serialCount {
      let serials = step.serials[trade.serials + run]
      out.beginArray()
      out.number(Int64(serials.first))
      out.number(Int64(serials.count))
      out.endArray()
    }
    out.endArray()
    out.member("side", trade.side.word)
    out.name("taker")
    out.order(OrderNumber(packed: trade.taker))
    out.name("trade")
    out.trade(step.sequence, at)
  }

  private func writeSealed(_ step: borrowing Step, _ outcome: inout Outcome) {
    var writer = JSONWriter(capacity: step.sealed.count * 160 + step.sealedText.count)
    var start = 0
    for at in 0..<step.sealed.count {
      switch step.sealed[at] {
      case .written(let end, let account):
        writer.line(step.sealedText, start..<Int(end))
        start = Int(end) + 1
        outcome.sealedAccounts.append(account)
      case .cash(let slot, let change, let available, let held, let reason, let trade):
        let account = accounts[Int(slot)].number
        writer.beginObject()
        writer.cash(account, change: change, available: available, held: held, reason: reason.word)
        if trade >= 0 {
          writer.name("trade")
          writer.trade(step.sequence, Int(trade))
        }
        writer.endObject()
        outcome.sealedAccounts.append(account)
      case .orderRefused(let order, let account, let refusal):
        writer.beginObject()
        writer.name("account")
        writer.decimal(account)
        writer.name("code")
        writer.string(refusal.rawValue)
        writer.member("event", "order-refused")
        writer.name("order")
        writer.order(OrderNumber(packed: order))
        writer.endObject()
        outcome.sealedAccounts.append(account)
      }
      outcome.sealedEvents.ends.append(writer.count)
      writer.newline()
    }
    outcome.sealedEvents.bytes = writer.bytes
  }

  private func reply(of step: borrowing Step) -> [UInt8] {
    guard step.refusal == nil else { return [] }
    var out = JSONWriter()
    switch step.answer {
    case .written: return step.reply.bytes
    case .order(let execution):
      write(execution, &out)
      writeTrades(step, &out)
    case .amended(let execution, let keepsPriority):
      write(execution, &out, priority: keepsPriority ? "kept" : "lost")
      writeTrades(step, &out)
    case .batch:
      out.name("orders")
      out.beginArray()
      for at in 0..<step.executions.count {
        out.beginObject()
        write(step.executions[at], &out)
        out.endObject()
      }
      out.endArray()
      writeTrades(step, &out)
    case .cancelled(let order, let quantity):
      out.name("cancelled")
      out.number(Int64(quantity))
      out.name("order")
      out.order(OrderNumber(packed: order))
    case .cancelledAll:
      out.name("orders")
      out.beginArray()
      for at in 0..<step.executions.count {
        out.order(OrderNumber(packed: step.executions[at].order))
      }
      out.endArray()
    }
    return out.bytes
  }

  private func write(
    _ execution: Execution, _ out: inout JSONWriter, priority: StaticString? = nil
  ) {
    if let refusal = execution.refusal {
      out.name("code")
      out.string(refusal.rawValue)
    }
    out.name("filled")
    out.number(Int64(execution.filled))
    out.name("order")
    out.order(OrderNumber(packed: execution.order))
    if let priority { out.member("priority", priority) }
    out.name("remaining")
    out.number(Int64(execution.remaining))
    out.member("status", execution.status)
  }

  private func writeTrades(_ step: borrowing Step, _ out: inout JSONWriter) {
    out.name("trades")
    out.beginArray()
    for at in 0..<step.events.count {
      guard case .trade(let trade) = step.events[at] else { continue }
      out.beginObject()
      out.name("price")
      out.decimal(trade.price)
      out.name("quantity")
      out.number(Int64(trade.quantity))
      out.name("trade")
      out.trade(step.sequence, at)
      out.endObject()
    }
    out.endArray()
  }
}
