// Orders: acceptance, matching in price–time priority, resting, amending and cancelling.
extension Venue {
  /// What a new order will meet, found before anything changes.
  struct Acceptance {
    var instrument: Int
    var edition: Int
    /// The sender's account slot; `nil` in public scope.
    var account: Int?
    /// The sender's holding; `nil` when this owner has none yet.
    var holding: Int?
  }

  /// What a new order would do: the answer to a dry run.
  package struct Plan: Sendable {
    /// Units that would trade at once.
    package var filled: Int64 = 0
    /// Units that would rest.
    package var remaining: Int64 = 0
    /// Units that would neither trade nor rest.
    package var cancelled: Int64 = 0
    /// Trades, in sequence.
    package var trades: [(price: Fen, quantity: Int64)] = []
    /// Fen that would be held or paid now, fees included; 0 for a sell.
    package var cash: Fen = 0
    /// Fees of the trades.
    package var fees: Fen = 0

    /// How the order would stand.
    package var status: String {
      "\(Execution(filled: filled, remaining: remaining, cancelled: cancelled).status)"
    }
  }

  /// Checks a new order against everything it must obey. O(1).
  func accept(
    _ line: OrderEntry.Line, on symbol: String, terms: Bytes32, position: UInt32,
    _ step: borrowing Step
  ) throws(Refusal) -> Acceptance {
    guard let at = instrumentSlots[symbol] else { throw .unknownInstrument }
    let edition = instruments[at].edition
    guard let rules, rules.matching == .continuous else { throw .notTrading }
    guard let asset = assetSlots[editions[edition].asset] else { throw .unknownAsset }
    try requireClear(assets[asset], for: .trade)
    guard instruments[at].phase == .continuous else { throw .halted }
    guard editions[edition].terms.digest == terms else { throw .termsDiffer }
    guard line.limit % rules.tick == 0 else { throw .offTick }
    guard (1...rules.limitMaximum).contains(line.limit) else { throw .limitOutOfRange }
    guard (1...rules.quantityMaximum).contains(line.quantity),
      let escrow = Settlement.escrow(
        limit: line.limit, quantity: line.quantity, fees: editions[edition].terms.fees)
    else { throw .quantityOutOfRange }
    guard let alias = step.facts.alias else { throw .withheld }
    let holding = editions[edition].holding(of: alias)
    if line.side == .sell {
      guard let holding, editions[edition].holdings[holding].available >= line.quantity
      else { throw .insufficientUnits }
    }
    let account = try privately(copy step, position: position) { (slot) throws(Refusal) in
      try require(slot, anyOf: [.creator, .trader])
      guard accounts[slot].openOrders < rules.accountOrdersMaximum else { throw .tooManyOrders }
      if line.side == .buy {
        guard cash[slot].available >= escrow else { throw .insufficientCash }
      }
    }
    return Acceptance(instrument: at, edition: edition, account: account, holding: holding)
  }

  /// What `line` would do if it came next from `account`, changing nothing. O(orders met).
  package func plan(
    _ line: OrderEntry.Line, on symbol: String, terms: Bytes32, account: AccountNumber,
    alias: Alias
  ) throws(Refusal) -> Plan {
    var facts = Facts()
    facts.alias = alias
    let step = Step(
      sequence: nextSequence, time: time,
      command: Command(account: account, action: .sealed, facts: facts))
    let accepted = try accept(line, on: symbol, terms: terms, position: 0, step)
    let fees = editions[accepted.edition].terms.fees
    var plan = Plan()
    var wanted = line.quantity
    var stopped = false
    instruments[accepted.instrument].book.forEach(line.side.opposite) { _, maker in
      guard wanted > 0, crosses(line, maker.limit) else { return false }
      guard Int(maker.holding) != accepted.holding else {
        stopped = true
        return false
      }
      let fill = min(wanted, maker.remaining)
      let gross = maker.limit * fill
      let fee = Settlement.share(of: gross, rate: fees.taker)
      plan.trades.append((maker.limit, fill))
      plan.fees += fee
      if line.side == .buy { plan.cash += gross + fee }
      wanted -= fill
      return true
    }
    plan.filled = line.quantity - wanted
    if !stopped, line.timeInForce == .goodTillCancelled {
      plan.remaining = wanted
      if line.side == .buy {
        plan.cash += Settlement.escrow(limit: line.limit, quantity: wanted, fees: fees) ?? 0
      }
    } else {
      plan.cancelled = wanted
    }
    return plan
  }

