import Testing
import Venue

@Suite("Owners and their own orders")
struct SelfTradeTests {
  private let stage = Stage()
  private let owner: AccountNumber
  private let twin: AccountNumber
  private let buyer: AccountNumber
  private let seller: AccountNumber

  init() {
    owner = stage.member([.creator, .trader], cash: 1_000_000)
    twin = stage.member(cash: 1_000_000, owner: owner)
    buyer = stage.member(cash: 1_000_000)
    seller = stage.member(cash: 1_000_000)
    stage.list("QIPAO", owner, quantity: 1000)
    stage.place(owner, "QIPAO", line(.sell, 10, 100))
    stage.place(seller, "QIPAO", line(.buy, 10, 100))
  }

  /// Offers of the owner and of a stranger, then a bid of the owner's other account for `quantity`.
  private func meet(
    _ mode: SelfTrade, own: Int64, quantity: Int64, _ force: TimeInForce = .goodTillCancelled,
    strangerFirst: Bool = false
  ) -> Outcome {
    let offers = [(owner, line(.sell, 100, own)), (seller, line(.sell, 100, 5))]
    for (account, offer) in strangerFirst ? offers.reversed() : offers {
      stage.place(account, "QIPAO", offer)
    }
    return stage.place(twin, "QIPAO", line(.buy, 100, quantity, force, selfTrade: mode)).outcome
  }

  @Test("Cancel-newest stops the newcomer, and leaves what rested")
  func cancelNewest() {
    let met = meet(.cancelNewest, own: 4, quantity: 9)
    #expect(met.events == ["order-accepted", "match-prevented", "order-cancelled self-trade"])
    #expect(met.lines[0].contains(#""quantity":9,"selfTrade":"cancel-newest","side":"buy""#))
    #expect(met.lines[1].contains(#""mode":"cancel-newest","price":"100","quantity":4,"#))
    #expect(met.lines[2].contains(#""quantity":9"#))
    #expect(stage.book("QIPAO") == ["sell 100 x4", "sell 100 x5"])
    #expect(stage.cash(twin)[1] == 0)
  }

