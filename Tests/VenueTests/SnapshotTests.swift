import Foundation
import Testing
import Venue

@Suite("Snapshots")
struct SnapshotTests {
  private let key = bytes32(0, kind: 1)

  private func genesis(_ rules: Rules = .sample) -> Command {
    Command(
      account: nil, action: .genesis(Genesis(operatorKey: key, rules: rules, approval: "yes")))
  }

  private func refusal(of bytes: [UInt8]) -> SnapshotError? {
    do throws(SnapshotError) {
      _ = try Venue(snapshot: bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test("An empty Venue has one, and begins from it")
  func empty() throws {
    let bytes = Venue(scope: .full).snapshot()
    var venue = try Venue(snapshot: bytes)
    let again = venue.snapshot()
    #expect(again == bytes)
    #expect(bytes.count < 100)
    var other = Venue(scope: .full)
    let outcomes = (venue.apply(genesis(), at: 5), other.apply(genesis(), at: 5))
    #expect(outcomes.0.publicEvents.bytes == outcomes.1.publicEvents.bytes)
    let snapshots = (venue.snapshot(), other.snapshot())
    #expect(snapshots.0 == snapshots.1)
    #expect(snapshots.0 != bytes)
  }

  @Test("After the genesis it says who runs the venue, and under which rules")
  func afterGenesis() throws {
    var rules = Rules.sample
    rules.name = "böard-规则"
    rules.matching = .negotiated
    rules.holdingDays = 3
    rules.selfTrade = .decrement
    var venue = Venue(scope: .full)
    _ = venue.apply(genesis(rules), at: 7)
    let made = try Venue(snapshot: venue.snapshot())
    let (found, approval, version) = (made.rules, made.approval, made.rulesVersion)
    #expect(found == rules)
    #expect(approval == "yes")
    #expect(version == "böard-规则@0")
    let (next, time) = (made.nextSequence, made.time)
    #expect(next == 1)
    #expect(time == 7)
    let account = made.account(ofKey: key)
    #expect(account?.account == 0)
    #expect(account?.stands == true)
  }

  @Test("Bytes that are something else, or were written otherwise, are refused by name")
  func header() {
    let good = Venue(scope: .full).snapshot()
    #expect(Array(good.prefix(8)) == Array("YSVENUE\0".utf8))
    #expect(refusal(of: good) == nil)
    #expect(refusal(of: []) == .notASnapshot)
    #expect(refusal(of: Array("YSFLOW01".utf8) + good) == .notASnapshot)
    var other = good
    other[8] = 2
    #expect(refusal(of: other) == .otherFormat(2))
    #expect(
      "\(SnapshotError.otherFormat(2))"
        == "the snapshot has format 2, and this engine reads format 1")
    other = good
    other[12] = 9
    #expect(refusal(of: other) == .otherEngine(9))
    #expect(
      "\(SnapshotError.otherEngine(9))"
        == "the snapshot was written by engine 9, and this is engine 1")
    #expect(refusal(of: Array(good.prefix(12))) == .incomplete(at: 12))
  }

  @Test("An owner's orders are cancelled in the sequence in which they came, not that of the book")
  func sequence() throws {
    let stage = Stage()
    let author = stage.member([.creator, .trader])
    stage.list("COAT", author, quantity: 100)
    let trader = stage.member(cash: 1_000_000)
    let second = stage.member(cash: 1_000_000, owner: trader)
    var orders: [OrderNumber] = []
    for limit in [90, 99, 95, 95, 99] as [Fen] {
      orders.append(stage.place(limit == 95 ? second : trader, "COAT", line(.buy, limit, 2)).number)
    }
    // The first goes to the back of its owner's, and to the front of the book.
    stage.act(trader, .amendOrder(orders[0], limit: 100, quantity: 3))
    var made = try Venue(snapshot: stage.full.snapshot())
    var facts = Facts()
    facts.alias = stage.full.alias(of: trader, instrument: "COAT")
    let outcome = made.apply(
      Command(
        account: trader, action: .cancelAll(instrument: "COAT", side: nil), facts: facts),
      at: stage.now)
    #expect(outcome.cancelled == (orders[1...] + orders[..<1]).map { "\($0)" })
  }

  @Test("A tick that did not get to the end goes on behind a snapshot")
  func halfATick() throws {
    let stage = Stage()
    let author = stage.member([.creator, .trader])
    stage.list("COAT", author, quantity: 100)
    let traders = (0..<3).map { _ in stage.member(cash: 1 << 40) }
    let symbol: Symbol = "COAT"
    var twins = try SnapshotTwins(startingFrom: stage.full.snapshot())
    let terms = stage.terms("COAT")
    let edition = stage.full.editions[0].number
    var time = stage.now
    func command(_ trader: AccountNumber, _ action: Action) -> Command {
      var facts = Facts()
      facts.alias = Alias(high: trader, low: edition)
      return Command(account: trader, action: action, facts: facts)
    }
    // 9,000 orders: a third expires, the others fall to timers that run out at the same moment.
    let end = time + 60 * second
    for at in 0..<36 {
      let trader = traders[at % 3]
      let force: TimeInForce = at % 3 == 0 ? .goodTillDate : .goodTillCancelled
      let lines = (0..<250).map {
        line(.buy, Fen(100 + ($0 * 7 + at) % 90), 1, force, expiry: at % 3 == 0 ? end : 0)
      }
      #expect(
        twins.apply(
          command(trader, .placeBatch(lines, instrument: symbol, terms: terms)), at: time) == nil)
    }
    for trader in traders[1...] {
      #expect(
        twins.apply(
          command(trader, .cancelAfter(instrument: symbol, seconds: 60)), at: time) == nil)
    }
    time = end
    var ticks = 0
    while twins.whole.isDue(at: time) {
      #expect(twins.apply(Command(account: nil, action: .tick), at: time) == nil)
      #expect(twins.renew(asks: false) == nil)
      ticks += 1
    }
    #expect(ticks == 3)
    #expect(twins.whole.orderCount(0) == 0)
  }

  /// `YUNSHANG_SNAPSHOT_ORDERS` sets another number of orders.
  @Test("A large book is written at once and read again")
  func large() throws {
    let setting = ProcessInfo.processInfo.environment["YUNSHANG_SNAPSHOT_ORDERS"]
    #if DEBUG
      let count = setting.flatMap { Int($0) } ?? 20_000
    #else
      let count = setting.flatMap { Int($0) } ?? 200_000
    #endif
    let market = LargeMarket(orders: count, accounts: 1_000)
    let clock = ContinuousClock()
    var bytes: [UInt8] = []
    let writing = clock.measure { bytes = market.venue.snapshot() }
    let start = clock.now
    let made = try Venue(snapshot: bytes)
    let reading = clock.now - start
    print("\(count) orders: \(bytes.count) bytes, written in \(writing), read in \(reading)")
    let again = made.snapshot()
    #expect(again == bytes)
    // Nothing had to be moved on the way.
    #expect(bytes.capacity < bytes.count * 5 / 4)
    let resting = made.orderCount(0)
    #expect(resting == count)
  }
}
