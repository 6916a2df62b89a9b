import Testing
import Venue

@Suite("Kinds of orders")
struct OrderTypeTests {
  private let stage = Stage()
  private let seller: AccountNumber
  private let buyer: AccountNumber

  init() {
    seller = stage.member([.creator, .trader], cash: 1_000_000)
    buyer = stage.member(cash: 10_000_000)
    stage.list("QIPAO", seller, quantity: 100_000)
  }

  @Test("What an order that goes at once leaves never rests, whatever it met")
  func neverRests() {
    for force in [TimeInForce.immediateOrCancel, .fillOrKill] {
      for quantity: Int64 in [1, 3, 4, 5000] {
        stage.place(seller, "QIPAO", line(.sell, 100, 3))
        let mine = stage.place(buyer, "QIPAO", line(.buy, 100, quantity, force))
        #expect(stage.full.instrument(ofOrder: mine.number) == nil)
        #expect(stage.book("QIPAO").allSatisfy { $0.hasPrefix("sell") })
        #expect(!mine.outcome.events.contains("order-rested"))
        #expect(stage.cash(buyer)[1] == 0)
        stage.act(seller, .cancelAll(instrument: "QIPAO", side: nil))
      }
    }
  }

  @Test("No trade, order or cancellation is ever of nothing")
  func noZeros() {
    var lines: [String] = []
    stage.place(seller, "QIPAO", line(.sell, 100, 3))
    for quantity: Int64 in [1, 1, 1, 1] {
      lines +=
        stage.place(buyer, "QIPAO", line(.buy, 100, quantity, .immediateOrCancel)).outcome
        .lines
    }
    for force in TimeInForce.allCases where force != .goodTillDate {
      lines += stage.place(buyer, "QIPAO", line(.buy, 100, 2, force)).outcome.lines
      lines += stage.place(seller, "QIPAO", line(.sell, 100, 2, force)).outcome.lines
    }
    #expect(lines.contains { $0.contains(#""event":"trade""#) })
    #expect(!lines.contains { $0.contains(#""quantity":0"#) || $0.contains(#""remaining":0"#) })
    for force in TimeInForce.allCases where force != .goodTillDate {
      let refused = stage.place(buyer, "QIPAO", line(.buy, 100, 0, force)).outcome.refusal
      #expect(refused == .quantityOutOfRange)
    }
  }

  @Test("Fill or kill: all at once over several prices, or nothing at all")
  func fillOrKill() {
    stage.batch(seller, "QIPAO", [line(.sell, 100, 3), line(.sell, 101, 3), line(.sell, 103, 9)])
    stage.place(buyer, "QIPAO", line(.buy, 90, 1, .immediateOrCancel))
    let before = stage.full.publicState()
    let killed = stage.place(buyer, "QIPAO", line(.buy, 102, 7, .fillOrKill))
    #expect(killed.outcome.events == ["order-accepted", "order-cancelled fill-or-kill"])
    #expect(killed.outcome.lines[1].contains(#""quantity":7"#))
    #expect(killed.outcome.answer.contains(#""filled":0,"#))
    #expect(killed.outcome.answer.contains(#""remaining":0,"status":"cancelled""#))
    #expect(stage.full.publicState() == before)
    #expect(stage.cash(buyer) == [10_000_000, 0])

    let filled = stage.place(buyer, "QIPAO", line(.buy, 102, 6, .fillOrKill)).outcome
    #expect(filled.trades == ["100 x3", "101 x3"])
    #expect(filled.events.last == "trade")
    #expect(filled.answer.contains(#""remaining":0,"status":"filled""#))
    let sold = stage.place(seller, "QIPAO", line(.sell, 100, 1, .fillOrKill)).outcome
    #expect(sold.events == ["order-accepted", "order-cancelled fill-or-kill"])
    #expect(stage.units(seller, "QIPAO") == [99_994, 9])
  }

