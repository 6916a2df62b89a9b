/// Fee rates in basis points of gross consideration, by who was in the book first.
package struct Fees: Sendable, Equatable, BitwiseCopyable {
  /// For the order that rested.
  package var maker: Int64
  /// For the order that came.
  package var taker: Int64

  package init(maker: Int64, taker: Int64) {
    self.maker = maker
    self.taker = taker
  }

  /// The worse of both, behind which a buy is held.
  package var worst: Int64 { max(maker, taker) }
}

/// A rule set: versioned data on the log. A trade names the version that it obeyed.
package struct Rules: Sendable, Equatable {
  /// How orders meet.
  package enum Matching: String, Sendable {
    /// A continuous price–time book.
    case continuous
    /// Negotiated sales only: no book.
    case negotiated
  }

  /// The highest price that any rules may allow, in fen.
  package static let priceMaximum: Fen = 1 << 41
  /// The most units that any rules may let an order, an edition or a position come to.
  package static let unitsMaximum: Int64 = 10_000_000

  /// The set's name, such as `open-continuous`.
  package var name: String
  /// How orders meet.
  package var matching: Matching
  /// Fee rates that an edition's terms sheet must repeat.
  package var fees: Fees
  /// The most that all royalties of an edition may come to, in basis points.
  package var royaltyCap: Int64
  /// Prices are multiples of this many fen.
  package var tick: Fen
  /// The highest price.
  package var limitMaximum: Fen
  /// The most units in one order.
  package var quantityMaximum: Int64
  /// The most open orders of one account.
  package var accountOrdersMaximum: Int64
  /// The most units of one edition that one owner may hold and bid for together.
  package var positionMaximum: Int64
  /// Units may be sold from this many days after the day (Asia/Shanghai) on which they came: T+N.
  package var holdingDays: Int64
  /// What happens where an order would meet its owner's own, unless the order says otherwise.
  package var selfTrade: SelfTrade

  package init(
    name: String, matching: Matching, fees: Fees, royaltyCap: Int64, tick: Fen,
    limitMaximum: Fen, quantityMaximum: Int64, accountOrdersMaximum: Int64,
    positionMaximum: Int64 = 10_000_000, holdingDays: Int64 = 0,
    selfTrade: SelfTrade = .cancelNewest
  ) {
    self.name = name
    self.matching = matching
    self.fees = fees
    self.royaltyCap = royaltyCap
    self.tick = tick
    self.limitMaximum = limitMaximum
    self.quantityMaximum = quantityMaximum
    self.accountOrdersMaximum = accountOrdersMaximum
    self.positionMaximum = positionMaximum
    self.holdingDays = holdingDays
    self.selfTrade = selfTrade
  }

  /// Whether every figure is within what the Venue can compute without overflow, and no trade could
  /// leave a seller with less than nothing.
  package var isSound: Bool {
    let rates = 0...10_000
    return limitMaximum >= 1 && rates.contains(Int(fees.maker)) && rates.contains(Int(fees.taker))
      && rates.contains(Int(royaltyCap)) && fees.worst + royaltyCap <= 10_000
      && (1...limitMaximum).contains(tick) && limitMaximum <= Rules.priceMaximum
      && (1...Rules.unitsMaximum).contains(quantityMaximum)
      && (1...100_000).contains(accountOrdersMaximum)
      && (1...Rules.unitsMaximum).contains(positionMaximum) && (0...366).contains(holdingDays)
  }
}
