/// One price–time priority book by itself: no accounts, money or rules, and orders named by the
/// caller's numbers, dense from 0. It is the book of the Venue without the Venue, for measuring and
/// for those who need nothing else.
package struct SoloBook: ~Copyable {
  /// What can be asked of it.
  package struct Command: Sendable, BitwiseCopyable {
    /// What is asked.
    package enum Kind: UInt8, Sendable, BitwiseCopyable {
      /// A new order.
      case place
      /// An order is taken off the book.
      case cancel
      /// A cancel and a new order of the same number, at the back; nothing where there is no such order.
      case replace
    }
    package var kind: Kind
    package var side: Side
    /// Whether what does not trade at once is dropped.
    package var isImmediate: Bool
    /// Units.
    package var quantity: Int32
    /// The order's number.
    package var number: UInt64
    /// The worst price.
    package var limit: Fen

    package init(
      kind: Kind, side: Side, isImmediate: Bool, quantity: Int32, number: UInt64, limit: Fen
    ) {
      self.kind = kind
      self.side = side
      self.isImmediate = isImmediate
      self.quantity = quantity
      self.number = number
      self.limit = limit
    }
  }

  private var books = Books()
  /// Where each order rests, by its number; -1 where it does not.
  private var slots = Pool<Int32>()

  /// An empty book.
  ///
  /// - Parameters:
  ///   - orders: how many orders may rest before memory has to grow.
  ///   - numbers: numbers are below this.
  package init(orders: Int, numbers: Int) {
    books.open()
    books.reserve(orders)
    slots.extend(to: numbers, -1)
  }

  /// How many commands ahead what an order needs is brought near, one thing after the other.
  private static let reach = (slot: 16, order: 10, neighbours: 5)
  /// After how many commands it is decided anew whether that pays.
  private static let stretch = 1_024

  /// Applies commands in sequence. Where the orders of the next ones rest is fetched meanwhile, and so
  /// are the orders themselves; and what lies around them where prices are so far apart that most must
  /// be looked for from the top of the index: where they are close, that is near anyway.
  /// O(orders met) each.
  ///
  /// - Parameter traded: called with each trade's taker, maker, price and quantity.
  /// - Returns: how many cancels and replaces named an order that does not rest.
  package mutating func apply(
    _ commands: UnsafeBufferPointer<Command>, _ traded: (UInt64, UInt64, Fen, Int32) -> Void
  ) -> Int {
    var refused = 0
    var looksAhead = false
    var at = 0
    while at < commands.count {
      let end = min(at &+ SoloBook.stretch, commands.count)
      let misses = books.misses
      for next in at..<end {
        lookAhead(commands, next, far: looksAhead)
        if !apply(one: commands[next], traded) { refused &+= 1 }
      }
      looksAhead = (books.misses &- misses) &* 4 > SoloBook.stretch
      at = end
    }
    return refused
  }

  /// Applies one command; `false` when it names an order that does not rest.
  @inline(__always)
  private mutating func apply(
    one command: Command, _ traded: (UInt64, UInt64, Fen, Int32) -> Void
  ) -> Bool {
    if command.kind != .place, !cancel(command.number) { return false }
    if command.kind == .cancel { return true }
    place(command, isImmediate: command.kind == .place && command.isImmediate, traded)
    return true
  }

  /// Applies one command. O(orders met).
  package mutating func apply(
    _ command: Command, _ traded: (UInt64, UInt64, Fen, Int32) -> Void
  ) -> Int {
    withUnsafePointer(to: command) { apply(UnsafeBufferPointer(start: $0, count: 1), traded) }
  }

  @inline(__always)
  private mutating func lookAhead(_ commands: UnsafeBufferPointer<Command>, _ at: Int, far: Bool) {
    guard at &+ SoloBook.reach.slot < commands.count else { return }
    slots.bringNear(slot(commands[at &+ SoloBook.reach.slot]))
    // Whatever the command is: a new order's slot is none, and asking for none costs less than a branch
    // that goes either way (5% on walk).
    books.bringNear(slots[slot(commands[at &+ SoloBook.reach.order])])
    if far { lookFar(commands[at &+ SoloBook.reach.neighbours]) }
  }

  /// It stands by itself, so that where prices are close nothing is kept ready for it; and as if it
  /// changed the book, since the compiler would hand on a copy of all its fields otherwise.
  @inline(never)
  private mutating func lookFar(_ next: Command) {
    books.bringNeighboursNear(slots[slot(next)])
  }

  @inline(__always)
  private func slot(_ command: Command) -> Int32 { Int32(command.number) }

  @inline(__always)
  private mutating func place(
    _ command: Command, isImmediate: Bool, _ traded: (UInt64, UInt64, Fen, Int32) -> Void
  ) {
    var left = command.quantity
    let first = left > 0 ? books.met(0, by: command.side, limit: command.limit) : -1
    if first >= 0 {
      left = take(left, from: first, command.side, command.limit, for: command.number, traded)
    }
    guard left > 0, !isImmediate else { return }
    slots[slot(command)] = books.insert(
      0, key: command.number, side: command.side, limit: command.limit, quantity: left, holding: 0)
  }

  /// Trades with what rests from the order `first` on, which is within the limit, and returns what is
  /// left. It stands by itself, so that an order which meets nobody passes by in few registers.
  @inline(never)
  private mutating func take(
    _ wanted: Int32, from first: Int32, _ side: Side, _ limit: Fen, for taker: UInt64,
    _ traded: (UInt64, UInt64, Fen, Int32) -> Void
  ) -> Int32 {
    var left = wanted
    var slot = first
    var price = books.bestLimit(0, side.opposite)
    while true {
      let maker = books.orders[slot]
      let fill = min(left, maker.remaining)
      left &-= fill
      if fill < maker.remaining {
        books.reduce(slot, by: fill)
      } else {
        slots[Int32(truncatingIfNeeded: maker.key)] = -1
        books.removeFront(0, maker.side, slot, maker)
      }
      // Told last, so that little has to be kept for afterwards.
      traded(taker, maker.key, price, fill)
      guard left > 0 else { return 0 }
      slot = maker.next
      if slot < 0 {
        slot = books.met(0, by: side, limit: limit)
        guard slot >= 0 else { return left }
        price = books.bestLimit(0, side.opposite)
      }
    }
  }

  @inline(__always)
  private mutating func cancel(_ number: UInt64) -> Bool {
    let slot = slots[Int32(truncatingIfNeeded: number)]
    guard slot >= 0 else { return false }
    books.remove(0, slot)
    slots[Int32(truncatingIfNeeded: number)] = -1
    return true
  }
}
