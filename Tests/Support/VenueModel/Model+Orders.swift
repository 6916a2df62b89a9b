import Venue

// Taking a new order: every check in its turn.
extension Model {
  /// One order of a batch, which stands or falls by itself.
  mutating func placeOne(
    _ line: OrderLine, _ at: Int, on symbol: Symbol, _ terms: Bytes32, _ command: Command
  ) {
    let number = OrderNumber(sequence: sequence, position: UInt32(at))
    do {
      try place(line, on: symbol, terms, number, command)
    } catch {
      let code = (error as? Refused)?.code ?? "\(error)"
      if Self.secret.contains(code) { verdict.withheld.append(UInt32(at)) }
      tell(#"{"code":"\#(shown(code))","event":"order-refused","order":"\#(number)"}"#)
      reach("line refused " + code)
    }
  }

  mutating func place(
    _ line: OrderLine, on symbol: Symbol, _ terms: Bytes32, _ number: OrderNumber,
    _ command: Command
  ) throws {
    guard let board = boards[symbol], let edition = editions[board.edition] else {
      throw Refused("unknown-instrument")
    }
    guard rules.matching == .continuous else { throw Refused("not-trading") }
    try requireClear(edition.asset, .trade)
    guard !board.isHalted else { throw Refused("halted") }
    guard edition.terms.digest == terms else { throw Refused("terms-differ") }
    guard isCoherent(line) else { throw Refused("order-contradictory") }
    guard line.limit % rules.tick == 0 else { throw Refused("off-tick") }
    guard line.limit >= 1, line.limit <= rules.limitMaximum else {
      throw Refused("limit-out-of-range")
    }
    guard line.limit >= board.collar.lowest, line.limit <= board.collar.highest else {
      throw Refused("outside-collar")
    }
    guard line.quantity >= 1, line.quantity <= rules.quantityMaximum,
      Int128(line.limit) * Int128(line.quantity) <= 1 << 52
    else { throw Refused("quantity-out-of-range") }
    if line.timeInForce == .goodTillDate {
      let farthest = time + 366 * 24 * 3_600 * 1_000_000
      guard line.expiry > time, line.expiry <= farthest else {
        throw Refused("expiry-out-of-range")
      }
    }
    guard command.facts.alias != nil else { throw Refused("withheld") }
    if let owner = command.account.flatMap({ members[$0]?.owner }) {
      try requireUnits(owner, board.edition, line.side, line.quantity)
    }
    try requirePassive(line.isPostOnly, line.side, line.limit, symbol)

    let account = try sender(command).number
    try require(command, [.creator, .trader])
    guard openOrders(account) < rules.accountOrdersMaximum else {
      throw Refused("too-many-orders")
    }
    if line.side == .buy {
      guard available(account) >= escrow(line.limit, line.quantity, edition.terms) else {
        throw Refused("insufficient-cash")
      }
    }
    let owner = try sender(command).member.owner
    accept(line, Order(line, number, account, owner, expiry: expiry(line)), symbol)
  }

  private func isCoherent(_ line: OrderLine) -> Bool {
    let goesAtOnce = line.timeInForce == .immediateOrCancel || line.timeInForce == .fillOrKill
    if line.isMarket, !goesAtOnce { return false }
    if line.isPostOnly, goesAtOnce { return false }
    if line.selfTrade == .off { return false }
    if line.timeInForce == .goodTillDate { return line.expiry != 0 }
    return line.expiry == 0
  }

  private func expiry(_ line: OrderLine) -> Int64 {
    switch line.timeInForce {
    case .day: midnight(day(time) + 1)
    case .goodTillDate: line.expiry
    default: 0
    }
  }

  /// Whether the owner may offer, or bid for, `more` units than it does.
  func requireUnits(_ owner: UInt64, _ edition: UInt64, _ side: Side, _ more: Int64) throws {
    if side == .sell {
      guard unitsAvailable(owner, edition) >= more else { throw Refused("insufficient-units") }
      guard matured(owner, edition) - unitsHeld(owner, edition) >= more else {
        throw Refused("holding-period")
      }
    } else {
      guard unitCount(owner, edition) + bidding(owner, edition) + more <= rules.positionMaximum
      else { throw Refused("position-limit") }
    }
  }

  /// Whether a post-only order would not trade at once.
  func requirePassive(
    _ isPostOnly: Bool, _ side: Side, _ limit: Int64, _ symbol: Symbol
  ) throws {
    guard isPostOnly, let other = best(symbol, side.opposite) else { return }
    if crosses(side, limit, other) { throw Refused("would-trade") }
  }

  private mutating func accept(_ line: OrderLine, _ order: Order, _ symbol: Symbol) {
    var text = "{"
    if line.isMarket { text += #""collar":"\#(line.limit)","# }
    text += #""event":"order-accepted","#
    if order.expiry != 0 { text += #""expiry":\#(order.expiry),"# }
    text += #""instrument":"\#(symbol)","#
    if !line.isMarket { text += #""limit":"\#(line.limit)","# }
    text += #""order":"\#(order.number)","#
    if line.isPostOnly { text += #""postOnly":true,"# }
    text += #""quantity":\#(line.quantity),"#
    if let mode = line.selfTrade { text += #""selfTrade":"\#(mode.name)","# }
    text += #""side":"\#(line.side.name)","timeInForce":"\#(line.timeInForce.name)"}"#
    tell(text)
    reach((line.isMarket ? "market " : line.isPostOnly ? "post-only " : "") + order.word)

    if line.timeInForce == .fillOrKill {
      // What would happen is what happens to a copy of the whole market.
      var copy = self
      let tried = copy.meet(order, symbol)
      guard tried.filled == order.quantity else {
        reach("killed though some would fill", if: tried.filled > 0)
        if copy.verdict.prevented.count > verdict.prevented.count {
          reach("killed by one's own, " + (order.selfTrade ?? rules.selfTrade).name)
        }
        tellCancelled(order, symbol, "fill-or-kill")
        verdict.executions.append(Execution(number: order.number, cancelled: order.quantity))
        return
      }
      reach("FOK filled")
      reach(
        "FOK filled past others",
        if: copy.verdict.lines.count > verdict.lines.count + copy.verdict.trades.count
          - verdict.trades.count)
    }
    let execution = meet(order, symbol)
    reach("market " + execution.status, if: line.isMarket)
    reach(order.word + " " + execution.status)
    verdict.executions.append(execution)
  }

  mutating func reach(_ what: String, if holds: Bool) { if holds { reach(what) } }
}

extension Model.Order {
  init(
    _ line: OrderLine, _ number: OrderNumber, _ account: UInt64, _ owner: UInt64, expiry: Int64
  ) {
    self.init(
      number: number, account: account, owner: owner, side: line.side, limit: line.limit,
      quantity: line.quantity, remaining: line.quantity, timeInForce: line.timeInForce,
      isPostOnly: line.isPostOnly, expiry: expiry, selfTrade: line.selfTrade)
  }

  /// How long it stands, as a word.
  var word: String { timeInForce.name }
}