  private func crosses(_ line: OrderEntry.Line, _ limit: Fen) -> Bool {
    line.side == .buy ? limit <= line.limit : limit >= line.limit
  }

  mutating func place(_ entry: OrderEntry, _ step: inout Step) throws(Refusal) {
    precondition(entry.lines.count <= OrderEntry.lineCountMaximum)
    guard entry.isBatch else {
      let accepted = try accept(
        entry.lines[0], on: entry.instrument, terms: entry.terms, position: 0, step)
      let number = OrderNumber(sequence: step.sequence, position: 0)
      let result = placeAccepted(entry.lines[0], number, accepted, &step)
      replyOrder(number, result, &step)
      replyTrades(&step)
      return
    }
    step.reply.name("orders")
    step.reply.beginArray()
    for (at, line) in entry.lines.enumerated() {
      let number = OrderNumber(sequence: step.sequence, position: UInt32(at))
      step.reply.beginObject()
      do throws(Refusal) {
        let accepted = try accept(
          line, on: entry.instrument, terms: entry.terms, position: number.position, step)
        let result = placeAccepted(line, number, accepted, &step)
        replyOrder(number, result, &step)
      } catch {
        refuseOrder(number, error, &step)
      }
      step.reply.endObject()
    }
    step.reply.endArray()
    replyTrades(&step)
  }

  /// One order of a batch was refused; the others are judged by themselves.
  private func refuseOrder(_ number: OrderNumber, _ refusal: Refusal, _ step: inout Step) {
    if refusal.isPrivate {
      step.withheld.append(number.position)
      if scope == .full, let account = step.account {
        step.seal(account) {
          $0.name("account")
          $0.decimal(account)
          $0.name("code")
          $0.string(refusal.rawValue)
          $0.name("event")
          $0.string("order-refused")
          $0.name("order")
          $0.order(number)
        }
      }
    }
    step.publish {
      $0.name("code")
      $0.string(refusal.isPrivate ? Refusal.withheld.rawValue : refusal.rawValue)
      $0.name("event")
      $0.string("order-refused")
      $0.name("order")
      $0.order(number)
    }
    step.reply.name("code")
    step.reply.string(refusal.rawValue)
    step.reply.name("filled")
    step.reply.number(Int64(0))
    step.reply.name("order")
    step.reply.order(number)
    step.reply.name("remaining")
    step.reply.number(Int64(0))
    step.reply.name("status")
    step.reply.string("refused")
  }

  /// How an order stands after it met the book.
  struct Execution {
    var filled: Int64
    var remaining: Int64
    /// Units that neither traded nor rest.
    var cancelled: Int64

    var status: StaticString {
      if cancelled > 0 { return "cancelled" }
      if remaining == 0 { return "filled" }
      return filled == 0 ? "open" : "partly-filled"
    }
  }

  func replyOrder(_ number: OrderNumber, _ result: Execution, _ step: inout Step) {
    step.reply.name("filled")
    step.reply.number(result.filled)
    step.reply.name("order")
    step.reply.order(number)
    step.reply.name("remaining")
    step.reply.number(result.remaining)
    step.reply.name("status")
    step.reply.string(result.status)
  }

  func replyTrades(_ step: inout Step) {
    step.reply.name("trades")
    step.reply.beginArray()
    for trade in step.trades {
      step.reply.beginObject()
      step.reply.name("price")
      step.reply.decimal(trade.price)
      step.reply.name("quantity")
      step.reply.number(trade.quantity)
      step.reply.name("trade")
      step.reply.trade(step.sequence, trade.event)
      step.reply.endObject()
    }
    step.reply.endArray()
  }

  private mutating func placeAccepted(
    _ line: OrderEntry.Line, _ number: OrderNumber, _ accepted: Acceptance, _ step: inout Step
  ) -> Execution {
    let symbol = instruments[accepted.instrument].symbol
    step.publish {
      $0.name("event")
      $0.string("order-accepted")
      $0.name("instrument")
      $0.string(symbol)
      $0.name("limit")
      $0.decimal(line.limit)
      $0.name("order")
      $0.order(number)
      $0.name("quantity")
      $0.number(line.quantity)
      $0.name("side")
      $0.string(line.side.word)
      $0.name("timeInForce")
      $0.string(line.timeInForce.word)
    }
    guard let alias = step.facts.alias else { preconditionFailure("accepted without an alias") }
    let owner = accepted.account.map { accounts[$0].owner }
    let holding = editions[accepted.edition].openHolding(alias: alias, owner: owner)
    let order = RestingOrder(
      number: number, account: Int32(accepted.account ?? -1), holding: Int32(holding),
      side: line.side, limit: line.limit, quantity: line.quantity, remaining: line.quantity,
      escrow: 0)
    return match(order, line.timeInForce, accepted.instrument, &step)
  }

