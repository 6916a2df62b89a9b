import Testing
import Venue

@Suite("What falls due")
struct DueTests {
  private let stage = Stage()
  private let seller: AccountNumber
  private let buyer: AccountNumber
  /// The first midnight in Shanghai after a stage's beginning: 2023-11-15T16:00:00Z.
  private let midnight: Microseconds = 1_700_064_000_000_000

  init() {
    seller = stage.member([.creator, .trader], cash: 1_000_000)
    buyer = stage.member(cash: 10_000_000)
    stage.list("QIPAO", seller, quantity: 100_000)
  }

  @Test("A good-till-date order trades a microsecond before its expiry, and is gone at it")
  func goodTillDate() {
    let expiry = stage.now + 10 * second
    let order = line(.sell, 100, 5, .goodTillDate, expiry: expiry)
    let ask = stage.place(seller, "QIPAO", order)
    #expect(
      ask.outcome.lines[0]
        == #"{"event":"order-accepted","expiry":\#(expiry),"instrument":"QIPAO","limit":"100","#
        + #""order":"\#(ask.number)","quantity":5,"side":"sell","timeInForce":"GTD"}"#)
    #expect(stage.full.nextDue == expiry)
    stage.now = expiry - 2
    #expect(stage.place(buyer, "QIPAO", line(.buy, 100, 2)).outcome.trades == ["100 x2"])
    #expect(stage.now == expiry - 1 && stage.ticks.isEmpty)
    let late = stage.place(buyer, "QIPAO", line(.buy, 100, 2)).outcome
    #expect(stage.now == expiry && late.trades == [])
    #expect(stage.ticks.count == 1)
    #expect(
      stage.ticks.first?.lines == [
        #"{"event":"order-cancelled","instrument":"QIPAO","order":"\#(ask.number)","#
          + #""quantity":3,"reason":"expired"}"#
      ])
    #expect(stage.book("QIPAO") == ["buy 100 x2"])
    #expect(stage.units(seller, "QIPAO") == [99_998, 0])
    #expect(stage.full.nextDue == nil)
    #expect(stage.act(seller, .cancelOrder(ask.number)).refusal == .orderNotOpen)
  }

  @Test("An expiry lies in the future, by 366 days at most")
  func expiryBounds() {
    func refusal(_ ahead: Microseconds) -> Refusal? {
      let expiry = stage.now + 1 + ahead
      return stage.place(seller, "QIPAO", line(.sell, 100, 1, .goodTillDate, expiry: expiry))
        .outcome.refusal
    }
    #expect(refusal(0) == .expiryOutOfRange)
    #expect(refusal(-1) == .expiryOutOfRange)
    #expect(refusal(366 * wholeDay + 1) == .expiryOutOfRange)
    #expect(refusal(366 * wholeDay) == nil)
    #expect(refusal(1) == nil)
    for expiry: Microseconds in [.min, -1, 1, .max] {
      let order = line(.sell, 100, 1, .goodTillDate, expiry: expiry)
      #expect(stage.place(seller, "QIPAO", order).outcome.refusal == .expiryOutOfRange)
    }
  }

  @Test("A day's order ends at midnight in Shanghai, and one of the next day a day later")
  func day() {
    stage.now = midnight - 2
    let last = stage.place(seller, "QIPAO", line(.sell, 100, 1, .day))
    #expect(stage.now == midnight - 1)
    #expect(last.outcome.lines[0].contains(#""expiry":\#(midnight),"#))
    let first = stage.place(seller, "QIPAO", line(.sell, 101, 1, .day))
    #expect(stage.now == midnight && stage.ticks.count == 1)
    #expect(first.outcome.lines[0].contains(#""expiry":\#(midnight + wholeDay),"#))
    #expect(first.outcome.lines[0].hasSuffix(#""timeInForce":"DAY"}"#))
    #expect(stage.book("QIPAO") == ["sell 101 x1"])
    // An amendment moves it in the book, not in time.
    stage.now = midnight + wholeDay - 10
    stage.act(seller, .amendOrder(first.number, limit: 102, quantity: 2))
    #expect(stage.full.nextDue == midnight + wholeDay)
    #expect(stage.wait(until: midnight + wholeDay).map(\.cancelled) == [["\(first.number)"]])
  }

  @Test("What falls due goes by time, then by number, then timers")
  func sequence() {
    let due = stage.now + 2 * second
    stage.now = due - second - 1
    stage.act(buyer, .cancelAfter(instrument: "QIPAO", seconds: 1))
    #expect(stage.full.nextDue == due)
    let asks = (0..<3).map {
      stage.place(
        seller, "QIPAO", line(.sell, 100, 1, .goodTillDate, expiry: due - ($0 == 2 ? 1 : 0)))
    }
    let kept = stage.place(buyer, "QIPAO", line(.buy, 90, 1, .goodTillDate, expiry: due))
    let plain = stage.place(buyer, "QIPAO", line(.buy, 91, 1))
    let ticks = stage.wait(until: due)
    #expect(ticks.count == 1)
    // The timer was armed before the orders of the same time were placed.
    #expect(
      ticks.first?.cancelled
        == [asks[2], kept, plain, asks[0], asks[1]].map { "\($0.number)" })
    #expect(
      ticks.first?.events == [
        "order-cancelled expired", "order-cancelled cancel-after", "order-cancelled cancel-after",
        "order-cancelled expired", "order-cancelled expired",
      ])
    #expect(stage.full.nextDue == nil)
  }

  @Test("A timer takes all the owner's orders on its instrument off, and is gone")
  func timer() {
    let twin = stage.member(cash: 10_000, owner: seller)
    stage.list("ROBE", seller, quantity: 10)
    stage.place(seller, "ROBE", line(.sell, 100, 1))
    let ask = stage.place(seller, "QIPAO", line(.sell, 100, 1)).number
    let armed = stage.act(twin, .cancelAfter(instrument: "QIPAO", seconds: 5))
    let due = stage.now + 5 * second
    #expect(armed.lines == [#"{"due":\#(due),"event":"timer-set","instrument":"QIPAO"}"#])
    #expect(armed.answer.contains(#""due":\#(due),"#))
    let bid = stage.place(twin, "QIPAO", line(.buy, 90, 1)).number
    stage.place(buyer, "QIPAO", line(.buy, 89, 1))
    stage.act(seller, .amendOrder(ask, limit: 101, quantity: 1))
    #expect(stage.wait(until: due - 1).isEmpty)
    let ticks = stage.wait(until: due)
    #expect(ticks.map(\.cancelled) == [["\(bid)", "\(ask)"]])
    #expect(stage.book("QIPAO") == ["buy 89 x1"])
    #expect(stage.book("ROBE") == ["sell 100 x1"])
    #expect(stage.full.nextDue == nil)
    #expect(stage.cash(twin) == [10_000, 0])
  }

  @Test("A timer can be armed again, disarmed, and is bounded")
  func timerBounds() {
    for seconds: Int64 in [-1, 86_401, .min, .max] {
      #expect(
        stage.act(buyer, .cancelAfter(instrument: "QIPAO", seconds: seconds)).refusal
          == .timerOutOfRange)
    }
    #expect(
      stage.act(buyer, .cancelAfter(instrument: "NONE", seconds: 1)).refusal == .unknownInstrument)
    let auditor = stage.member(.auditor)
    let refused = stage.act(auditor, .cancelAfter(instrument: "QIPAO", seconds: 1))
    #expect(refused.refusal == .notAllowed && refused.withheld == [0])
    stage.act(0, .haltInstrument("QIPAO"))
    stage.act(buyer, .cancelAfter(instrument: "QIPAO", seconds: 1))
    stage.act(buyer, .cancelAfter(instrument: "QIPAO", seconds: 86_400))
    #expect(stage.full.nextDue == stage.now + 86_400 * second)
    let slot = stage.full.instrument("QIPAO") ?? 0
    let edition = stage.full.instruments[slot].edition
    #expect(stage.full.holding(of: buyer, edition: edition)?.quantity == 0)
    #expect(stage.full.holding(of: buyer, edition: edition)?.timerDue == stage.full.nextDue)
    let off = stage.act(buyer, .cancelAfter(instrument: "QIPAO", seconds: 0))
    #expect(off.lines == [#"{"due":0,"event":"timer-set","instrument":"QIPAO"}"#])
    #expect(stage.full.nextDue == nil)
    #expect(stage.full.holding(of: buyer, edition: edition)?.timerDue == nil)
    // One that ends with nothing to take off says nothing.
    stage.act(buyer, .cancelAfter(instrument: "QIPAO", seconds: 1))
    #expect(stage.wait(until: stage.now + second).map(\.lines) == [[]])
  }

  @Test("A timer that runs out at the time of an order is before it")
  func race() {
    stage.place(seller, "QIPAO", line(.sell, 100, 5))
    stage.act(seller, .cancelAfter(instrument: "QIPAO", seconds: 1))
    let due = stage.now + second
    stage.now = due - 2
    #expect(stage.place(buyer, "QIPAO", line(.buy, 100, 1)).outcome.trades == ["100 x1"])
    let late = stage.place(buyer, "QIPAO", line(.buy, 100, 1, .immediateOrCancel)).outcome
    #expect(stage.now == due && stage.ticks.count == 1)
    #expect(stage.ticks.first?.events == ["order-cancelled cancel-after"])
    #expect(late.events == ["order-accepted", "order-cancelled immediate-or-cancel"])
  }

  @Test("A tick takes 4,096 steps, and the next one goes on", arguments: [false, true])
  func manySteps(byTimer: Bool) {
    let due = stage.now + 100 * second
    let order =
      byTimer ? line(.sell, 100, 1) : line(.sell, 100, 1, .goodTillDate, expiry: due)
    for _ in 0..<17 { stage.batch(seller, "QIPAO", Array(repeating: order, count: 241)) }
    #expect(stage.orderCount("QIPAO") == 4097)
    if byTimer {
      // One less: then the orders fill the tick, and the timer's own end is the next one's.
      stage.place(buyer, "QIPAO", line(.buy, 100, 1))
      stage.now = due - second - 1
      stage.act(seller, .cancelAfter(instrument: "QIPAO", seconds: 1))
    }
    let ticks = stage.wait(until: due)
    #expect(ticks.map(\.events.count) == [4096, byTimer ? 0 : 1])
    #expect(stage.orderCount("QIPAO") == 0)
    #expect(stage.full.nextDue == nil)
    #expect(stage.units(seller, "QIPAO")[1] == 0)
  }

  @Test("Units may be sold again at midnight in Shanghai, not before")
  func holdingPeriod() {
    stage.change { $0.holdingDays = 1 }
    #expect(stage.place(seller, "QIPAO", line(.sell, 100, 5)).outcome.refusal == .holdingPeriod)
    stage.now = midnight - 2
    #expect(stage.place(seller, "QIPAO", line(.sell, 100, 5)).outcome.refusal == .holdingPeriod)
    let ask = stage.place(seller, "QIPAO", line(.sell, 100, 5)).outcome
    #expect(stage.now == midnight && ask.refusal == nil)
    stage.place(buyer, "QIPAO", line(.buy, 100, 3))
    #expect(stage.place(buyer, "QIPAO", line(.sell, 120, 3)).outcome.refusal == .holdingPeriod)
    stage.now = midnight + wholeDay - 2
    stage.place(buyer, "QIPAO", line(.buy, 100, 2))
    #expect(stage.place(buyer, "QIPAO", line(.sell, 120, 6)).outcome.refusal == .insufficientUnits)
    #expect(stage.now == midnight + wholeDay)
    #expect(stage.place(buyer, "QIPAO", line(.sell, 120, 5)).outcome.refusal == nil)
    // A microsecond apart, two days of Shanghai.
    stage.change { $0.holdingDays = 2 }
    let planned = try? stage.plan(buyer, "QIPAO", line(.buy, 100, 1))
    #expect(planned?.unlock == nil && planned?.filled == 0)
  }
}
