import Testing
import Venue

@Suite("Orders and trades")
struct MarketTests {
  private let stage = Stage()
  private let seller: AccountNumber
  private let buyer: AccountNumber

  init() {
    seller = stage.member([.creator, .trader], cash: 1_000_000)
    buyer = stage.member(cash: 10_000_000)
    stage.list("QIPAO", seller, quantity: 100_000)
  }

  @Test("What an IOC order leaves never rests")
  func immediateOrCancel() {
    stage.place(seller, "QIPAO", line(.sell, 100, 3))
    let taken = stage.place(buyer, "QIPAO", line(.buy, 100, 10, .immediateOrCancel)).outcome
    #expect(taken.events == ["order-accepted", "trade", "order-cancelled immediate-or-cancel"])
    #expect(taken.answer.contains(#""filled":3,"#))
    #expect(taken.answer.contains(#""remaining":0,"status":"cancelled""#))
    #expect(stage.book("QIPAO") == [])
    #expect(stage.cash(buyer)[1] == 0)

    let none = stage.place(buyer, "QIPAO", line(.buy, 100, 10, .immediateOrCancel)).outcome
    #expect(none.events == ["order-accepted", "order-cancelled immediate-or-cancel"])
    let whole = stage.place(seller, "QIPAO", line(.sell, 90, 2)).outcome
    #expect(whole.events == ["order-accepted", "order-rested"])
    let filled = stage.place(buyer, "QIPAO", line(.buy, 90, 2, .immediateOrCancel)).outcome
    #expect(filled.events == ["order-accepted", "trade"])
  }

  @Test("An amendment counts what has traded, and less at the same limit keeps its place")
  func amendAfterPartialFill() {
    let first = stage.place(seller, "QIPAO", line(.sell, 100, 10)).number
    stage.place(seller, "QIPAO", line(.sell, 100, 5))
    stage.place(buyer, "QIPAO", line(.buy, 100, 4))
    #expect(stage.book("QIPAO") == ["sell 100 x6", "sell 100 x5"])

    let less = stage.act(seller, .amendOrder(first, limit: 100, quantity: 6))
    #expect(less.answer.contains(#""priority":"kept""#))
    #expect(stage.book("QIPAO") == ["sell 100 x2", "sell 100 x5"])
    #expect(stage.units(seller, "QIPAO") == [99_996, 7])
    for tooLittle: Int64 in [4, 3, 0, -1] {
      let refused = stage.act(seller, .amendOrder(first, limit: 100, quantity: tooLittle))
      #expect(refused.refusal == .quantityOutOfRange)
    }
    #expect(
      stage.act(seller, .amendOrder(first, limit: 100, quantity: 6)).refusal == .nothingToAmend)

