// One trade: delivery versus payment, fees and royalties, in one step.
extension Venue {
  /// Settles `fill` units between an incoming order and one that rests, and lowers or removes the
  /// latter. The price is the resting order's. O(lots moved + royalty lines).
  @inline(__always)
  mutating func settle(
    _ fill: Int32, _ taker: borrowing IncomingOrder, _ slot: Int32, _ maker: QueuedOrder,
    _ step: inout Step
  ) {
    bringNear(taker, maker)
    let instrument = taker.instrument
    let terms = editionTerms[taker.edition]
    let makerAccount = records[slot].account
    let price = books.limit(slot)
    let gross = price * Int64(fill)
    let makerFee = Settlement.share(of: gross, rate: terms.fees.maker)
    let takerFee = Settlement.share(of: gross, rate: terms.fees.taker)
    let event = step.nextEvent
    let royalties = Int32(truncatingIfNeeded: step.royalties.count)
    let serials = Int32(truncatingIfNeeded: step.serials.count)
    let royalty = Settlement.royalties(
      of: gross, royaltyLines, from: terms.royalties, count: terms.royaltyCount,
      rate: terms.royaltyRate, into: &step.royalties, losesRest: plant == .skipRoyaltyFen)

    lowerMaker(fill, maker, slot, price, taker.edition)
    let isBuy = taker.side == .buy
    deliver(
      fill, from: isBuy ? maker.holding : taker.holding,
      to: isBuy ? taker.holding : maker.holding, &step)
    if taker.account >= 0 {
      let (buyer, seller) = isBuy ? (taker.account, makerAccount) : (makerAccount, taker.account)
      let (buyerFee, sellerFee) = isBuy ? (takerFee, makerFee) : (makerFee, takerFee)
      let proceeds = gross - sellerFee - royalty
      let paid = cash.pay(buyer, gross + buyerFee)
      let earned = cash.receive(seller, proceeds)
      sealCash(
        buyer, buyer == seller ? earned : paid, change: -gross - buyerFee, .bought, trade: event,
        &step)
      sealCash(seller, earned, change: proceeds, .sold, trade: event, &step)
      for line in 0..<terms.royaltyCount {
        let amount = step.royalties[royalties + line]
        guard amount > 0 else { continue }
        let payee = royaltyLines[terms.royalties + line].payee
        let balance = cash.receive(payee, amount)
        sealCash(payee, balance, change: amount, .royalty, trade: event, &step)
      }
      if buyerFee + sellerFee > 0 {
        let balance = cash.receive(0, buyerFee + sellerFee)
        sealCash(0, balance, change: buyerFee + sellerFee, .fee, trade: event, &step)
      }
    }
    instruments[instrument].lastPrice = price
    instruments[instrument].volume += Int64(fill)
    step.tradeCount &+= 1
    _ = step.events.append(
      .trade(
        TradeEvent(
          taker: taker.key, maker: maker.key, price: price, quantity: fill,
          instrument: instrument, makerFee: makerFee, takerFee: takerFee, royalties: royalties,
          royaltyCount: terms.royaltyCount, serials: serials,
          serialCount: Int32(truncatingIfNeeded: step.serials.count) - serials,
          side: taker.side)))
  }

  /// Has the memory fetched that a trade will change, and the order that comes next, while its amounts
  /// are worked out.
  @inline(__always)
  private func bringNear(_ taker: borrowing IncomingOrder, _ maker: QueuedOrder) {
    orderSlots.bringNear(SlotIndex.hash(order: maker.key))
    let (buyer, seller) =
      taker.side == .buy ? (taker.holding, maker.holding) : (maker.holding, taker.holding)
    lots.bringNear(first: holdings[seller].lots, last: holdings[buyer].lots)
    books.bringNear(maker.next)
    records.bringNear(maker.next)
  }

  /// Frees what stood behind the filled part of a resting order and takes that part off the book.
  @inline(__always)
  private mutating func lowerMaker(
    _ fill: Int32, _ maker: QueuedOrder, _ slot: Int32, _ price: Fen, _ edition: Int32
  ) {
    let record = records[slot]
    let left = maker.remaining - fill
    if maker.side == .sell {
      holdings[maker.holding].held -= fill
    } else {
      holdings[maker.holding].bidding -= fill
      if record.account >= 0 {
        cash.release(
          record.account, escrow(price, maker.remaining, edition) - escrow(price, left, edition))
      }
    }
    guard left == 0 else {
      books.reduce(slot, by: fill)
      return
    }
    unlist(slot, maker, record)
    // Who is met is the first of the best price.
    books.removeFront(record.instrument, maker.side, slot, maker)
  }
}
