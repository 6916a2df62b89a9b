/// What the market knows of a resting order beside its place in the book.
struct OrderRecord: Sendable, BitwiseCopyable {
  /// Whose cash stands behind it, as a slot; -1 in public scope.
  var account: Int32
  /// Which instrument's book it is in, as a slot.
  var instrument: Int32
  /// Which edition it trades, as a slot.
  var edition: Int32
  /// All units ordered, what has traded included.
  var quantity: Int32
  /// The timer of its expiry, or -1.
  var timer: Int32 = -1
  /// Its neighbours among its owner's orders, in the order in which they came to rest; -1 at the ends.
  var next: Int32 = -1
  var previous: Int32 = -1
  var timeInForce: TimeInForce
  var isPostOnly: Bool
  var selfTrade: SelfTrade?
}

/// A resting order as it is shown.
package struct RestingOrder: Sendable {
  /// Its number.
  package let number: OrderNumber
  /// Whose cash stands behind a buy, as a slot; -1 in public scope.
  package let account: Int32
  /// Whose units are concerned, as a slot among the holdings.
  package let holding: Int32
  package let side: Side
  /// Fen per unit.
  package let limit: Fen
  /// All units ordered, what has traded included.
  package let quantity: Int64
  /// Units that still rest.
  package let remaining: Int64
  /// Fen held behind a buy; 0 for a sell and in public scope.
  package let escrow: Fen
  package let timeInForce: TimeInForce
  package let isPostOnly: Bool
  /// When it stops standing; 0 for never.
  package let expiry: Microseconds
  /// What happens where it meets its owner's own order; `nil` leaves it to the rules in force.
  package let selfTrade: SelfTrade?
}

/// All orders at one price of one side, as they are shown.
package struct Level: Sendable {
  /// Fen per unit.
  package let limit: Fen
  /// Units resting.
  package let quantity: Int64
  /// Orders resting.
  package let count: Int64
}

/// An order on its way to the book: new, or amended so that it lost its place.
struct IncomingOrder: Sendable, BitwiseCopyable {
  /// Its number, packed.
  var key: UInt64
  var instrument: Int32
  var edition: Int32
  /// Whose units are concerned, as a slot among the holdings.
  var holding: Int32
  /// Whose cash stands behind it, as a slot; -1 in public scope.
  var account: Int32
  var side: Side
  var limit: Fen
  /// All units ordered, what has traded included.
  var quantity: Int32
  /// Units that still want to trade.
  var remaining: Int32
  var timeInForce: TimeInForce
  var isPostOnly: Bool
  /// When it stops standing; 0 for never.
  var expiry: Microseconds
  var selfTrade: SelfTrade?
}