  @Test("A market order stops at its collar")
  func marketCollar() {
    stage.batch(seller, "QIPAO", [line(.sell, 100, 3), line(.sell, 105, 3), line(.sell, 106, 3)])
    let bought = stage.place(buyer, "QIPAO", market(.buy, collar: 105, 9)).outcome
    #expect(bought.trades == ["100 x3", "105 x3"])
    #expect(bought.events.last == "order-cancelled immediate-or-cancel")
    #expect(
      bought.lines[0].hasPrefix(#"{"collar":"105","event":"order-accepted","instrument":"QIPAO","#))
    #expect(!bought.lines[0].contains(#""limit""#))
    #expect(bought.lines[0].hasSuffix(#""quantity":9,"side":"buy","timeInForce":"IOC"}"#))
    #expect(stage.book("QIPAO") == ["sell 106 x3"])

    stage.act(seller, .cancelAll(instrument: "QIPAO", side: nil))
    stage.batch(buyer, "QIPAO", [line(.buy, 95, 2), line(.buy, 90, 2), line(.buy, 89, 2)])
    let killed = stage.place(seller, "QIPAO", market(.sell, collar: 90, 5, .fillOrKill)).outcome
    #expect(killed.events == ["order-accepted", "order-cancelled fill-or-kill"])
    let sold = stage.place(seller, "QIPAO", market(.sell, collar: 90, 5)).outcome
    #expect(sold.trades == ["95 x2", "90 x2"])
    #expect(stage.book("QIPAO") == ["buy 89 x2"])
  }

  @Test("A market order's collar is bounded as a limit is")
  func marketBounds() {
    stage.change { $0.tick = 5 }
    func refusal(_ collar: Fen) -> Refusal? {
      stage.place(buyer, "QIPAO", market(.buy, collar: collar, 1)).outcome.refusal
    }
    #expect(refusal(101) == .offTick)
    #expect(refusal(0) == .limitOutOfRange)
    #expect(refusal(-5) == .limitOutOfRange)
    #expect(refusal(Rules.sample.limitMaximum + 5) == .limitOutOfRange)
    stage.act(0, .setCollar("QIPAO", Collar(lowest: 90, highest: 110)))
    #expect(refusal(115) == .outsideCollar)
    #expect(refusal(110) == nil)
  }

  @Test("An order that contradicts itself is refused")
  func contradictory() {
    let now = stage.now
    var lines: [OrderLine] = []
    for force in TimeInForce.allCases {
      if force.rests {
        var asMarket = line(.buy, 100, 1, force)
        asMarket.isMarket = true
        if force == .goodTillDate { asMarket.expiry = now + second }
        lines.append(asMarket)
      } else {
        lines.append(line(.buy, 100, 1, force, postOnly: true))
      }
      lines.append(line(.buy, 100, 1, force, expiry: force == .goodTillDate ? 0 : now + second))
    }
    for line in lines {
      let refused = stage.place(buyer, "QIPAO", line).outcome
      #expect(refused.refusal == .orderContradictory, "\(line)")
      #expect(refused.lines == [#"{"code":"order-contradictory","event":"refused"}"#])
    }
    // It is found before the price is looked at, and after the terms.
    #expect(
      stage.place(buyer, "QIPAO", line(.buy, -1, 1, .fillOrKill, postOnly: true)).outcome.refusal
        == .orderContradictory)
  }

