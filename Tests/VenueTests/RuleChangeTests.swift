import Testing
import Venue

@Suite("Rules, positions and collars")
struct RuleChangeTests {
  private let stage = Stage()
  private let seller: AccountNumber
  private let buyer: AccountNumber

  init() {
    seller = stage.member([.creator, .trader], cash: 1_000_000)
    buyer = stage.member(cash: 10_000_000)
    stage.list("QIPAO", seller, quantity: 1000)
  }

  @Test("What an owner holds and bids for stays within the position limit")
  func positionLimit() {
    let twin = stage.member(cash: 1_000_000, owner: buyer)
    stage.change { $0.positionMaximum = 10 }
    stage.place(seller, "QIPAO", line(.sell, 100, 4))
    stage.place(buyer, "QIPAO", line(.buy, 100, 4))
    let bid = stage.place(twin, "QIPAO", line(.buy, 90, 5)).number
    let refused = stage.place(buyer, "QIPAO", line(.buy, 91, 2)).outcome
    #expect(refused.refusal == .positionLimit)
    #expect(refused.lines == [#"{"code":"position-limit","event":"refused"}"#])
    #expect(stage.act(twin, .amendOrder(bid, limit: 90, quantity: 7)).refusal == .positionLimit)
    #expect(stage.act(twin, .amendOrder(bid, limit: 92, quantity: 6)).refusal == nil)
    #expect(stage.place(buyer, "QIPAO", line(.buy, 91, 1)).outcome.refusal == .positionLimit)
    // To sell is not to have less until it is sold.
    stage.place(buyer, "QIPAO", line(.sell, 120, 4))
    #expect(stage.place(buyer, "QIPAO", line(.buy, 91, 1)).outcome.refusal == .positionLimit)
    stage.act(twin, .cancelOrder(bid))
    #expect(stage.place(buyer, "QIPAO", line(.buy, 91, 6)).outcome.refusal == nil)
  }

