/// A new order, as its sender wrote it.
package struct OrderLine: Sendable, Hashable, BitwiseCopyable {
  /// The worst price in fen per unit: a limit order's limit, a market order's collar.
  package var limit: Fen
  /// Whole units.
  package var quantity: Int64
  /// When a good-till-date order stops standing; 0 for all others.
  package var expiry: Microseconds
  /// Which side of the book it is for.
  package var side: Side
  /// How long it stands.
  package var timeInForce: TimeInForce
  /// Whether it is a market order, for which `limit` is the mandatory collar; never rests.
  package var isMarket: Bool
  /// Whether it is refused rather than take what rests.
  package var isPostOnly: Bool
  /// What happens where it meets its owner's own order; `nil` leaves it to the rules in force.
  package var selfTrade: SelfTrade?

  package init(
    side: Side, limit: Fen, quantity: Int64, timeInForce: TimeInForce = .goodTillCancelled,
    isMarket: Bool = false, isPostOnly: Bool = false, expiry: Microseconds = 0,
    selfTrade: SelfTrade? = nil
  ) {
    self.side = side
    self.limit = limit
    self.quantity = quantity
    self.timeInForce = timeInForce
    self.isMarket = isMarket
    self.isPostOnly = isPostOnly
    self.expiry = expiry
    self.selfTrade = selfTrade
  }

  /// The most orders in one batch.
  package static let batchMaximum = 250
  /// The farthest that an expiry may lie ahead: 366 days.
  package static let expiryMaximum: Microseconds = 366 * 86_400 * 1_000_000

  /// Whether its members fit together: a market order does not rest, a post-only order does nothing
  /// else, just a good-till-date order has an expiry, and nobody switches the prevention off alone.
  @inline(__always)
  package var isCoherent: Bool {
    (!isMarket || !timeInForce.rests) && (!isPostOnly || timeInForce.rests)
      && (timeInForce == .goodTillDate) == (expiry != 0) && selfTrade != .off
  }
}

/// The prices between which an instrument's orders must lie, both included.
package struct Collar: Sendable, Hashable, BitwiseCopyable {
  /// Fen per unit.
  package var lowest: Fen
  /// Fen per unit.
  package var highest: Fen

  package init(lowest: Fen, highest: Fen) {
    self.lowest = lowest
    self.highest = highest
  }

  /// No bound at all.
  package static let none = Collar(lowest: 1, highest: .max)
}