    let more = stage.act(seller, .amendOrder(first, limit: 100, quantity: 7))
    #expect(more.answer.contains(#""priority":"lost""#))
    #expect(more.events == ["order-amended", "order-rested"])
    #expect(stage.book("QIPAO") == ["sell 100 x5", "sell 100 x3"])
  }

  @Test("An amendment to a crossing price trades at once, and reports what is left")
  func amendToCross() {
    let bid = stage.place(buyer, "QIPAO", line(.buy, 90, 10)).number
    stage.place(seller, "QIPAO", line(.sell, 100, 4))
    stage.place(seller, "QIPAO", line(.sell, 101, 4))
    let amended = stage.act(buyer, .amendOrder(bid, limit: 100, quantity: 10))
    #expect(amended.events == ["order-amended", "trade", "order-rested"])
    #expect(amended.trades == ["100 x4"])
    #expect(stage.book("QIPAO") == ["buy 100 x6", "sell 101 x4"])
    #expect(amended.answer.contains(#""filled":4"#))

    let through = stage.act(buyer, .amendOrder(bid, limit: 101, quantity: 8))
    #expect(through.trades == ["101 x4"])
    #expect(stage.book("QIPAO") == [])
    #expect(through.answer.contains(#""status":"filled""#))
    #expect(stage.cash(buyer)[1] == 0)
  }

  @Test("An amendment that cash does not reach is refused as a secret")
  func amendWithoutCash() {
    let poor = stage.member(cash: 1003)
    let bid = stage.place(poor, "QIPAO", line(.buy, 100, 10)).number
    #expect(stage.cash(poor) == [1, 1002])
    let refused = stage.act(poor, .amendOrder(bid, limit: 101, quantity: 10))
    #expect(refused.refusal == .insufficientCash)
    #expect(refused.lines == [#"{"code":"withheld","event":"refused"}"#])
    #expect(refused.withheld == [0])
    #expect(stage.act(poor, .amendOrder(bid, limit: 50, quantity: 20)).refusal == nil)
    #expect(stage.book("QIPAO") == ["buy 50 x20"])
  }

  @Test("A stale cancel tells that the order is not open")
  func staleCancel() {
    let ask = stage.place(seller, "QIPAO", line(.sell, 100, 3)).number
    stage.place(buyer, "QIPAO", line(.buy, 100, 3))
    #expect(stage.act(seller, .cancelOrder(ask)).refusal == .orderNotOpen)
    #expect(
      stage.act(seller, .amendOrder(ask, limit: 99, quantity: 4)).refusal == .orderNotOpen)
    let other = stage.place(seller, "QIPAO", line(.sell, 100, 3)).number
    #expect(stage.act(buyer, .cancelOrder(other)).refusal == .notYourOrder)
    #expect(stage.act(seller, .cancelOrder(other)).refusal == nil)
    #expect(stage.act(seller, .cancelOrder(other)).refusal == .orderNotOpen)
    #expect(
      stage.act(seller, .cancelOrder(OrderNumber(sequence: 99_999, position: 7))).refusal
        == .orderNotOpen)
  }

  @Test("One order sweeps 5,000")
  func sweep() {
    for at in 0..<20 {
      stage.batch(seller, "QIPAO", (0..<250).map { line(.sell, 100 + Int64(($0 + at) % 7), 2) })
    }
    #expect(stage.orderCount("QIPAO") == 5000)
    let swept = stage.place(buyer, "QIPAO", line(.buy, 106, 10_001)).outcome
    #expect(swept.trades.count == 5000)
    #expect(stage.book("QIPAO") == ["buy 106 x1"])
    #expect(stage.units(buyer, "QIPAO") == [10_000, 0])
    #expect(swept.lines[1].contains(#""serials":[[1,2]]"#))
    #expect(swept.lines[5000].contains(#""serials":[[9999,2]]"#))
  }

  @Test(
    "Owners never trade with themselves: the newcomer's rest is cancelled",
    arguments: [
      Side.buy, .sell,
    ])
  func selfTrade(side: Side) {
    let twin = stage.member(.trader, cash: 1_000_000, owner: seller)
    stage.place(seller, "QIPAO", line(.sell, 100, 5))
    stage.place(twin, "QIPAO", line(.buy, 90, 5))
    stage.place(buyer, "QIPAO", line(.buy, 91, 5))
    let incoming = side == .buy ? line(.buy, 100, 9) : line(.sell, 90, 9)
    let met = stage.place(twin, "QIPAO", incoming).outcome
    if side == .buy {
      #expect(met.events == ["order-accepted", "match-prevented", "order-cancelled self-trade"])
      #expect(stage.book("QIPAO") == ["buy 91 x5", "buy 90 x5", "sell 100 x5"])
    } else {
      #expect(
        met.events == ["order-accepted", "trade", "match-prevented", "order-cancelled self-trade"])
      #expect(met.trades == ["91 x5"])
      #expect(stage.book("QIPAO") == ["buy 90 x5", "sell 100 x5"])
    }
    #expect(met.answer.contains(#""status":"cancelled""#))
  }

  @Test("An order of a batch stands or falls by itself")
  func batch() {
    let poor = stage.member(cash: 502)
    let outcome = stage.batch(
      poor, "QIPAO",
      [
        line(.buy, 100, 4), line(.buy, 100, 4), line(.sell, 100, 1), line(.buy, 0, 1),
        line(.buy, 100, 1),
      ])
    #expect(outcome.refusal == nil)
    #expect(outcome.withheld == [1])
    #expect(
      outcome.events == [
        "order-accepted", "order-rested", "order-refused", "order-refused", "order-refused",
        "order-accepted", "order-rested",
      ])
    #expect(
      outcome.lines.filter { $0.contains("order-refused") }.map { $0.part(after: #""code":""#) }
        == ["withheld", "insufficient-units", "limit-out-of-range"])
    #expect(outcome.answer.contains(#""code":"insufficient-cash""#))
    #expect(stage.cash(poor) == [2, 500])
  }

  @Test("A mass cancel takes one side or both, of all the owner's accounts")
  func cancelAll() {
    let twin = stage.member(.trader, cash: 10_000, owner: seller)
    stage.place(seller, "QIPAO", line(.sell, 120, 5))
    stage.place(twin, "QIPAO", line(.buy, 80, 5))
    stage.place(seller, "QIPAO", line(.sell, 110, 5))
    stage.place(buyer, "QIPAO", line(.buy, 79, 5))
    #expect(stage.act(buyer, .cancelAll(instrument: "QIPAO", side: .sell)).events == [])
    let sells = stage.act(twin, .cancelAll(instrument: "QIPAO", side: .sell))
    #expect(sells.lines.map { $0.part(after: #""order":""#) }.count == 2)
    #expect(stage.book("QIPAO") == ["buy 80 x5", "buy 79 x5"])
    stage.act(seller, .cancelAll(instrument: "QIPAO", side: nil))
    #expect(stage.book("QIPAO") == ["buy 79 x5"])
    #expect(stage.cash(twin) == [10_000, 0])
  }

  @Test("A halted instrument takes cancels only")
  func halt() {
    let ask = stage.place(seller, "QIPAO", line(.sell, 100, 3)).number
    stage.act(0, .haltInstrument("QIPAO"))
    #expect(stage.act(0, .haltInstrument("QIPAO")).refusal == .halted)
    #expect(stage.place(buyer, "QIPAO", line(.buy, 100, 3)).outcome.refusal == .halted)
    #expect(stage.act(seller, .amendOrder(ask, limit: 99, quantity: 3)).refusal == .halted)
    #expect(stage.act(seller, .cancelOrder(ask)).refusal == nil)
    #expect(stage.act(buyer, .resumeInstrument("QIPAO")).refusal == .notAllowed)
    stage.act(0, .resumeInstrument("QIPAO"))
    #expect(stage.place(buyer, "QIPAO", line(.buy, 100, 3)).outcome.refusal == nil)
  }

  @Test("A suspended member may leave, not go on trading")
  func suspended() {
    let bid = stage.place(buyer, "QIPAO", line(.buy, 90, 10)).number
    stage.place(seller, "QIPAO", line(.sell, 100, 50))
    stage.act(0, .admit(member: buyer, roles: [], owner: nil))
    #expect(stage.place(buyer, "QIPAO", line(.buy, 100, 50)).outcome.refusal == .notAllowed)
    let amended = stage.act(buyer, .amendOrder(bid, limit: 100, quantity: 50))
    #expect(amended.refusal == .notAllowed, "an amendment can trade as a new order does")
    #expect(stage.act(buyer, .cancelOrder(bid)).refusal == nil)
  }
}
