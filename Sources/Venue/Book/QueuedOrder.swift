/// An order as its book keeps it.
struct QueuedOrder: BitwiseCopyable, Sendable {
  /// Its number, packed.
  var key: UInt64
  /// Units that still rest.
  var remaining: Int32
  /// Its price's level, as a slot.
  var level: Int32
  /// Neighbours in the level's queue, as slots; -1 at the ends.
  var next: Int32
  var previous: Int32
  /// Whose it is, as a slot among the holdings.
  var holding: Int32
  /// Which side of the book it is on.
  var side: Side
}
