import Venue
import VenueModel

// Acts about orders.
extension Drawing {
  private static let day: Int64 = 86_400_000_000

  private mutating func limit() -> Int64 {
    switch random.draw(0...160) {
    case 0: return 0
    case 1: return 1 << 41 + 5
    default:
      let around = random.draw(95...105)
      if model.rules.tick > 1, !random.once(in: 20) { return around / 5 * 5 }
      return random.once(in: 3) ? around : around / 5 * 5
    }
  }

  private mutating func quantity() -> Int64 {
    switch random.draw(0...100) {
    case 0: 5_001
    case 1...9: random.draw(20...150)
    default: random.draw(1...12)
    }
  }

  /// In whole seconds, as documents write it.
  private mutating func expiry() -> Int64 {
    let now = wall / 1_000_000
    let seconds =
      switch random.draw(0...20) {
      case 0: now - 1
      case 1: now + 367 * 86_400
      case 2...9: now + random.draw(1...5)
      case 10...15: now + random.draw(1...600)
      default: now + random.draw(1...2 * 86_400)
      }
    return seconds * 1_000_000
  }

  private mutating func anyLine(_ side: Side) -> OrderLine {
    var line = OrderLine(side: side, limit: limit(), quantity: quantity())
    line.timeInForce =
      switch random.draw(0...99) {
      case 0..<50: .goodTillCancelled
      case 50..<62: .immediateOrCancel
      case 62..<72: .fillOrKill
      case 72..<86: .day
      default: .goodTillDate
      }
    if line.timeInForce == .goodTillDate { line.expiry = expiry() }
    if line.timeInForce.rests {
      line.isPostOnly = random.once(in: 6)
    } else {
      line.isMarket = random.once(in: 3)
    }
    if random.once(in: 4) {
      line.selfTrade = random.pick([.cancelNewest, .cancelOldest, .cancelBoth, .decrement])
    }
    if random.once(in: 200) { line.isPostOnly.toggle() }
    return line
  }

  /// How many units of `symbol` an owner can offer.
  private func room(_ owner: UInt64, _ symbol: Symbol) -> Int64 {
    guard let edition = model.boards[symbol]?.edition else { return 0 }
    let free = model.matured(owner, edition) - model.unitsHeld(owner, edition)
    return max(0, min(free, model.unitsAvailable(owner, edition)))
  }

  /// An owner who can offer units of `symbol`, or one who cannot yet.
  private mutating func seller(_ symbol: Symbol) -> UInt64? {
    let edition = model.boards[symbol]?.edition ?? 0
    let anyUnits = random.once(in: 8)
    var owners: [UInt64] = []
    for owner in model.editions[edition]?.units.keys.sorted() ?? [] {
      if anyUnits ? model.unitCount(owner, edition) > 0 : room(owner, symbol) > 0 {
        owners.append(owner)
      }
    }
    return random.pick(owners)
  }

  private mutating func terms(_ symbol: Symbol) -> Bytes32 {
    if random.once(in: 100) { return keys.word() }
    let edition = model.boards[symbol]?.edition ?? 0
    return model.editions[edition]?.terms.digest ?? Bytes32([UInt8](repeating: 0, count: 32))
      ?? keys.word()
  }

  mutating func order() -> Draft {
    let symbol = symbol()
    var line = anyLine(random.once(in: 2) ? .buy : .sell)
    var account = anyone()
    let seller = line.side == .buy || random.once(in: 12) ? nil : seller(symbol)
    if line.side == .sell, seller == nil, !random.once(in: 6) { line.side = .buy }
    if let seller {
      account = seller
      if !random.once(in: 10) { line.quantity = max(1, min(line.quantity, room(seller, symbol))) }
    }
    return draft(account, .placeOrder(line, instrument: symbol, terms: terms(symbol)))
  }

  mutating func batch() -> Draft {
    let symbol = symbol()
    let seller = random.once(in: 2) ? seller(symbol) : nil
    var lines: [OrderLine] = []
    for _ in 0..<random.draw(1...6) {
      var line = anyLine(random.once(in: seller == nil ? 6 : 2) ? .sell : .buy)
      if line.side == .sell, let seller, !random.once(in: 4) {
        line.quantity = max(1, min(line.quantity, room(seller, symbol) / 2))
      }
      lines.append(line)
    }
    return draft(
      seller ?? anyone(), .placeBatch(lines, instrument: symbol, terms: terms(symbol)))
  }

