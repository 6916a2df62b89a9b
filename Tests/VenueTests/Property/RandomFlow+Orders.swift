import Venue
import VenueModel

// Random acts about orders.
extension RandomFlow {
  private mutating func limit() -> Int64 {
    switch Int.random(in: 0..<120, using: &random) {
    case 0: return 0
    case 1: return -5
    case 2: return 1 << 40
    case 3: return (1 << 41) + 5
    default:
      let around = Int64.random(in: 95...105, using: &random)
      if trial.model.rules.tick > 1, !random.once(in: 20) { return around / 5 * 5 }
      return random.once(in: 4) ? around : around / 5 * 5
    }
  }

  private mutating func quantity() -> Int64 {
    switch Int.random(in: 0..<100, using: &random) {
    case 0: 0
    case 1: -1
    case 2: 5001
    case 3: 4999
    case 4..<14: Int64.random(in: 20...150, using: &random)
    default: Int64.random(in: 1...20, using: &random)
    }
  }

  private mutating func expiry() -> Int64 {
    switch Int.random(in: 0..<40, using: &random) {
    case 0: time
    case 1: time - 1
    case 2: time + 366 * wholeDay
    case 3: time + 366 * wholeDay + 1
    case 4: random.pick([-1, .min, .max]) ?? -1
    case 5..<14: time + 1
    case 14..<26: time + Int64.random(in: 1...40, using: &random)
    case 26..<34: time + Int64.random(in: 1...5_000_000, using: &random)
    default: time + Int64.random(in: 1...2 * wholeDay, using: &random)
    }
  }

  private mutating func anyLine(_ side: Side) -> OrderLine {
    var line = OrderLine(side: side, limit: limit(), quantity: quantity())
    line.timeInForce =
      switch Int.random(in: 0..<100, using: &random) {
      case 0..<46: .goodTillCancelled
      case 46..<60: .immediateOrCancel
      case 60..<76: .fillOrKill
      case 76..<87: .day
      default: .goodTillDate
      }
    if line.timeInForce == .goodTillDate { line.expiry = expiry() }
    if line.timeInForce.rests {
      line.isPostOnly = random.once(in: 5)
    } else {
      line.isMarket = random.once(in: 3)
    }
    if random.once(in: 3) {
      line.selfTrade = random.pick([.cancelNewest, .cancelOldest, .cancelBoth, .decrement])
    }
    switch Int.random(in: 0..<150, using: &random) {
    case 0: line.isMarket.toggle()
    case 1: line.isPostOnly.toggle()
    case 2: line.selfTrade = .off
    case 3: line.expiry = line.expiry == 0 ? time + 5 : 0
    default: break
    }
    return line
  }

  /// How many units of `symbol` an owner can offer.
  private func room(_ owner: UInt64, _ symbol: Symbol) -> Int64 {
    guard let edition = trial.model.boards[symbol]?.edition else { return 0 }
    let free = trial.model.matured(owner, edition) - trial.model.unitsHeld(owner, edition)
    return max(0, min(free, trial.model.unitsAvailable(owner, edition)))
  }

  /// Someone who can offer units of `symbol`, if there is anyone.
  private mutating func seller(_ symbol: Symbol) -> UInt64? {
    let edition = trial.model.boards[symbol]?.edition ?? 0
    var owners: [UInt64] = []
    for owner in trial.model.editions[edition]?.units.keys.sorted() ?? [] {
      if room(owner, symbol) > 0 { owners.append(owner) }
    }
    return random.pick(owners)
  }

  private mutating func terms(_ symbol: Symbol) -> Bytes32 {
    if random.once(in: 80) { return bytes32(7, kind: 9) }
    let edition = trial.model.boards[symbol]?.edition ?? 0
    return trial.model.editions[edition]?.terms.digest ?? bytes32(0)
  }

  private mutating func remember(_ position: UInt32) {
    orders.append(OrderNumber(sequence: trial.model.sequence, position: position))
    if orders.count > 200 { orders.removeFirst(100) }
  }

  mutating func addOrder() {
    let symbol = symbol()
    remember(0)
    var line = anyLine(random.once(in: 2) ? .buy : .sell)
    var account = anyone()
    let seller = line.side == .buy || random.once(in: 10) ? nil : seller(symbol)
    if line.side == .sell, seller == nil, !random.once(in: 4) { line.side = .buy }
    if let seller {
      account = seller
      if !random.once(in: 8) { line.quantity = min(line.quantity, room(seller, symbol)) }
    }
    add(
      account, .placeOrder(line, instrument: symbol, terms: terms(symbol)),
      hasAlias: !random.once(in: 150))
  }

  mutating func addBatch() {
    let symbol = symbol()
    let seller = random.once(in: 2) ? seller(symbol) : nil
    var lines: [OrderLine] = []
    for at in 0..<Int.random(in: 1...6, using: &random) {
      var line = anyLine(random.once(in: seller == nil ? 6 : 2) ? .sell : .buy)
      if line.side == .sell, let seller, !random.once(in: 4) {
        line.quantity = min(line.quantity, room(seller, symbol) / 2)
      }
      lines.append(line)
      remember(UInt32(at))
    }
    add(
      seller ?? anyone(), .placeBatch(lines, instrument: symbol, terms: terms(symbol)),
      hasAlias: !random.once(in: 60))
  }

