/// Why an order was taken off the book, or never came to rest; the raw value is a place in the words
/// of the wire.
package enum CancelReason: UInt8, Sendable, BitwiseCopyable {
  case requested
  case cancelAfter
  case expired
  case fillOrKill
  case frozen
  case holdingPeriod
  case immediateOrCancel
  case outsideCollar
  case positionLimit
  case selfTrade

  /// The word used on the wire.
  package var word: StaticString {
    switch self {
    case .requested: "requested"
    case .cancelAfter: "cancel-after"
    case .expired: "expired"
    case .fillOrKill: "fill-or-kill"
    case .frozen: "frozen"
    case .holdingPeriod: "holding-period"
    case .immediateOrCancel: "immediate-or-cancel"
    case .outsideCollar: "outside-collar"
    case .positionLimit: "position-limit"
    case .selfTrade: "self-trade"
    }
  }
}

/// One trade, as it is told.
package struct TradeEvent: Sendable, BitwiseCopyable {
  /// The order that came, and the one that rested, packed.
  package let taker, maker: UInt64
  /// Fen per unit.
  package let price: Fen
  /// Units.
  package let quantity: Int32
  let instrument: Int32
  let makerFee, takerFee: Fen
  /// Where its royalties begin in the step, and how many lines there are.
  let royalties: Int32
  let royaltyCount: Int32
  /// Where its runs of serial numbers begin in the step, and how many there are.
  let serials: Int32
  let serialCount: Int32
  /// The side of the order that came.
  package let side: Side
}

/// Serial numbers that moved together.
struct SerialRun: Sendable, BitwiseCopyable {
  var first: UInt32
  var count: Int32
}

/// What happened, for everyone to see. Values here, written as JSON once they leave the Venue: an
/// order must not wait for its own report to be spelled out.
package enum MarketEvent: Sendable, BitwiseCopyable {
  /// Written already: up to this byte of the step's text.
  case written(end: Int32)
  case accepted(order: UInt64, instrument: Int32, line: OrderLine, expiry: Microseconds)
  case rested(order: UInt64, instrument: Int32, side: Side, limit: Fen, remaining: Int32)
  case trade(TradeEvent)
  case cancelled(order: UInt64, instrument: Int32, quantity: Int32, reason: CancelReason)
  case amended(
    order: UInt64, instrument: Int32, limit: Fen, remaining: Int32, keepsPriority: Bool)
  case reduced(order: UInt64, instrument: Int32, quantity: Int32, remaining: Int32)
  case prevented(
    taker: UInt64, maker: UInt64, instrument: Int32, price: Fen, quantity: Int32, mode: SelfTrade)
  case orderRefused(order: UInt64, Refusal)
}

/// Why an account's cash changed in a trade or behind an order.
enum CashReason: UInt8, Sendable, BitwiseCopyable {
  case bought
  case fee
  case orderHold
  case orderRelease
  case royalty
  case sold

  var word: StaticString {
    switch self {
    case .bought: "bought"
    case .fee: "fee"
    case .orderHold: "order-hold"
    case .orderRelease: "order-release"
    case .royalty: "royalty"
    case .sold: "sold"
    }
  }
}

/// What happened, for those whom it concerns.
enum SealedEvent: Sendable, BitwiseCopyable {
  /// Written already: up to this byte of the step's sealed text.
  case written(end: Int32, account: AccountNumber)
  /// What an account has after a change; `trade` is the event that brought it about, or -1.
  case cash(
    account: Int32, change: Fen, available: Fen, held: Fen, reason: CashReason, trade: Int32)
  case orderRefused(order: UInt64, account: AccountNumber, Refusal)
}

/// How an order stands after it met the book.
package struct Execution: Sendable, BitwiseCopyable {
  /// Its number, packed.
  package var order: UInt64
  /// Units that traded.
  package var filled: Int32 = 0
  /// Units that rest.
  package var remaining: Int32
  /// Units that neither traded nor rest.
  package var cancelled: Int32 = 0
  /// Why it was refused, where it was one of a batch.
  package var refusal: Refusal?

  /// The word used on the wire.
  var status: StaticString {
    if refusal != nil { return "refused" }
    if remaining > 0 { return filled == 0 ? "open" : "partly-filled" }
    return cancelled > 0 ? "cancelled" : "filled"
  }
}

/// What the sender of a command is told beside its code.
enum Reply: Sendable, BitwiseCopyable {
  /// What was written into the step's reply.
  case written
  /// How one order stands, and its trades.
  case order(Execution)
  /// How an amended order stands, and its trades.
  case amended(Execution, keepsPriority: Bool)
  /// How each order of a batch stands, and their trades.
  case batch
  /// An order was cancelled.
  case cancelled(order: UInt64, quantity: Int32)
  /// These orders were cancelled.
  case cancelledAll
}
