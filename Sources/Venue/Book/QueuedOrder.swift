/// An order as its book keeps it.
struct QueuedOrder: BitwiseCopyable, Sendable {
  /// Its number, packed.
  var key: UInt64 = 0
  /// Units that still rest.
  var remaining: Int32 = 0
  /// Its price's level, as a slot.
  var level: Int32 = -1
  /// Neighbours in the level's queue, as slots; -1 at the ends.
  var next: Int32 = -1
  var previous: Int32 = -1
  /// Whose it is, as a slot among the holdings.
  var holding: Int32 = -1
  /// Which side of the book it is on.
  var side = Side.buy

  /// Lowers what still rests and returns the order's level.
  @inline(__always)
  mutating func reduce(by units: Int32) -> Int32 {
    precondition(units >= 0 && units < remaining)
    remaining &-= units
    return level
  }
}
