import Venue

// What is counted, never stored.
extension Model {
  /// What a buy of `quantity` at `limit` holds.
  package func escrow(_ limit: Int64, _ quantity: Int64, _ terms: Terms) -> Int64 {
    let gross = limit * quantity
    return gross + fee(gross, max(terms.fees.maker, terms.fees.taker))
  }

  /// A rate of a gross consideration.
  package func fee(_ gross: Int64, _ rate: Int64) -> Int64 {
    Int64(Int128(gross) * Int128(rate) / 10_000)
  }

  /// Cash behind an account's open buys and requests.
  package func held(_ account: UInt64) -> Int64 {
    var sum: Int64 = 0
    for board in boards.values {
      guard let edition = editions[board.edition] else { continue }
      for order in board.orders where order.account == account && order.side == .buy {
        sum += escrow(order.limit, order.remaining, edition.terms)
      }
    }
    for request in requests.values where request.account == account && !request.isSettled {
      sum += request.amount
    }
    return sum
  }

  /// Cash that can be spent.
  package func available(_ account: UInt64) -> Int64 {
    (members[account]?.cash ?? 0) - held(account)
  }

  /// What is left of an owner's resting orders of one side in an edition.
  private func resting(_ owner: UInt64, _ edition: UInt64, _ side: Side) -> Int64 {
    guard let symbol = editions[edition]?.symbol, let board = boards[symbol] else { return 0 }
    var sum: Int64 = 0
    for order in board.orders where order.owner == owner && order.side == side {
      sum += order.remaining
    }
    return sum
  }

  /// Units behind an owner's sells.
  package func unitsHeld(_ owner: UInt64, _ edition: UInt64) -> Int64 {
    resting(owner, edition, .sell)
  }

  /// Units that an owner's buys want.
  package func bidding(_ owner: UInt64, _ edition: UInt64) -> Int64 {
    resting(owner, edition, .buy)
  }

  /// An owner's units.
  package func unitCount(_ owner: UInt64, _ edition: UInt64) -> Int64 {
    Int64(editions[edition]?.units[owner]?.count ?? 0)
  }

  /// Units that can be offered.
  package func unitsAvailable(_ owner: UInt64, _ edition: UInt64) -> Int64 {
    unitCount(owner, edition) - unitsHeld(owner, edition)
  }

  /// Units that may be sold today, those behind sells included.
  package func matured(_ owner: UInt64, _ edition: UInt64) -> Int64 {
    let today = day(time)
    let units = editions[edition]?.units[owner] ?? []
    return Int64(units.count { day($0.acquired) + rules.holdingDays <= today })
  }

  /// How many orders of an account rest.
  package func openOrders(_ account: UInt64) -> Int {
    boards.values.reduce(0) { $0 + $1.orders.count { $0.account == account } }
  }

  /// Days in Shanghai, eight hours ahead, since 1970.
  package func day(_ time: Int64) -> Int64 {
    let hours = Int64(8 * 3_600) * 1_000_000
    let whole = Int64(24 * 3_600) * 1_000_000
    let shifted = time + hours
    return shifted >= 0 ? shifted / whole : -((whole - 1 - shifted) / whole)
  }

  /// When a day of Shanghai begins.
  package func midnight(_ day: Int64) -> Int64 { (day * 24 - 8) * 3_600 * 1_000_000 }

  /// A side of a book in price–time priority.
  package func queue(_ symbol: Symbol, _ side: Side) -> [Order] {
    let orders = (boards[symbol]?.orders ?? []).enumerated().filter { $0.element.side == side }
    return orders.sorted { a, b in
      let (x, y) = (a.element.limit, b.element.limit)
      return x == y ? a.offset < b.offset : side == .buy ? x > y : x < y
    }.map(\.element)
  }

  /// The first of a side: the best limit, and there whoever came to rest first.
  func best(_ symbol: Symbol, _ side: Side) -> Order? {
    guard let board = boards[symbol] else { return nil }
    var best: Order?
    for order in board.orders where order.side == side {
      guard let known = best else {
        best = order
        continue
      }
      if side == .buy ? order.limit > known.limit : order.limit < known.limit { best = order }
    }
    return best
  }

  /// Whether an order of `side` at `limit` would take `maker`.
  func crosses(_ side: Side, _ limit: Int64, _ maker: Order) -> Bool {
    side == .buy ? maker.limit <= limit : maker.limit >= limit
  }

  /// A resting order, and where it rests.
  package func order(_ number: OrderNumber) -> (symbol: Symbol, order: Order)? {
    for (symbol, board) in boards {
      if let order = board.orders.first(where: { $0.number == number }) { return (symbol, order) }
    }
    return nil
  }
}

extension Side {
  /// Its name in an event.
  var name: String { self == .buy ? "buy" : "sell" }
}

extension TimeInForce {
  /// Its name in an event.
  package var name: String {
    switch self {
    case .goodTillCancelled: "GTC"
    case .immediateOrCancel: "IOC"
    case .fillOrKill: "FOK"
    case .day: "DAY"
    case .goodTillDate: "GTD"
    }
  }
}

extension SelfTrade {
  /// Its name in an event.
  var name: String {
    switch self {
    case .off: "off"
    case .cancelNewest: "cancel-newest"
    case .cancelOldest: "cancel-oldest"
    case .cancelBoth: "cancel-both"
    case .decrement: "decrement"
    }
  }
}