  /// An order that rests, mostly; and whoever may change it, mostly.
  private mutating func target() -> (number: OrderNumber, account: UInt64, order: Model.Order?) {
    let boards = symbols { !$0.orders.isEmpty }
    guard !random.once(in: 14), let symbol = random.pick(boards),
      let order = random.pick(model.boards[symbol]?.orders ?? [])
    else {
      let sequence = UInt64(random.draw(0...Int64(max(1, model.sequence))))
      return (OrderNumber(sequence: sequence, position: 0), anyone(), nil)
    }
    if random.once(in: 14) { return (order.number, anyone(), order) }
    var siblings: [UInt64] = []
    for (number, member) in model.members where member.owner == order.owner {
      siblings.append(number)
    }
    return (order.number, random.pick(siblings.sorted()) ?? order.account, order)
  }

  mutating func amendment() -> Draft {
    let (number, account, order) = target()
    var limit = random.once(in: 2) ? order?.limit ?? limit() : limit()
    let filled = order.map { $0.quantity - $0.remaining } ?? 0
    var quantity = quantity() + (random.once(in: 8) ? 0 : filled)
    if let order {
      if random.once(in: 3) { quantity = random.draw(1...order.quantity + 3) }
      if random.once(in: 20) { (limit, quantity) = (order.limit, order.quantity) }
      if random.once(in: 20) { quantity = max(1, filled) }
    }
    return draft(account, .amendOrder(number, limit: limit, quantity: quantity))
  }

  mutating func cancellation() -> Draft {
    let (number, account, _) = target()
    return draft(account, .cancelOrder(number))
  }

  mutating func massCancellation() -> Draft {
    let side: Side? =
      switch random.draw(0...2) {
      case 0: .buy
      case 1: .sell
      default: nil
      }
    return draft(anyone(), .cancelAll(instrument: symbol(), side: side))
  }

  mutating func timer() -> Draft {
    let seconds: Int64 =
      switch random.draw(0...20) {
      case 0: 86_401
      case 1: 86_400
      case 2...5: 0
      case 6...9: random.draw(1...7_200)
      default: random.draw(1...20)
      }
    return draft(anyone(), .cancelAfter(instrument: symbol(), seconds: seconds))
  }

  mutating func collar() -> Draft {
    let collar =
      switch random.draw(0...12) {
      case 0: Collar(lowest: 0, highest: 100)
      case 1: Collar(lowest: 101, highest: 100)
      case 2: Collar(lowest: 97, highest: 103)
      case 3: Collar(lowest: 99, highest: 101)
      case 4...6: Collar(lowest: 95, highest: 105)
      default: Collar(lowest: 1, highest: 1 << 41)
      }
    let tight = symbols { $0.collar.lowest > 95 }
    let symbol = random.once(in: 3) ? symbol() : random.pick(tight) ?? symbol()
    return draft(holder(.operating), .setCollar(symbol, collar))
  }

  mutating func phase() -> Draft {
    let halted = symbols { $0.isHalted }
    if let symbol = random.pick(halted), !random.once(in: 6) {
      return draft(holder(.operating), .resumeInstrument(symbol))
    }
    let action: Action =
      random.once(in: 3) ? .haltInstrument(symbol()) : .resumeInstrument(symbol())
    return draft(holder(.operating), action)
  }

  mutating func rules() -> Draft {
    var rules = model.rules
    switch random.draw(0...39) {
    case 0: rules.matching = .negotiated
    case 1: rules.tick = 5
    case 2, 3: rules.tick = 1
    case 4: rules.royaltyCap = random.draw(500...3_000)
    case 5: rules.fees = Fees(maker: 9_000, taker: 9_000)
    case 6: rules.fees = Fees(maker: random.draw(0...40), taker: 25)
    case 7..<10: rules.accountOrdersMaximum = random.draw(4...30)
    case 10..<15: rules.holdingDays = random.draw(0...3)
    case 15..<19: rules.holdingDays = Int64(workload.holdingDays)
    case 19..<22: rules.positionMaximum = random.draw(10...200)
    case 22..<28: rules.positionMaximum = 10_000_000
    default: rules.selfTrade = random.pick(SelfTrade.allCases) ?? .off
    }
    if model.rules.matching == .negotiated, !random.once(in: 8) { rules.matching = .continuous }
    return draft(
      holder(.operating), .setRules(rules, approval: random.once(in: 12) ? "" : "approved"))
  }
}