  @Test("A bid above a lower position limit is cancelled when it is met, and the next one trades")
  func positionLimitAtMatch() {
    let other = stage.member(cash: 100_000)
    let first = stage.place(buyer, "QIPAO", line(.buy, 100, 8)).number
    let second = stage.place(buyer, "QIPAO", line(.buy, 99, 4)).number
    stage.place(other, "QIPAO", line(.buy, 98, 5))
    stage.change { $0.positionMaximum = 5 }
    #expect(stage.orderCount("QIPAO") == 3, "rules pull nothing")
    // Twelve is too much; the four that are left when eight are gone are not.
    let sold = stage.place(seller, "QIPAO", line(.sell, 98, 9)).outcome
    #expect(
      sold.events == ["order-accepted", "order-cancelled position-limit", "trade", "trade"])
    #expect(sold.cancelled == ["\(first)"])
    #expect(sold.trades == ["99 x4", "98 x5"])
    #expect(stage.act(buyer, .cancelOrder(second)).refusal == .orderNotOpen)
    #expect(stage.cash(buyer)[1] == 0)
  }

  @Test("An offer of units that a longer holding period locks is cancelled when it is met")
  func holdingPeriodAtMatch() {
    let dealer = stage.member(cash: 100_000)
    stage.place(seller, "QIPAO", line(.sell, 50, 9))
    stage.place(dealer, "QIPAO", line(.buy, 50, 9))
    let first = stage.place(dealer, "QIPAO", line(.sell, 90, 4)).number
    let second = stage.place(dealer, "QIPAO", line(.sell, 91, 5)).number
    stage.change { $0.holdingDays = 1 }
    let bought = stage.place(buyer, "QIPAO", line(.buy, 95, 3)).outcome
    #expect(
      bought.events == [
        "order-accepted", "order-cancelled holding-period", "order-cancelled holding-period",
        "order-rested",
      ])
    #expect(bought.cancelled == ["\(first)", "\(second)"])
    #expect(stage.units(dealer, "QIPAO") == [9, 0])
  }

  @Test("Fill or kill passes over orders that would be cancelled when met")
  func fillOrKillPasses() {
    let other = stage.member(cash: 100_000)
    stage.place(buyer, "QIPAO", line(.buy, 100, 8))
    stage.place(other, "QIPAO", line(.buy, 98, 5))
    stage.change { $0.positionMaximum = 5 }
    let killed = stage.place(seller, "QIPAO", line(.sell, 98, 6, .fillOrKill)).outcome
    #expect(killed.events == ["order-accepted", "order-cancelled fill-or-kill"])
    #expect(stage.book("QIPAO") == ["buy 100 x8", "buy 98 x5"])
    let filled = stage.place(seller, "QIPAO", line(.sell, 98, 5, .fillOrKill)).outcome
    #expect(filled.events == ["order-accepted", "order-cancelled position-limit", "trade"])
    #expect(stage.book("QIPAO") == [])
  }

  @Test("Fill or kill and a dry run know that what is sold makes room for one's own bid")
  func fillOrKillMakesRoom() throws {
    let stranger = stage.member(cash: 100_000)
    stage.change { $0.selfTrade = .off }
    for force in [TimeInForce.immediateOrCancel, .fillOrKill] {
      let dealer = stage.member(cash: 100_000)
      stage.place(seller, "QIPAO", line(.sell, 50, 10))
      stage.place(dealer, "QIPAO", line(.buy, 50, 10))
      stage.place(dealer, "QIPAO", line(.buy, 99, 5))
      stage.place(stranger, "QIPAO", line(.buy, 100, 3))
      // Ten and five bid for are too much; they are twelve once three are sold.
      stage.change { $0.positionMaximum = 12 }
      let plan = try stage.plan(dealer, "QIPAO", line(.sell, 99, 8, force))
      let sold = stage.place(dealer, "QIPAO", line(.sell, 99, 8, force)).outcome
      #expect(sold.trades == ["100 x3", "99 x5"], "\(force)")
      #expect(plan.filled == 8 && plan.trades.map(\.quantity) == [3, 5], "\(force)")
      stage.change { $0.positionMaximum = 10_000 }
      stage.act(dealer, .cancelAll(instrument: "QIPAO", side: nil))
      stage.act(stranger, .cancelAll(instrument: "QIPAO", side: nil))
    }
  }

  @Test("A collar pulls what lies outside it, and refuses what would")
  func collar() {
    let numbers = [
      (seller, line(.sell, 112, 1)), (buyer, line(.buy, 88, 1)), (seller, line(.sell, 110, 1)),
      (buyer, line(.buy, 90, 1)), (seller, line(.sell, 111, 1)), (buyer, line(.buy, 89, 1)),
    ].map { stage.place($0.0, "QIPAO", $0.1).number }
    let set = stage.act(0, .setCollar("QIPAO", Collar(lowest: 90, highest: 110)))
    #expect(
      set.lines[0]
        == #"{"event":"collar-set","highest":"110","instrument":"QIPAO","lowest":"90"}"#)
    #expect(
      set.events.dropFirst() == Array(repeating: "order-cancelled outside-collar", count: 4)[...])
    #expect(set.cancelled == [5, 1, 4, 0].map { "\(numbers[$0])" })
    #expect(set.answer.contains(#""highest":"110","instrument":"QIPAO","lowest":"90""#))
    #expect(stage.book("QIPAO") == ["buy 90 x1", "sell 110 x1"])
    #expect(stage.units(seller, "QIPAO") == [1000, 1])

    for (limit, refusal): (Fen, Refusal?) in [
      (89, .outsideCollar), (111, .outsideCollar), (90, nil),
    ] {
      #expect(stage.place(buyer, "QIPAO", line(.buy, limit, 1)).outcome.refusal == refusal)
    }
    #expect(
      stage.act(buyer, .amendOrder(numbers[3], limit: 89, quantity: 1)).refusal == .outsideCollar)
    #expect(stage.act(0, .setCollar("QIPAO", .none)).cancelled == [])
    #expect(stage.place(buyer, "QIPAO", line(.buy, 1, 1)).outcome.refusal == nil)
  }

  @Test("A collar has a lowest price and a higher one, and an operator")
  func collarBounds() {
    for (lowest, highest): (Fen, Fen) in [(0, 10), (-1, .max), (.min, .max), (11, 10), (1, 0)] {
      let refused = stage.act(0, .setCollar("QIPAO", Collar(lowest: lowest, highest: highest)))
      #expect(refused.refusal == .collarOutOfRange)
    }
    #expect(stage.act(0, .setCollar("NONE", .none)).refusal == .unknownInstrument)
    #expect(stage.act(buyer, .setCollar("QIPAO", .none)).refusal == .notAllowed)
    #expect(
      stage.act(0, .setCollar("QIPAO", Collar(lowest: 100, highest: 100))).refusal == nil)
  }

  @Test("Rules that change between acceptance and match: ticks and sizes do not undo an order")
  func otherRules() {
    stage.place(seller, "QIPAO", line(.sell, 101, 50))
    stage.change {
      $0.tick = 5
      $0.quantityMaximum = 10
      $0.limitMaximum = 105
      $0.accountOrdersMaximum = 1
      $0.fees = Fees(maker: 500, taker: 500)
    }
    #expect(stage.place(buyer, "QIPAO", line(.buy, 101, 1)).outcome.refusal == .offTick)
    let bought = stage.place(buyer, "QIPAO", line(.buy, 105, 10)).outcome
    #expect(bought.trades == ["101 x10"])
    #expect(
      bought.lines[1].contains(#""fees":{"maker":"1","taker":"2"}"#), "the terms' fees: 1010 fen")
    #expect(bought.lines[1].contains(#""rules":"\#(stage.full.rulesVersion)""#))
  }

  @Test("A dry run tells what an order would do, and changes nothing")
  func dryRun() throws {
    let twin = stage.member(cash: 100_000, owner: buyer)
    stage.place(seller, "QIPAO", line(.sell, 50, 9))
    stage.place(buyer, "QIPAO", line(.buy, 50, 9))
    stage.place(buyer, "QIPAO", line(.sell, 99, 2))
    stage.place(seller, "QIPAO", line(.sell, 100, 3))
    stage.change { $0.holdingDays = 2 }
    let midnight: Microseconds = 1_700_064_000_000_000
    stage.wait(until: midnight + 2 * wholeDay)
    let before = (stage.full.publicState(), stage.full.sealedState())
    let order = line(.buy, 100, 7, .day, selfTrade: .cancelOldest)
    let plan = try stage.plan(twin, "QIPAO", order)
    #expect(plan.filled == 3 && plan.remaining == 4 && plan.cancelled == 0)
    #expect(plan.trades.map(\.price) == [100] && plan.trades.map(\.quantity) == [3])
    #expect(plan.prevented.map(\.price) == [99] && plan.prevented.map(\.quantity) == [2])
    #expect(plan.ownCancelled == 1)
    #expect(plan.status == "partly-filled")
    #expect(plan.fees == 0 && plan.cash == 700)
    #expect(plan.expiry == midnight + 3 * wholeDay)
    #expect(plan.unlock == midnight + 4 * wholeDay)
    #expect(stage.full.publicState() == before.0 && stage.full.sealedState() == before.1)
    #expect(throws: Refusal.wouldTrade) {
      try stage.plan(twin, "QIPAO", line(.buy, 100, 7, postOnly: true))
    }
  }

  @Test("The ends of what can be counted are refused, not overflowed")
  func ends() {
    stage.change {
      $0.limitMaximum = 1 << 41
      $0.quantityMaximum = 10_000_000
    }
    let top: Fen = 1 << 41
    for force in TimeInForce.allCases where force != .goodTillDate {
      for side in [Side.buy, .sell] {
        func refusal(_ limit: Fen, _ quantity: Int64) -> Refusal? {
          stage.place(buyer, "QIPAO", line(side, limit, quantity, force)).outcome.refusal
        }
        #expect(refusal(top, 10_000_000) == .quantityOutOfRange)
        #expect(refusal(top, (1 << 11) + 1) == .quantityOutOfRange)
        #expect(refusal(1, 10_000_001) == .quantityOutOfRange)
        #expect(refusal(top + 1, 1) == .limitOutOfRange)
        #expect(refusal(.max, .max) == .limitOutOfRange)
        #expect(refusal(.min, .min) == .limitOutOfRange)
        #expect(refusal(1, .min) == .quantityOutOfRange)
        #expect(refusal(1, .max) == .quantityOutOfRange)
        #expect(
          refusal(top, 1 << 11) == (side == .buy ? .insufficientCash : .insufficientUnits))
      }
    }
    // The largest amount there is changes hands.
    let rich = stage.member()
    for _ in 0..<2 { stage.act(0, .credit(member: rich, amount: 1 << 52)) }
    stage.place(seller, "QIPAO", line(.sell, top, 1000))
    let bought = stage.place(rich, "QIPAO", line(.buy, top, 1000, .fillOrKill)).outcome
    #expect(bought.trades == ["\(top) x1000"])
    #expect(stage.units(rich, "QIPAO") == [1000, 0])
  }
}