  /// An order that rests, mostly; else any that was placed. And whoever may change it, mostly.
  private mutating func target() -> (number: OrderNumber, account: UInt64, order: Model.Order?) {
    var resting: [Model.Order] = []
    for board in trial.model.boards.values { resting += board.orders }
    resting.sort { $0.number < $1.number }
    guard !random.once(in: 12), let order = random.pick(resting) else {
      let number = random.pick(orders) ?? OrderNumber(sequence: 5, position: 9)
      return (number, anyone(), trial.model.order(number)?.order)
    }
    if random.once(in: 12) { return (order.number, anyone(), order) }
    var siblings: [UInt64] = []
    for (number, member) in trial.model.members where member.owner == order.owner {
      siblings.append(number)
    }
    return (order.number, random.pick(siblings.sorted()) ?? order.account, order)
  }

  mutating func addAmendment() {
    let (number, account, order) = target()
    var limit = random.once(in: 2) ? order?.limit ?? limit() : limit()
    let filled = order.map { $0.quantity - $0.remaining } ?? 0
    var quantity = quantity() + (random.once(in: 8) ? 0 : filled)
    if let order {
      if random.once(in: 3) { quantity = Int64.random(in: 1...order.quantity + 3, using: &random) }
      if random.once(in: 20) { (limit, quantity) = (order.limit, order.quantity) }
      if random.once(in: 20) { quantity = filled }
    }
    add(
      account, .amendOrder(number, limit: limit, quantity: quantity),
      hasAlias: !random.once(in: 100))
  }

  mutating func addCancellation() {
    let (number, account, _) = target()
    add(account, .cancelOrder(number), hasAlias: !random.once(in: 100))
  }

  mutating func addMassCancellation() {
    let side: Side? = random.pick([nil, .buy, .sell]) ?? nil
    add(
      anyone(), .cancelAll(instrument: symbol(), side: side), hasAlias: !random.once(in: 20))
  }

  mutating func addTimer() {
    let seconds: Int64 =
      switch Int.random(in: 0..<24, using: &random) {
      case 0: -1
      case 1: 86_401
      case 2: random.pick([.min, .max]) ?? .max
      case 3: 86_400
      case 4..<8: 0
      case 8..<10: Int64.random(in: 1...7200, using: &random)
      default: Int64.random(in: 1...3, using: &random)
      }
    add(
      anyone(), .cancelAfter(instrument: symbol(), seconds: seconds),
      hasAlias: !random.once(in: 40))
  }

  mutating func addCollar() {
    let collar =
      switch Int.random(in: 0..<16, using: &random) {
      case 0: Collar(lowest: 0, highest: 100)
      case 1: Collar(lowest: 101, highest: 100)
      case 2: Collar(lowest: .min, highest: .max)
      case 3: Collar(lowest: 100, highest: 100)
      case 4..<6: Collar(lowest: 97, highest: 103)
      case 6..<9: Collar(lowest: 95, highest: 105)
      default: Collar(lowest: 1, highest: .max)
      }
    // One that was drawn tight is mostly widened again.
    let tight = symbols { $0.collar.lowest > 95 }
    let symbol = random.once(in: 3) ? symbol() : random.pick(tight) ?? symbol()
    add(holder(.operating), .setCollar(symbol, collar))
  }

  mutating func addRules() {
    var rules = trial.model.rules
    switch Int.random(in: 0..<40, using: &random) {
    case 0: rules.matching = .negotiated
    case 1: rules.tick = 5
    case 2, 3: rules.tick = 1
    case 4: rules.royaltyCap = Int64.random(in: 500...3000, using: &random)
    case 5: rules.fees = Fees(maker: 9000, taker: 9000)
    case 6: rules.fees = Fees(maker: Int64.random(in: 0...40, using: &random), taker: 25)
    case 7: rules.holdingDays = random.pick([-1, 367, .max]) ?? -1
    case 8: rules.positionMaximum = random.pick([0, 10_000_001, .min]) ?? 0
    case 9..<12: rules.accountOrdersMaximum = Int64.random(in: 4...16, using: &random)
    case 12..<17: rules.holdingDays = Int64.random(in: 0...3, using: &random)
    case 17..<21: rules.holdingDays = 0
    case 21..<25: rules.positionMaximum = Int64.random(in: 5...60, using: &random)
    case 25..<31: rules.positionMaximum = 10_000_000
    default: rules.selfTrade = random.pick(SelfTrade.allCases) ?? .off
    }
    if trial.model.rules.matching == .negotiated, !random.once(in: 8) {
      rules.matching = .continuous
    }
    add(
      holder(.operating), .setRules(rules, approval: random.once(in: 12) ? "" : "approved"))
  }
}
