/// All orders at one price of one side of a book.
struct PriceLevel: BitwiseCopyable, Sendable {
  /// Fen per unit.
  var limit: Fen
  /// Units resting.
  var quantity: Int64 = 0
  /// The first order of the queue, as a slot.
  var head: Int32 = -1
  /// The last order of the queue, as a slot.
  var tail: Int32 = -1
  /// The node of the price index that leads here; -1 when the level is the only one of its side.
  var node: Int32 = -1
  /// Orders resting.
  var count: Int32 = 0
}

/// One side of one instrument's book.
struct BookSide: BitwiseCopyable, Sendable {
  /// Where the price index starts; `PriceIndex.nothing` when no order rests.
  var root: Int32 = PriceIndex.nothing
  /// The level that trades next, as a slot; -1 when no order rests.
  var best: Int32 = -1
  /// The limit of the best level; where no order rests, one that nothing crosses.
  var bestLimit: Fen

  init(_ side: Side) { bestLimit = BookSide.noLimit(side) }

  /// A limit of this side that no order of the other side crosses.
  static func noLimit(_ side: Side) -> Fen { side == .buy ? .min : .max }
}