  @Test("Cancel-oldest takes the resting order off, and the newcomer goes on")
  func cancelOldest() {
    let ask = OrderNumber(sequence: stage.next, position: 0)
    let bid = OrderNumber(sequence: stage.next + 2, position: 0)
    let met = meet(.cancelOldest, own: 4, quantity: 9)
    #expect(
      met.events == [
        "order-accepted", "match-prevented", "order-cancelled self-trade", "trade", "order-rested",
      ])
    #expect(
      met.lines[1]
        == #"{"event":"match-prevented","instrument":"QIPAO","maker":"\#(ask)","#
        + #""mode":"cancel-oldest","price":"100","quantity":4,"taker":"\#(bid)"}"#)
    #expect(
      met.lines[2]
        == #"{"event":"order-cancelled","instrument":"QIPAO","order":"\#(ask)","quantity":4,"#
        + #""reason":"self-trade"}"#)
    #expect(stage.book("QIPAO") == ["buy 100 x4"])
    #expect(stage.units(owner, "QIPAO") == [905, 0])
  }

  @Test("Cancel-both takes both off")
  func cancelBoth() {
    let met = meet(.cancelBoth, own: 4, quantity: 9, strangerFirst: true)
    #expect(
      met.events == [
        "order-accepted", "trade", "match-prevented", "order-cancelled self-trade",
        "order-cancelled self-trade",
      ])
    #expect(met.lines[4].contains(#""quantity":4"#))
    #expect(met.answer.contains(#""filled":5,"#))
    #expect(met.answer.contains(#""remaining":0,"status":"cancelled""#))
    #expect(stage.book("QIPAO") == [])
    #expect(stage.cash(twin)[1] == 0)
  }

  @Test("Decrement: the smaller one goes, the larger one shrinks and keeps its place")
  func decrement() {
    let ask = OrderNumber(sequence: stage.next, position: 0)
    let bid = OrderNumber(sequence: stage.next + 2, position: 0)
    let met = meet(.decrement, own: 10, quantity: 4)
    #expect(
      met.events == [
        "order-accepted", "match-prevented", "order-reduced self-trade",
        "order-cancelled self-trade",
      ])
    #expect(
      met.lines[2]
        == #"{"event":"order-reduced","instrument":"QIPAO","order":"\#(ask)","quantity":4,"#
        + #""reason":"self-trade","remaining":6}"#)
    #expect(
      met.lines[3]
        == #"{"event":"order-cancelled","instrument":"QIPAO","order":"\#(bid)","quantity":4,"#
        + #""reason":"self-trade"}"#)
    #expect(stage.book("QIPAO") == ["sell 100 x6", "sell 100 x5"])
    #expect(stage.units(owner, "QIPAO") == [900, 6])
    // Its total shrank with it: six is what it is for now.
    #expect(
      stage.act(owner, .amendOrder(ask, limit: 100, quantity: 6)).refusal == .nothingToAmend)

    let larger = stage.place(twin, "QIPAO", line(.buy, 100, 13, selfTrade: .decrement))
    #expect(
      larger.outcome.events == [
        "order-accepted", "match-prevented", "order-cancelled self-trade",
        "order-reduced self-trade", "trade", "order-rested",
      ])
    #expect(larger.outcome.lines[3].contains(#""quantity":6,"reason":"self-trade","remaining":7"#))
    #expect(stage.book("QIPAO") == ["buy 100 x2"])
    #expect(
      stage.act(twin, .amendOrder(larger.number, limit: 100, quantity: 7)).refusal
        == .nothingToAmend, "of seven, five have traded")
    #expect(stage.cash(twin)[1] == 200)
  }

  @Test("Decrement at equal sizes: both go")
  func decrementEqual() {
    let met = meet(.decrement, own: 4, quantity: 4)
    #expect(
      met.events == [
        "order-accepted", "match-prevented", "order-cancelled self-trade",
        "order-cancelled self-trade",
      ])
    #expect(met.answer.contains(#""filled":0,"#))
    #expect(met.answer.contains(#""remaining":0,"status":"cancelled""#))
    #expect(stage.book("QIPAO") == ["sell 100 x5"])
    #expect(stage.units(owner, "QIPAO") == [900, 0])
    #expect(stage.cash(twin) == [1_000_000, 0])
  }

  @Test("Where nothing is prevented, owners trade with themselves like strangers")
  func off() {
    stage.change { $0.selfTrade = .off }
    stage.place(owner, "QIPAO", line(.sell, 100, 4))
    let met = stage.place(twin, "QIPAO", line(.buy, 100, 4)).outcome
    #expect(met.events == ["order-accepted", "trade"])
    #expect(!met.lines[0].contains("selfTrade"))
    #expect(stage.units(owner, "QIPAO") == [900, 0])
  }

  @Test("The rules may let owners trade with themselves; an order may not say so")
  func offIsNoMode() {
    let refused = stage.place(twin, "QIPAO", line(.buy, 100, 4, selfTrade: .off)).outcome
    #expect(refused.refusal == .orderContradictory)
  }

  @Test("An order's own mode goes before the rules', and an amendment keeps it")
  func precedence() {
    stage.change { $0.selfTrade = .cancelBoth }
    let ask = stage.place(owner, "QIPAO", line(.sell, 101, 4, selfTrade: .cancelOldest)).number
    stage.place(twin, "QIPAO", line(.buy, 100, 3))
    // The newcomer's mode counts, never that of the order that rests.
    let met = stage.place(twin, "QIPAO", line(.buy, 101, 1, .immediateOrCancel)).outcome
    #expect(met.lines[1].contains(#""mode":"cancel-both""#))
    #expect(stage.book("QIPAO") == ["buy 100 x3"])

    let next = stage.place(owner, "QIPAO", line(.sell, 101, 4, selfTrade: .decrement)).number
    stage.change { $0.selfTrade = .off }
    let amended = stage.act(owner, .amendOrder(next, limit: 100, quantity: 4))
    #expect(
      amended.events
        == [
          "order-amended lost", "match-prevented", "order-cancelled self-trade",
          "order-reduced self-trade", "order-rested",
        ].map { $0 == "order-amended lost" ? "order-amended" : $0 })
    #expect(stage.book("QIPAO") == ["sell 100 x1"])
    #expect(ask != next)
  }

  @Test("The mode is that of the rules at the match, not at acceptance")
  func modeAtMatch() {
    let bid = stage.place(twin, "QIPAO", line(.buy, 90, 3)).number
    stage.place(owner, "QIPAO", line(.sell, 100, 3))
    stage.change { $0.selfTrade = .off }
    let amended = stage.act(twin, .amendOrder(bid, limit: 100, quantity: 3))
    #expect(amended.events == ["order-amended", "trade"])
  }

  @Test(
    "Fill or kill never counts one's own orders",
    arguments: [
      SelfTrade.cancelNewest, .cancelOldest, .cancelBoth, .decrement,
    ])
  func fillOrKill(mode: SelfTrade) {
    let killed = meet(mode, own: 4, quantity: 6, .fillOrKill)
    #expect(killed.events == ["order-accepted", "order-cancelled fill-or-kill"])
    #expect(stage.book("QIPAO") == ["sell 100 x4", "sell 100 x5"], "nothing else changed")

    // Five of the stranger's would do; the owner's own stand before them.
    let five = stage.place(twin, "QIPAO", line(.buy, 100, 5, .fillOrKill, selfTrade: mode)).outcome
    if mode == .cancelOldest {
      #expect(
        five.events == [
          "order-accepted", "match-prevented", "order-cancelled self-trade", "trade",
        ])
      #expect(five.answer.contains(#""remaining":0,"status":"filled""#))
      #expect(stage.book("QIPAO") == [])
    } else {
      #expect(five.events == ["order-accepted", "order-cancelled fill-or-kill"])
      #expect(stage.book("QIPAO") == ["sell 100 x4", "sell 100 x5"])
    }
  }

  @Test(
    "Fill or kill is filled by what stands before one's own orders",
    arguments: [
      SelfTrade.cancelNewest, .cancelOldest, .cancelBoth, .decrement,
    ])
  func fillOrKillBefore(mode: SelfTrade) {
    let filled = meet(mode, own: 4, quantity: 5, .fillOrKill, strangerFirst: true)
    #expect(filled.events == ["order-accepted", "trade"])
    #expect(stage.book("QIPAO") == ["sell 100 x4"])
  }
}