  @Test("A post-only order is refused where it would trade, be it with its owner's own")
  func postOnly() {
    let twin = stage.member(cash: 100_000, owner: seller)
    stage.place(seller, "QIPAO", line(.sell, 100, 3))
    for account in [buyer, twin] {
      for limit: Fen in [100, 101] {
        let refused = stage.place(account, "QIPAO", line(.buy, limit, 1, postOnly: true)).outcome
        #expect(refused.refusal == .wouldTrade)
        #expect(refused.lines == [#"{"code":"would-trade","event":"refused"}"#])
      }
    }
    let rested = stage.place(buyer, "QIPAO", line(.buy, 99, 1, postOnly: true))
    #expect(rested.outcome.events == ["order-accepted", "order-rested"])
    #expect(
      rested.outcome.lines[0]
        == #"{"event":"order-accepted","instrument":"QIPAO","limit":"99","#
        + #""order":"\#(rested.number)","postOnly":true,"quantity":1,"side":"buy","#
        + #""timeInForce":"GTC"}"#)

    let before = stage.full.publicState()
    let amended = stage.act(buyer, .amendOrder(rested.number, limit: 100, quantity: 1))
    #expect(amended.refusal == .wouldTrade)
    #expect(stage.full.publicState() == before)
    #expect(
      stage.act(buyer, .amendOrder(rested.number, limit: 98, quantity: 4)).refusal == nil)
    #expect(
      stage.act(buyer, .amendOrder(rested.number, limit: 100, quantity: 4)).refusal == .wouldTrade,
      "it is post-only for good")
    // Another's order takes it as it takes any.
    #expect(stage.place(seller, "QIPAO", line(.sell, 98, 4)).outcome.trades == ["98 x4"])
  }

  @Test("A best price that is no longer there is not traded at")
  func bestIsGone() {
    let best = stage.place(seller, "QIPAO", line(.sell, 100, 3)).number
    stage.place(seller, "QIPAO", line(.sell, 101, 3))
    stage.act(seller, .cancelOrder(best))
    #expect(
      stage.place(buyer, "QIPAO", line(.buy, 100, 1, .immediateOrCancel)).outcome.trades == [])
    #expect(stage.place(buyer, "QIPAO", line(.buy, 101, 1)).outcome.trades == ["101 x1"])
    let again = stage.place(seller, "QIPAO", line(.sell, 100, 1)).number
    stage.act(seller, .amendOrder(again, limit: 102, quantity: 1))
    #expect(stage.place(buyer, "QIPAO", line(.buy, 102, 3)).outcome.trades == ["101 x2", "102 x1"])
    #expect(stage.book("QIPAO") == [])
    let slot = stage.full.instrument("QIPAO") ?? 0
    #expect(stage.full.bestLimit(slot, .sell) == nil)
    #expect(stage.full.levels(slot, .sell).isEmpty)
  }

  @Test("A filled order's number is never anyone's again")
  func numbersAreNotReused() {
    let first = stage.place(seller, "QIPAO", line(.sell, 100, 3)).number
    stage.place(buyer, "QIPAO", line(.buy, 100, 3))
    // What comes next takes the place that the filled order had, not its number.
    let second = stage.place(seller, "QIPAO", line(.sell, 100, 3)).number
    #expect(first != second)
    for account in [seller, buyer] {
      #expect(stage.act(account, .cancelOrder(first)).refusal == .orderNotOpen)
      #expect(
        stage.act(account, .amendOrder(first, limit: 100, quantity: 5)).refusal == .orderNotOpen)
    }
    #expect(stage.book("QIPAO") == ["sell 100 x3"])
    stage.act(seller, .cancelOrder(second))
    let third = stage.place(buyer, "QIPAO", line(.buy, 90, 1)).number
    #expect(stage.act(seller, .cancelOrder(second)).refusal == .orderNotOpen)
    #expect(stage.act(seller, .cancelOrder(third)).refusal == .notYourOrder)
    #expect(stage.act(buyer, .cancelOrder(third)).refusal == nil)
  }

  @Test("An amendment counts what has traded, never the quantity at first")
  func amendCountsTrades() {
    let ask = stage.place(seller, "QIPAO", line(.sell, 100, 10)).number
    stage.place(buyer, "QIPAO", line(.buy, 100, 4))
    stage.act(seller, .amendOrder(ask, limit: 100, quantity: 20))
    #expect(stage.book("QIPAO") == ["sell 100 x16"])
    stage.place(buyer, "QIPAO", line(.buy, 100, 4))
    stage.act(seller, .amendOrder(ask, limit: 101, quantity: 9))
    #expect(stage.book("QIPAO") == ["sell 101 x1"], "of nine, eight have traded")
    #expect(
      stage.act(seller, .amendOrder(ask, limit: 101, quantity: 8)).refusal == .quantityOutOfRange)
    #expect(stage.units(seller, "QIPAO") == [99_992, 1])
    // The whole range of numbers is refused, not computed with.
    for quantity: Int64 in [.min, -1, 0, .max] {
      #expect(
        stage.act(seller, .amendOrder(ask, limit: 101, quantity: quantity)).refusal
          == .quantityOutOfRange)
    }
    for limit: Fen in [.min, -1, 0, .max] {
      #expect(
        stage.act(seller, .amendOrder(ask, limit: limit, quantity: 10)).refusal == .limitOutOfRange)
    }
  }

  @Test("A mass cancel goes in the sequence in which orders came to rest")
  func massCancelSequence() {
    let numbers = [
      line(.sell, 110, 1), line(.buy, 90, 1), line(.sell, 105, 1), line(.buy, 95, 1),
    ].map { stage.place(seller, "QIPAO", $0).number }
    stage.act(seller, .amendOrder(numbers[0], limit: 111, quantity: 1))
    stage.place(buyer, "QIPAO", line(.buy, 91, 1))
    let all = stage.act(seller, .cancelAll(instrument: "QIPAO", side: nil))
    #expect(all.cancelled == [1, 2, 3, 0].map { "\(numbers[$0])" })
    #expect(all.events == Array(repeating: "order-cancelled requested", count: 4))
    #expect(stage.book("QIPAO") == ["buy 91 x1"])
    #expect(
      stage.act(seller, .cancelAll(instrument: "NONE", side: nil)).refusal == .unknownInstrument)
  }
}
