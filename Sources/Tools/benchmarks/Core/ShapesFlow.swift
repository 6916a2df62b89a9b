import Venue

/// An order flow of a given shape: as many resting orders as asked for, then new orders, cancels and
/// crossing orders around that number. It is drawn together with its answer, from a model of the book
/// that has nothing in common with the engine: a heap of prices for each side.
struct ShapesFlow {
  /// What the flow is drawn for.
  struct Shape {
    /// Resting orders of each instrument.
    var resting: Int
    /// Prices are 1 to this; buys rest in the lower half, sells in the upper one.
    var width: Int
    var instruments = 1
  }

  /// New orders, cancels and crossing orders; the number of a new one is its place here.
  private(set) var commands: [SoloBook.Command] = []
  /// The instrument of each command; empty where there is only one.
  private(set) var instruments: [Int32] = []
  /// Where each stretch begins and ends: first that which fills the books, then those of a steady flow.
  private(set) var stretches: [Range<Int>] = []
  /// What each stretch comes to.
  private(set) var answers: [FlowAnswer] = []

  private static let quantityMaximum = 10
  /// A tenth of the commands cross and take a whole order on average; new ones make up for them.
  private static let crossing = 0.10
  private static let placing = 0.555
  private static let pull = 0.38

  /// Draws a flow.
  ///
  /// - Parameters:
  ///   - stretches: how many stretches of steady flow.
  ///   - count: how many commands each of them has.
  init(_ shape: Shape, stretches: Int, of count: Int, seed: UInt64) {
    let total = shape.resting * shape.instruments + stretches * count
    commands.reserveCapacity(total)
    if shape.instruments > 1 { instruments.reserveCapacity(total) }
    var model = Model(shape, random: Random(seed: seed))
    for at in 0..<shape.resting * shape.instruments {
      append(model.place(number: at, at % shape.instruments), at % shape.instruments, shape)
    }
    end(&model)
    for _ in 0..<stretches {
      for _ in 0..<count {
        let instrument = model.random.next(0...shape.instruments - 1)
        append(model.command(number: commands.count, instrument), instrument, shape)
      }
      end(&model)
    }
  }

  private mutating func append(_ command: SoloBook.Command, _ instrument: Int, _ shape: Shape) {
    commands.append(command)
    if shape.instruments > 1 { instruments.append(Int32(instrument)) }
  }

  private mutating func end(_ model: inout Model) {
    stretches.append((stretches.last?.upperBound ?? 0)..<commands.count)
    answers.append(model.answer)
    model.answer = FlowAnswer()
  }

  /// What rests, as the flow's drawer knows it.
  private struct Model {
    /// The orders of one instrument.
    struct Orders {
      /// Those that rest, in no sequence.
      var open: [Int32] = []
      /// Buys, then sells.
      var queues = [PriceQueue(), PriceQueue()]
    }

    /// An order that was placed.
    struct Order {
      var remaining: Int32
      /// Its place among those that rest.
      var place: Int32
    }

    let shape: Shape
    var random: Random
    var answer = FlowAnswer()
    private var books: [Orders]
    /// By number; what is no new order has none remaining.
    private var orders: [Order] = []

    init(_ shape: Shape, random: Random) {
      self.shape = shape
      self.random = random
      books = Array(repeating: Orders(), count: shape.instruments)
    }

    private mutating func unit() -> Double { Double(random.next() >> 11) * 0x1p-53 }

    /// The next command of a steady flow.
    mutating func command(number: Int, _ instrument: Int) -> SoloBook.Command {
      let open = books[instrument].open.count
      let dice = unit()
      if open > 0, dice < ShapesFlow.crossing { return cross(number: number, instrument) }
      let wanted = Double(shape.resting - open) / Double(shape.resting)
      let share = ShapesFlow.placing + ShapesFlow.pull * min(max(wanted, -1), 1)
      return open == 0 || unit() < share
        ? place(number: number, instrument) : cancel(instrument)
    }

