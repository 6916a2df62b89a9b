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

  /// Notes that a level has been opened, which may be better than all others.
  @inline(__always)
  mutating func consider(_ level: Int32, _ limit: Fen, _ side: Side) {
    guard side == .buy ? limit > bestLimit : limit < bestLimit else { return }
    best = level
    bestLimit = limit
  }
}
