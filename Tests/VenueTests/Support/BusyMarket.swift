import Venue

/// A market of sixteen traders in which everything happens that orders can bring about, on a book of
/// a size that is bounded, so that its memory stops growing.
final class BusyMarket {
  /// What is done.
  enum Deed: Int, CaseIterable {
    case place, take, amend, cancel, expiring, fillOrKill, batch, refused, cancelAfter
  }

  /// What came of it.
  struct Seen {
    var trades = 0
    var rested = 0
    var requested = 0
    var amended = 0
    var prevented = 0
    var killed = 0
    var expired = 0
    var timedOut = 0
    var refused = 0
  }

  /// How often each deed is done, of a hundred times.
  private static let deeds: [Deed] = Deed.allCases.flatMap { deed in
    let share =
      switch deed {
      case .place: 40
      case .amend: 15
      case .take, .cancel, .expiring: 10
      case .fillOrKill, .refused: 5
      case .batch: 4
      case .cancelAfter: 1
      }
    return Array(repeating: deed, count: share)
  }
  private static let traderCount = 16
  /// At most as many orders rest at a time.
  private static let restingMaximum = 1_024
  private static let middle: Fen = 1_000
  private static let reach = 100
  /// Every mode that an order may name, or none.
  private static let modes: [SelfTrade?] = [
    nil, .cancelNewest, .cancelOldest, .cancelBoth, .decrement,
  ]

  private var venue = Venue(scope: .full)
  private var step = Step()
  private var random: SeededGenerator
  private var now: Microseconds = 1_700_000_000_000_000
  private var traders: [AccountNumber] = []
  private let symbol: Symbol = "BUSY"
  private let terms = bytes32(1, kind: 3)
  private let batch = [
    line(.buy, middle - 3, 2), line(.sell, middle + 3, 2), line(.buy, middle + 2, 1),
    line(.sell, middle - 2, 1),
  ]
  /// The latest orders that may rest, each with its trader; the oldest makes room for the next.
  private var orders: [(number: OrderNumber, trader: Int)] = []
  private var oldest = 0
  private(set) var seen = Seen()

  /// What is out of balance, if anything is.
  var imbalance: String? { venue.imbalance() }