  /// Lets an incoming order meet the book, then rests or cancels what is left. O(orders met).
  mutating func match(
    _ incoming: RestingOrder, _ timeInForce: TimeInForce, _ instrument: Int, _ step: inout Step
  ) -> Execution {
    var order = incoming
    let line = OrderEntry.Line(
      side: order.side, limit: order.limit, quantity: order.remaining, timeInForce: timeInForce)
    var isSelfTrade = false
    while order.remaining > 0, let slot = instruments[instrument].book.front(order.side.opposite) {
      let maker = instruments[instrument].book[slot]
      guard crosses(line, maker.limit) else { break }
      guard maker.holding != order.holding else {
        // Accounts of one owner never trade with each other: the newcomer yields.
        isSelfTrade = true
        break
      }
      let fill = min(order.remaining, maker.remaining)
      settle(fill, taker: order, maker: maker, makerSlot: slot, instrument, &step)
      order.remaining -= fill
    }
    var result = Execution(
      filled: order.quantity - order.remaining, remaining: order.remaining, cancelled: 0)
    guard order.remaining > 0 else { return result }
    if isSelfTrade || timeInForce == .immediateOrCancel {
      result.cancelled = order.remaining
      result.remaining = 0
      publishCancelled(
        order, instrument, reason: isSelfTrade ? "self-trade" : "immediate-or-cancel", &step)
    } else {
      rest(order, instrument, &step)
    }
    return result
  }

  private mutating func rest(_ incoming: RestingOrder, _ instrument: Int, _ step: inout Step) {
    var order = incoming
    let edition = instruments[instrument].edition
    let account = Int(order.account)
    if order.side == .sell {
      editions[edition].holdings[Int(order.holding)].hold(order.remaining)
    } else if account >= 0 {
      order.escrow = escrow(order.limit, order.remaining, edition)
      cash.hold(account, order.escrow)
      sealCash(account, change: 0, reason: "order-hold", &step)
    }
    if account >= 0 { accounts[account].openOrders += 1 }
    let slot = instruments[instrument].book.insert(order)
    orders[order.number] = OrderLocation(instrument: Int32(instrument), slot: slot)
    let symbol = instruments[instrument].symbol
    step.publish {
      $0.name("event")
      $0.string("order-rested")
      $0.name("instrument")
      $0.string(symbol)
      $0.name("limit")
      $0.decimal(order.limit)
      $0.name("order")
      $0.order(order.number)
      $0.name("remaining")
      $0.number(order.remaining)
      $0.name("side")
      $0.string(order.side.word)
    }
  }

  private func escrow(_ limit: Fen, _ quantity: Int64, _ edition: Int) -> Fen {
    guard
      let fen = Settlement.escrow(
        limit: limit, quantity: quantity, fees: editions[edition].terms.fees)
    else { preconditionFailure("an accepted order is within bounds") }
    return fen
  }

  func publishCancelled(
    _ order: RestingOrder, _ instrument: Int, reason: StaticString, _ step: inout Step
  ) {
    step.publish {
      $0.name("event")
      $0.string("order-cancelled")
      $0.name("instrument")
      $0.string(instruments[instrument].symbol)
      $0.name("order")
      $0.order(order.number)
      $0.name("quantity")
      $0.number(order.remaining)
      $0.name("reason")
      $0.string(reason)
    }
  }

  /// Takes an order out of the book and frees what stood behind it, without telling anyone.
  mutating func lift(_ instrument: Int, _ slot: Int32, _ step: inout Step) -> RestingOrder {
    let order = instruments[instrument].book[slot]
    instruments[instrument].book.remove(slot)
    orders[order.number] = nil
    if order.side == .sell {
      editions[instruments[instrument].edition].holdings[Int(order.holding)]
        .release(order.remaining)
    }
    let account = Int(order.account)
    if account >= 0 {
      accounts[account].openOrders -= 1
      if order.side == .buy {
        cash.release(account, order.escrow)
        sealCash(account, change: 0, reason: "order-release", &step)
      }
    }
    return order
  }

  /// Cancels a resting order.
  mutating func withdrawOrder(
    _ instrument: Int, _ slot: Int32, reason: StaticString, _ step: inout Step
  ) {
    let order = lift(instrument, slot, &step)
    publishCancelled(order, instrument, reason: reason, &step)
  }
}
