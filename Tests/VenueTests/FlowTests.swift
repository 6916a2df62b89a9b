import Testing
import Venue

@Suite("Order flows with an independent answer")
struct FlowTests {
  @Test("The book alone agrees on every trade", arguments: SmallFlow.shapes)
  func book(shape: String) throws {
    let flow = try SmallFlow(shape)
    for isWhole in [true, false] {
      // Small at first, so that its memory grows on the way.
      var book = SoloBook(orders: 8, numbers: flow.numbers)
      var answer = SmallFlow.Answer()
      if isWhole {
        answer.refused = flow.commands.withUnsafeBufferPointer {
          book.apply($0) { answer.trade($0, $1, $2, $3) }
        }
      } else {
        for command in flow.commands {
          answer.refused += book.apply(command) { answer.trade($0, $1, $2, $3) }
        }
      }
      #expect(answer == flow.expected)
    }
  }

  @Test("The whole Venue agrees on every trade", arguments: SmallFlow.shapes)
  func venue(shape: String) throws {
    let flow = try SmallFlow(shape)
    let market = FlowMarket(traders: 10)
    for command in flow.commands { market.apply(command) }
    #expect(market.answer == flow.expected)
    #expect(market.imbalance == nil)
  }
}

/// A market where cash and units are no bound and owners may trade with themselves, told of orders in
/// a flow's own numbers.
private final class FlowMarket {
  private var venue = Venue(scope: .full)
  private var step = Step()
  private var now: Microseconds = 1_700_000_000_000_000
  private var traders: [AccountNumber] = []
  /// The number that the flow gave to each order, and the other way round.
  private var numbers: [OrderNumber: UInt64] = [:]
  private var orders: [UInt64: OrderNumber] = [:]
  private(set) var answer = SmallFlow.Answer()

  var imbalance: String? { venue.imbalance() }

  init(traders count: Int) {
    var rules = Rules.sample
    rules.limitMaximum = 1 << 41
    rules.selfTrade = .off
    let genesis = Genesis(operatorKey: bytes32(0, kind: 1), rules: rules, approval: "yes")
    act(nil, .genesis(genesis))
    for _ in 0..<count {
      traders.append(venue.nextSequence)
      act(nil, .openAccount(key: bytes32(venue.nextSequence, kind: 1)))
      act(0, .admit(member: traders[traders.count - 1], roles: [.creator, .trader], owner: nil))
      for _ in 0..<16 {
        act(0, .credit(member: traders[traders.count - 1], amount: CashLedger.amountMaximum))
      }
    }
    let asset = venue.nextSequence
    let filing = Filing(authors: [(traders[0], 10_000)], originals: [bytes32(0, kind: 2)])
    act(traders[0], .registerAsset(filing), signers: [bytes32(traders[0], kind: 1)])
    let edition = venue.nextSequence
    let royalties = [Terms.Royalty(account: traders[0], rate: 100)]
    let terms = Terms(digest: bytes32(0, kind: 3), fees: rules.fees, royalties: royalties)
    act(traders[0], .issueEdition(Issue(asset: asset, quantity: 10_000_000, terms: terms)))
    act(0, .openInstrument(edition: edition, symbol: "FLOW"))
    for trader in traders.dropFirst() {
      place(traders[0], line(.sell, 1, 1_000_000))
      place(trader, line(.buy, 1, 1_000_000))
    }
  }

  private func act(_ account: AccountNumber?, _ action: Action, signers: [Bytes32] = []) {
    now += 1
    var facts = Facts()
    facts.alias = account.map { Alias(high: $0, low: 1) }
    venue.apply(
      Command(account: account, signers: signers, action: action, facts: facts), at: now,
      into: &step)
    #expect(step.refusal == nil || step.refusal == .orderNotOpen)
  }

  private func place(_ account: AccountNumber, _ line: OrderLine) {
    act(account, .placeOrder(line, instrument: "FLOW", terms: bytes32(0, kind: 3)))
  }

  /// Applies one command; a replace is a cancel and, where that is accepted, a new order.
  func apply(_ command: SoloBook.Command) {
    let trader = traders[Int(command.number) % traders.count]
    if command.kind != .place {
      // An order that has traded at once, or an immediate one, was never known to rest.
      let none = OrderNumber(sequence: 0, position: 0)
      act(trader, .cancelOrder(orders[command.number] ?? none))
      if step.refusal != nil { answer.refused += 1 }
      if step.refusal != nil || command.kind == .cancel { return }
    }
    let number = OrderNumber(sequence: venue.nextSequence, position: 0)
    numbers[number] = command.number
    orders[command.number] = number
    let isImmediate = command.kind == .place && command.isImmediate
    place(
      trader,
      line(
        command.side, command.limit, Int64(command.quantity),
        isImmediate ? .immediateOrCancel : .goodTillCancelled))
    for event in 0..<step.events.count {
      guard case .trade(let trade) = step.events[event] else { continue }
      answer.trade(
        command.number, numbers[OrderNumber(packed: trade.maker)] ?? 0, trade.price,
        trade.quantity)
    }
  }
}
