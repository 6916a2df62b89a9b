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
  var node: Int32
  /// Orders resting.
  var count: Int32 = 0

  init(limit: Fen, node: Int32) {
    self.limit = limit
    self.node = node
  }

  // Each of these changes all there is to change at once, so that the level is looked up once.

  /// Notes that an order has come to the back, and returns the one that was last until now, or -1.
  @inline(__always)
  mutating func append(_ order: Int32, _ units: Int32) -> Int32 {
    let last = tail
    head = last < 0 ? order : head
    tail = order
    quantity &+= Int64(units)
    count &+= 1
    return last
  }

  /// Notes that an order has gone from anywhere; `true` when it was the only one.
  @inline(__always)
  mutating func remove(_ gone: QueuedOrder) -> Bool {
    head = gone.previous < 0 ? gone.next : head
    tail = gone.next < 0 ? gone.previous : tail
    quantity &-= Int64(gone.remaining)
    count &-= 1
    return count == 0
  }

  /// Notes that the first order has gone, behind which there is another.
  @inline(__always)
  mutating func removeFirst(_ gone: QueuedOrder) {
    head = gone.next
    quantity &-= Int64(gone.remaining)
    count &-= 1
  }
}
