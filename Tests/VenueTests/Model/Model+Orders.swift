import Venue

// Orders and trades.
extension Model {
  mutating func performOrder(_ command: Command) throws {
    switch command.action {
    case .placeOrders(let entry):
      for (at, line) in entry.lines.enumerated() {
        let number = OrderNumber(sequence: sequence, position: UInt32(at))
        do {
          try place(line, entry, number, command)
        } catch let refused as Refused {
          guard entry.isBatch else { throw refused }
          if Self.secret.contains(refused.code) { withheld.append(UInt32(at)) }
          lines.append(
            #"{"code":"\#(shown(refused.code))","event":"order-refused","order":"\#(number)"}"#)
        }
      }
    case .amendOrder(let number, let limit, let quantity):
      try amend(number, limit, quantity, command)
    case .cancelOrder(let number):
      let (symbol, order) = try own(number, command)
      _ = try sender(command)
      withdraw(order, symbol, "requested")
    case .cancelAll(let symbol, let side):
      guard boards[symbol] != nil else { throw Refused("unknown-instrument") }
      let owner = try sender(command).member.owner
      guard command.facts.alias != nil else { return }
      for one in [Side.buy, .sell] where side == nil || side == one {
        for order in queue(symbol, one) where order.owner == owner {
          withdraw(order, symbol, "requested")
        }
      }
    default: break
    }
  }

  private mutating func place(
    _ line: OrderEntry.Line, _ entry: OrderEntry, _ number: OrderNumber, _ command: Command
  ) throws {
    guard let board = boards[entry.instrument], let edition = editions[board.edition] else {
      throw Refused("unknown-instrument")
    }
    guard rules.matching == .continuous else { throw Refused("not-trading") }
    try requireClear(edition.asset, .trade)
    guard !board.isHalted else { throw Refused("halted") }
    guard edition.terms.digest == entry.terms else { throw Refused("terms-differ") }
    guard line.limit % rules.tick == 0 else { throw Refused("off-tick") }
    guard line.limit >= 1, line.limit <= rules.limitMaximum else {
      throw Refused("limit-out-of-range")
    }
    guard line.quantity >= 1, line.quantity <= rules.quantityMaximum,
      Int128(line.limit) * Int128(line.quantity) <= 1 << 52
    else { throw Refused("quantity-out-of-range") }
    guard command.facts.alias != nil else { throw Refused("withheld") }
    let owner = command.account.flatMap { members[$0]?.owner }
    if line.side == .sell {
      guard let owner, unitsAvailable(owner, board.edition) >= line.quantity else {
        throw Refused("insufficient-units")
      }
    }
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
    let force = line.timeInForce == .goodTillCancelled ? "GTC" : "IOC"
    lines.append(
      #"{"event":"order-accepted","instrument":"\#(entry.instrument)","limit":"\#(line.limit)","#
        + #""order":"\#(number)","quantity":\#(line.quantity),"side":"\#(line.side)","#
        + #""timeInForce":"\#(force)"}"#)
    let order = Order(
      number: number, account: account, owner: try sender(command).member.owner, side: line.side,
      limit: line.limit, quantity: line.quantity, remaining: line.quantity)
    meet(order, entry.instrument, rests: line.timeInForce == .goodTillCancelled)
  }

  private mutating func meet(_ incoming: Order, _ symbol: String, rests: Bool) {
    var order = incoming
    var reason = rests ? nil : "immediate-or-cancel"
    for maker in queue(symbol, order.side == .buy ? .sell : .buy) {
      let crosses = order.side == .buy ? maker.limit <= order.limit : maker.limit >= order.limit
      guard order.remaining > 0, crosses else { break }
      guard maker.owner != order.owner else {
        reason = "self-trade"
        break
      }
      let fill = min(order.remaining, maker.remaining)
      trade(order, maker, fill, symbol)
      order.remaining -= fill
    }
    guard order.remaining > 0 else { return }
    if let reason {
      tellCancelled(order, symbol, reason)
    } else {
      boards[symbol]?.orders.append(order)
      lines.append(
        #"{"event":"order-rested","instrument":"\#(symbol)","limit":"\#(order.limit)","#
          + #""order":"\#(order.number)","remaining":\#(order.remaining),"side":"\#(order.side)"}"#)
    }
  }

  private mutating func trade(_ taker: Order, _ maker: Order, _ fill: Int64, _ symbol: String) {
    guard var board = boards[symbol], var edition = editions[board.edition],
      let place = board.orders.firstIndex(where: { $0.number == maker.number })
    else { return }
    let gross = maker.limit * fill
    let makerFee = fee(gross, edition.terms.fees.maker)
    let takerFee = fee(gross, edition.terms.fees.taker)
    let royalties = split(gross, edition.terms.royalties)
    let (buyer, seller) = taker.side == .buy ? (taker, maker) : (maker, taker)
    let (buyerFee, sellerFee) = taker.side == .buy ? (takerFee, makerFee) : (makerFee, takerFee)

    members[buyer.account]?.cash -= gross + buyerFee
    members[seller.account]?.cash += gross - sellerFee - royalties.reduce(0, +)
    for (line, amount) in zip(edition.terms.royalties, royalties) {
      members[line.account]?.cash += amount
    }
    members[0]?.cash += buyerFee + sellerFee

    let moved = Array((edition.units[seller.owner] ?? []).prefix(Int(fill)))
    edition.units[seller.owner]?.removeFirst(moved.count)
    edition.units[buyer.owner, default: []] += moved.map { Unit(serial: $0.serial, acquired: time) }
    editions[board.edition] = edition
    board.orders[place].remaining -= fill
    if board.orders[place].remaining == 0 { board.orders.remove(at: place) }
    board.last = maker.limit
    board.volume += fill
    boards[symbol] = board
    trades.append((maker.limit, fill))
    lines.append(
      #"{"event":"trade","fees":{"maker":"\#(makerFee)","taker":"\#(takerFee)"},"#
        + #""instrument":"\#(symbol)","maker":"\#(maker.number)","price":"\#(maker.limit)","#
        + #""quantity":\#(fill),"royalties":[\#(royalties.map { "\"\($0)\"" }.joined(separator: ","))],"#
        + #""rules":"\#(rulesVersion)","serials":\#(runs(moved)),"side":"\#(taker.side)","#
        + #""taker":"\#(taker.number)","trade":"t\#(sequence).\#(lines.count)"}"#)
  }

  /// Serial numbers as runs of those acquired together.
  private func runs(_ units: [Unit]) -> String {
    var found: [(first: Int64, count: Int64, acquired: Int64)] = []
    for unit in units {
      if let last = found.last, last.acquired == unit.acquired,
        last.first + last.count == unit.serial
      {
        found[found.count - 1].count += 1
      } else {
        found.append((unit.serial, 1, unit.acquired))
      }
    }
    return "[" + found.map { "[\($0.first),\($0.count)]" }.joined(separator: ",") + "]"
  }

  /// The largest remainder method, by sorting.
  func split(_ gross: Int64, _ royalties: [Terms.Royalty]) -> [Int64] {
    var amounts = royalties.map { fee(gross, $0.rate) }
    let total = fee(gross, royalties.reduce(0) { $0 + $1.rate })
    let byRemainder = royalties.indices.sorted { a, b in
      let (x, y) = (
        Int128(gross) * Int128(royalties[a].rate) % 10_000,
        Int128(gross) * Int128(royalties[b].rate) % 10_000
      )
      return x == y ? a < b : x > y
    }
    for line in byRemainder.prefix(Int(total - amounts.reduce(0, +))) { amounts[line] += 1 }
    return amounts
  }

  private mutating func tellCancelled(_ order: Order, _ symbol: String, _ reason: String) {
    lines.append(
      #"{"event":"order-cancelled","instrument":"\#(symbol)","order":"\#(order.number)","#
        + #""quantity":\#(order.remaining),"reason":"\#(reason)"}"#)
  }

  mutating func withdraw(_ order: Order, _ symbol: String, _ reason: String) {
    boards[symbol]?.orders.removeAll { $0.number == order.number }
    tellCancelled(order, symbol, reason)
  }

  private func own(
    _ number: OrderNumber, _ command: Command
  ) throws -> (symbol: String, order: Order) {
    guard let found = order(number) else { throw Refused("order-not-open") }
    let owner = command.account.flatMap { members[$0]?.owner }
    guard command.facts.alias != nil, found.order.owner == owner else {
      throw Refused("not-your-order")
    }
    return found
  }

  private mutating func amend(
    _ number: OrderNumber, _ limit: Int64, _ quantity: Int64, _ command: Command
  ) throws {
    let (symbol, order) = try own(number, command)
    guard let board = boards[symbol], let edition = editions[board.edition] else { return }
    guard rules.matching == .continuous else { throw Refused("not-trading") }
    guard !board.isHalted else { throw Refused("halted") }
    guard limit % rules.tick == 0 else { throw Refused("off-tick") }
    guard limit >= 1, limit <= rules.limitMaximum else { throw Refused("limit-out-of-range") }
    let filled = order.quantity - order.remaining
    guard quantity > filled, quantity <= rules.quantityMaximum,
      Int128(limit) * Int128(quantity - filled) <= 1 << 52
    else { throw Refused("quantity-out-of-range") }
    guard limit != order.limit || quantity != order.quantity else {
      throw Refused("nothing-to-amend")
    }
    if order.side == .sell {
      let room = unitsAvailable(order.owner, board.edition) + order.remaining
      guard room >= quantity - filled else { throw Refused("insufficient-units") }
    }
    guard try sender(command).member.isAdmitted else { throw Refused("not-admitted") }
    if order.side == .buy {
      let room =
        available(order.account) + escrow(order.limit, order.remaining, edition.terms)
      guard room >= escrow(limit, quantity - filled, edition.terms) else {
        throw Refused("insufficient-cash")
      }
    }
    let keeps = limit == order.limit && quantity < order.quantity
    lines.append(
      #"{"event":"order-amended","instrument":"\#(symbol)","limit":"\#(limit)","#
        + #""order":"\#(number)","priority":"\#(keeps ? "kept" : "lost")","#
        + #""remaining":\#(quantity - filled)}"#)
    var changed = order
    (changed.limit, changed.quantity, changed.remaining) = (limit, quantity, quantity - filled)
    guard let place = board.orders.firstIndex(of: order) else { return }
    if keeps {
      boards[symbol]?.orders[place] = changed
    } else {
      boards[symbol]?.orders.remove(at: place)
      meet(changed, symbol, rests: true)
    }
  }
}
