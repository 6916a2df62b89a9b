// One trade: delivery versus payment, fees and royalties, in one step.
extension Venue {
  /// Settles `fill` units between an incoming order and one that rests, and lowers or removes the
  /// latter. The price is the resting order's. O(lots moved + royalty lines).
  mutating func settle(
    _ fill: Int64, taker: RestingOrder, maker: RestingOrder, makerSlot: Int32, _ instrument: Int,
    _ step: inout Step
  ) {
    let edition = instruments[instrument].edition
    let terms = editions[edition].terms
    let price = maker.limit
    let gross = price * fill
    let makerFee = Settlement.share(of: gross, rate: terms.fees.maker)
    let takerFee = Settlement.share(of: gross, rate: terms.fees.taker)
    let royalties = Settlement.royalties(of: gross, terms.royalties)
    let event = step.nextEvent

    lowerMaker(fill, maker, makerSlot, instrument, terms.fees)
    let (buyer, seller) = taker.side == .buy ? (taker, maker) : (maker, taker)
    let serials = deliver(fill, from: Int(seller.holding), to: Int(buyer.holding), edition, step)
    if scope == .full {
      let (buyerFee, sellerFee) =
        taker.side == .buy ? (takerFee, makerFee) : (makerFee, takerFee)
      let total = royalties.reduce(0, +)
      cash.pay(Int(buyer.account), gross + buyerFee)
      cash.receive(Int(seller.account), gross - sellerFee - total)
      sealCash(
        Int(buyer.account), change: -gross - buyerFee, reason: "bought", trade: event, &step)
      sealCash(
        Int(seller.account), change: gross - sellerFee - total, reason: "sold", trade: event, &step)
      for (line, amount) in zip(terms.royalties, royalties) where amount > 0 {
        guard let payee = accountSlots[line.account] else {
          preconditionFailure("an edition's payees were checked at issue")
        }
        cash.receive(payee, amount)
        sealCash(payee, change: amount, reason: "royalty", trade: event, &step)
      }
      if buyerFee + sellerFee > 0 {
        cash.receive(0, buyerFee + sellerFee)
        sealCash(0, change: buyerFee + sellerFee, reason: "fee", trade: event, &step)
      }
    }
    instruments[instrument].lastPrice = price
    instruments[instrument].volume += fill
    step.trades.append(Step.Trade(event: event, price: price, quantity: fill))

    let symbol = instruments[instrument].symbol
    let version = rulesVersion
    let sequence = step.sequence
    step.publish {
      $0.name("event")
      $0.string("trade")
      $0.name("fees")
      $0.beginObject()
      $0.name("maker")
      $0.decimal(makerFee)
      $0.name("taker")
      $0.decimal(takerFee)
      $0.endObject()
      $0.name("instrument")
      $0.string(symbol)
      $0.name("maker")
      $0.order(maker.number)
      $0.name("price")
      $0.decimal(price)
      $0.name("quantity")
      $0.number(fill)
      $0.name("royalties")
      $0.beginArray()
      for amount in royalties { $0.decimal(amount) }
      $0.endArray()
      $0.name("rules")
      $0.string(version)
      $0.name("serials")
      $0.beginArray()
      for lot in serials {
        $0.beginArray()
        $0.number(lot.first)
        $0.number(lot.count)
        $0.endArray()
      }
      $0.endArray()
      $0.name("side")
      $0.string(taker.side.word)
      $0.name("taker")
      $0.order(taker.number)
      $0.name("trade")
      $0.trade(sequence, event)
    }
  }

  /// Frees what stood behind the filled part of a resting order and takes that part off the book.
  private mutating func lowerMaker(
    _ fill: Int64, _ maker: RestingOrder, _ slot: Int32, _ instrument: Int, _ fees: Fees
  ) {
    let left = maker.remaining - fill
    var escrow: Fen = 0
    let account = Int(maker.account)
    if maker.side == .sell {
      editions[instruments[instrument].edition].holdings[Int(maker.holding)].release(fill)
    } else if account >= 0 {
      escrow =
        left == 0 ? 0 : Settlement.escrow(limit: maker.limit, quantity: left, fees: fees) ?? 0
      cash.release(account, maker.escrow - escrow)
    }
    if left == 0 {
      instruments[instrument].book.remove(slot)
      orders[maker.number] = nil
      if account >= 0 { accounts[account].openOrders -= 1 }
    } else {
      instruments[instrument].book.reduce(slot, remainingBy: fill, quantityBy: 0, escrow: escrow)
    }
  }

  /// Moves serial numbers, first acquired first, and returns them in the order of delivery.
  private mutating func deliver(
    _ count: Int64, from seller: Int, to buyer: Int, _ edition: Int, _ step: borrowing Step
  ) -> [Lot] {
    var moved: [Lot] = []
    editions[edition].holdings[seller].deliver(count) { moved.append($0) }
    for lot in moved {
      editions[edition].holdings[buyer].receive(
        Lot(first: lot.first, count: lot.count, acquired: step.time))
    }
    return moved
  }
}