  /// A listed edition with two royalty payees, fees, and sixteen traders who have units and cash.
  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    let key = bytes32(0, kind: 1)
    act(nil, .genesis(Genesis(operatorKey: key, rules: .sample, approval: "yes")))
    let author = member()
    let heir = member()
    traders = (0..<BusyMarket.traderCount).map { _ in member() }
    let asset = venue.nextSequence
    let filing = Filing(authors: [(author, 10_000)], originals: [bytes32(1, kind: 2)])
    act(author, .registerAsset(filing), signers: [bytes32(author, kind: 1)])
    let edition = venue.nextSequence
    let royalties = [
      Terms.Royalty(account: author, rate: 500), Terms.Royalty(account: heir, rate: 255),
    ]
    let sheet = Terms(digest: terms, fees: Rules.sample.fees, royalties: royalties)
    act(author, .issueEdition(Issue(asset: asset, quantity: 160_000, terms: sheet)))
    act(0, .openInstrument(edition: edition, symbol: symbol))
    for trader in traders {
      order(author, line(.sell, 1, 10_000))
      order(trader, line(.buy, 1, 10_000))
    }
    venue.reserve(orders: 2 * BusyMarket.restingMaximum, lots: 1 << 18)
    orders.reserveCapacity(BusyMarket.restingMaximum)
  }

  private func member() -> AccountNumber {
    let number = venue.nextSequence
    act(nil, .openAccount(key: bytes32(number, kind: 1)))
    act(0, .admit(member: number, roles: [.creator, .trader], owner: nil))
    act(0, .credit(member: number, amount: 1 << 40))
    return number
  }

  // MARK: Doors

  /// Lets time pass, and deals with what falls due.
  private func advance() {
    now += 500
    while venue.isDue(at: now) {
      venue.apply(Command(account: nil, action: .tick), at: now, into: &step)
      look()
    }
  }

  private func act(_ account: AccountNumber?, _ action: Action, signers: [Bytes32] = []) {
    advance()
    var facts = Facts()
    facts.alias = account.map { Alias(high: $0, low: 1) }
    venue.apply(
      Command(account: account, signers: signers, action: action, facts: facts), at: now,
      into: &step)
    look()
  }

  /// Places an order through the one door or the other.
  private func order(_ account: AccountNumber, _ line: OrderLine) {
    if random.once(in: 2) {
      act(account, .placeOrder(line, instrument: symbol, terms: terms))
    } else {
      advance()
      venue.place(
        line, on: symbol, terms: terms, account: account, alias: Alias(high: account, low: 1),
        at: now, into: &step)
      look()
    }
  }

  /// Cancels an order through the one door or the other.
  private func cancel(_ number: OrderNumber, _ account: AccountNumber) {
    if random.once(in: 2) {
      act(account, .cancelOrder(number))
    } else {
      advance()
      venue.cancel(
        number, account: account, alias: Alias(high: account, low: 1), at: now, into: &step)
      look()
    }
  }

  private func look() {
    if step.refusal != nil { seen.refused += 1 }
    for at in 0..<step.events.count {
      switch step.events[at] {
      case .trade: seen.trades += 1
      case .rested: seen.rested += 1
      case .amended: seen.amended += 1
      case .prevented: seen.prevented += 1
      case .cancelled(_, _, _, .requested): seen.requested += 1
      case .cancelled(_, _, _, .fillOrKill): seen.killed += 1
      case .cancelled(_, _, _, .expired): seen.expired += 1
      case .cancelled(_, _, _, .cancelAfter): seen.timedOut += 1
      default: break
      }
    }
  }

  // MARK: Deeds

  private func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  /// A line on either side of the middle; one that crosses goes beyond it.
  private func drawLine(crossing: Bool = false) -> OrderLine {
    let side: Side = random.once(in: 2) ? .buy : .sell
    let away = Fen(draw(1...BusyMarket.reach)) * ((side == .buy) == crossing ? 1 : -1)
    var line = line(side, BusyMarket.middle + away, Int64(draw(1...10)))
    line.selfTrade = BusyMarket.modes[draw(0...BusyMarket.modes.count - 1)]
    return line
  }

  /// Cancels the oldest orders that may rest, if there would be too many.
  private func makeRoom(for count: Int) {
    guard orders.count + count > BusyMarket.restingMaximum else { return }
    for ahead in 0..<count {
      let gone = orders[(oldest + ahead) % orders.count]
      cancel(gone.number, traders[gone.trader])
    }
  }

  /// Notes an order of the latest entry that may rest.
  private func keep(_ trader: Int, position: UInt32 = 0) {
    let number = OrderNumber(sequence: venue.nextSequence - 1, position: position)
    guard orders.count == BusyMarket.restingMaximum else { return orders.append((number, trader)) }
    orders[oldest] = (number, trader)
    oldest = (oldest + 1) % orders.count
  }

  private func rest(_ trader: Int, _ line: OrderLine) {
    makeRoom(for: 1)
    order(traders[trader], line)
    keep(trader)
  }

  /// Does something that the seed decides.
  func act() -> Deed {
    let trader = draw(0...traders.count - 1)
    let account = traders[trader]
    let deed = BusyMarket.deeds[draw(0...BusyMarket.deeds.count - 1)]
    switch deed {
    case .place: rest(trader, drawLine())
    case .take:
      var line = drawLine(crossing: true)
      line.quantity *= 2
      if random.once(in: 2) { line.timeInForce = .immediateOrCancel }
      rest(trader, line)
    case .cancel:
      let any = orders[draw(0...orders.count - 1)]
      cancel(any.number, traders[any.trader])
    case .amend:
      let any = orders[draw(0...orders.count - 1)]
      let line = drawLine(crossing: random.once(in: 4))
      act(
        traders[any.trader],
        .amendOrder(any.number, limit: line.limit, quantity: line.quantity))
    case .fillOrKill:
      var line = drawLine(crossing: true)
      line.quantity *= Int64(draw(1...20))
      line.timeInForce = .fillOrKill
      order(account, line)
    case .expiring:
      var line = drawLine()
      line.timeInForce = .goodTillDate
      line.expiry = now + Microseconds(draw(10_000...1_000_000))
      rest(trader, line)
    case .batch:
      makeRoom(for: batch.count)
      act(account, .placeBatch(batch, instrument: symbol, terms: terms))
      for position in batch.indices { keep(trader, position: UInt32(position)) }
    case .refused:
      // For everyone to see, and for the sender alone.
      if random.once(in: 2) {
        order(account, line(.sell, BusyMarket.middle, 1_000_000))
      } else {
        order(account, line(.buy, Rules.sample.limitMaximum / 2, 2_000))
      }
    case .cancelAfter:
      if random.once(in: 4) {
        act(account, .cancelAll(instrument: symbol, side: random.once(in: 2) ? .buy : nil))
      } else {
        act(account, .cancelAfter(instrument: symbol, seconds: Int64(draw(0...2))))
      }
    }
    return deed
  }

  /// Lets everything grow to its size: a full book of either side that is swept at once by others and
  /// by its owner, that expires and is cancelled at once, and then the usual deeds.
  func warmUp() {
    for side in [Side.buy, .sell] {
      for sweep in 0..<4 {
        for at in 0..<BusyMarket.restingMaximum {
          let away = Fen(at % BusyMarket.reach + 1) * (side == .buy ? -1 : 1)
          var line = line(side, BusyMarket.middle + away, 3)
          line.timeInForce = .goodTillDate
          line.expiry = now + 2 * second
          rest(0, line)
        }
        let far = BusyMarket.middle + Fen(BusyMarket.reach) * (side == .buy ? -1 : 1)
        var line = line(side.opposite, far, 3 * Int64(BusyMarket.restingMaximum))
        line.selfTrade = .cancelOldest
        switch sweep {
        case 0: order(traders[1], line)
        case 1: order(traders[0], line)
        case 2: act(traders[0], .cancelAll(instrument: symbol, side: nil))
        default: now += 4 * second
        }
      }
    }
    for _ in 0..<100_000 { _ = act() }
  }
}