    /// A new order that rests, anywhere in its half of the prices.
    mutating func place(number: Int, _ instrument: Int) -> SoloBook.Command {
      let side: Side = random.next() & 1 == 0 ? .buy : .sell
      let middle = shape.width / 2
      let away = random.next(1...middle)
      let limit = side == .buy ? middle + 1 - away : middle + away
      let units = Int32(random.next(1...ShapesFlow.quantityMaximum))
      let place = Int32(books[instrument].open.count)
      books[instrument].open.append(Int32(number))
      books[instrument].queues[Int(side.rawValue)].insert(
        PriceQueue.Entry(rank: side == .buy ? -limit : limit, number: Int32(number)))
      orders.append(Order(remaining: units, place: place))
      return SoloBook.Command(
        kind: .place, side: side, isImmediate: false, quantity: units, number: UInt64(number),
        limit: Fen(limit))
    }

    private mutating func cancel(_ instrument: Int) -> SoloBook.Command {
      orders.append(Order(remaining: 0, place: -1))
      let gone = books[instrument].open[random.next(0...books[instrument].open.count - 1)]
      remove(gone, instrument)
      return SoloBook.Command(
        kind: .cancel, side: .buy, isImmediate: false, quantity: 0, number: UInt64(gone), limit: 0)
    }

    private mutating func remove(_ number: Int32, _ instrument: Int) {
      let place = orders[Int(number)].place
      orders[Int(number)].remaining = 0
      let last = books[instrument].open.removeLast()
      guard last != number else { return }
      books[instrument].open[Int(place)] = last
      orders[Int(last)].place = place
    }

    /// An order that takes what is best at any price and never rests.
    private mutating func cross(number: Int, _ instrument: Int) -> SoloBook.Command {
      orders.append(Order(remaining: 0, place: -1))
      let side: Side = random.next() & 1 == 0 ? .buy : .sell
      let units = Int32(random.next(1...ShapesFlow.quantityMaximum))
      let opposite = Int(side.opposite.rawValue)
      var left = units
      while left > 0, let best = books[instrument].queues[opposite].first {
        let resting = orders[Int(best.number)].remaining
        let fill = min(left, resting)
        if fill > 0 {
          answer.trade(UInt64(number), UInt64(best.number), Fen(abs(best.rank)), fill)
          left -= fill
          orders[Int(best.number)].remaining -= fill
          if fill == resting { remove(best.number, instrument) }
        }
        // What was cancelled stays in the queue until its turn comes.
        if fill == resting { books[instrument].queues[opposite].removeFirst() }
      }
      return SoloBook.Command(
        kind: .place, side: side, isImmediate: true, quantity: units, number: UInt64(number),
        limit: side == .buy ? Fen(shape.width) : 1)
    }
  }
}

/// A heap of orders by price, then by number.
private struct PriceQueue {
  struct Entry {
    /// The limit, or for a buy its negative: the lowest one comes first.
    var rank: Int
    var number: Int32

    func precedes(_ other: Entry) -> Bool {
      rank != other.rank ? rank < other.rank : number < other.number
    }
  }
  private var entries: [Entry] = []

  var first: Entry? { entries.first }

  mutating func insert(_ entry: Entry) {
    var at = entries.count
    entries.append(entry)
    while at > 0, entry.precedes(entries[(at - 1) / 2]) {
      entries[at] = entries[(at - 1) / 2]
      at = (at - 1) / 2
    }
    entries[at] = entry
  }

  mutating func removeFirst() {
    let entry = entries.removeLast()
    guard !entries.isEmpty else { return }
    var at = 0
    while true {
      var child = at * 2 + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1].precedes(entries[child]) { child += 1 }
      guard entries[child].precedes(entry) else { break }
      entries[at] = entries[child]
      at = child
    }
    entries[at] = entry
  }
}
