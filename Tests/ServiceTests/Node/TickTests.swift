import Cryptography
import Documents
import Entries
import Node
import Testing
import TransparencyLog
import Venue

@Suite struct TickTests {
  private let key = NodeFixture.key(10)

  /// A node on which an account has a sell that expires after a minute and a timer of two.
  private func open(_ fixture: inout NodeFixture) throws -> (account: String, terms: String) {
    let account = try fixture.openTrader(key, cash: 100_000)
    let terms = try fixture.list("ROBE", by: key, account: account)
    let results = try fixture.submit([
      try order(
        fixture, account, terms, "gtd",
        [
          ("expiry", .string(Timestamp.format(seconds: fixture.seconds + 60))),
          ("timeInForce", "GTD"),
        ]),
      try order(fixture, account, terms, "gtc", []),
      try fixture.document(
        "order.cancel-after", account: account, id: "timer", by: [key],
        [("instrument", "ROBE"), ("seconds", 120)]),
    ])
    #expect(results.map(\.code) == ["accepted", "accepted", "accepted"])
    return (account, terms)
  }

  private func order(
    _ fixture: borrowing NodeFixture, _ account: String, _ terms: String, _ id: String,
    _ more: [(String, JSON)]
  ) throws -> Document {
    try fixture.document(
      "order.place", account: account, id: id, by: [key],
      [
        ("instrument", "ROBE"), ("limit", "100"), ("quantity", 3), ("side", "sell"),
        ("terms", .string(terms)), ("timeInForce", "GTC"),
      ] + more)
  }

  private func kinds(_ fixture: borrowing NodeFixture, from: Int) throws -> [String] {
    try fixture.rows[from...].map { try Entry(bytes: $0.entry).kind.rawValue }
  }

  @Test func ticksBeforeADocumentThatComesLate() throws {
    var fixture = try NodeFixture()
    let (account, terms) = try open(&fixture)
    let before = fixture.rows.count
    fixture.seconds += 60
    let late = try order(fixture, account, terms, "late", [])
    var found = try fixture.submit(late).code
    #expect(found == "accepted")
    var made = try kinds(fixture, from: before)
    #expect(made == ["tick", "order.place"])
    // A repetition later finds the timer due, too.
    fixture.seconds += 60
    found = try fixture.submit(late).code
    #expect(found.hasPrefix("known"))
    made = try kinds(fixture, from: before)
    #expect(made == ["tick", "order.place", "tick"])
    let tick = fixture.rows[before]
    let events = String(decoding: tick.publicEvents, as: UTF8.self)
    #expect(events.contains("\"reason\":\"expired\""))
    let isOwn = tick.document.isEmpty && tick.account == nil && tick.id == nil
    #expect(isOwn)
  }

  @Test func ticksByItselfAndOnlyWhenSomethingIsDue() throws {
    var fixture = try NodeFixture()
    let (account, _) = try open(&fixture)
    let salt = [UInt8](repeating: 9, count: 16)
    let before = fixture.rows.count
    for _ in 0..<2 {
      _ = fixture.node.step(.tick(salt: salt), at: fixture.seconds * 1_000_000)
    }
    let nothing = try fixture.close().batch
    #expect(nothing == nil)
    fixture.seconds += 500
    let isDue = fixture.node.isDue(at: fixture.seconds * 1_000_000)
    #expect(isDue)
    // One tick deals with both: the order that expired, and then the timer with the other.
    for _ in 0..<2 {
      _ = fixture.node.step(.tick(salt: salt), at: fixture.seconds * 1_000_000)
    }
    fixture.rows += try fixture.close().batch?.rows ?? []
    let made = try kinds(fixture, from: before)
    #expect(made == ["tick"])
    let entry = try Entry(bytes: fixture.rows[before].entry)
    #expect(entry.outcome.count == 2)
    let number = try #require(AccountNumber(account))
    let held = fixture.node.state.venue.holding(of: number, edition: 0)?.held
    #expect(held == 0)
    let drawn = fixture.rows[before].salt
    #expect(drawn.count == 16 && drawn != salt)
  }

  @Test func recoversTicksAndFindsWhatIsDueAfterwards() throws {
    var fixture = try NodeFixture()
    let (account, terms) = try open(&fixture)
    fixture.seconds += 61
    let late = try order(fixture, account, terms, "late", [])
    let found = try fixture.submit(late).code
    #expect(found == "accepted")
    var again = LogState()
    for row in fixture.rows { try again.recover(row) }
    let isSame = [
      again.venue.publicState() == fixture.node.state.venue.publicState(),
      again.root == fixture.node.state.root,
      again.venue.nextDue == fixture.node.state.venue.nextDue, again.venue.nextDue != nil,
    ]
    #expect(isSame == [true, true, true, true])
    var node = Node(origin: NodeFixture.origin, logKey: fixture.logKey, state: again)
    let later = (fixture.seconds + 60) * 1_000_000
    let isDue = node.isDue(at: later)
    #expect(isDue)
    _ = node.step(.tick(salt: [UInt8](repeating: 1, count: 16)), at: later)
    let commit = node.step(.close, at: later)
    #expect(commit?.batch?.rows.count == 1)
    let left = node.state.venue.nextDue
    #expect(left == nil)
  }

  @Test func refusesAJournalWithoutItsTick() throws {
    var fixture = try NodeFixture()
    let (account, terms) = try open(&fixture)
    let tick = fixture.rows.count
    fixture.seconds += 61
    let late = try order(fixture, account, terms, "late", [])
    let found = try fixture.submit(late).code
    #expect(found == "accepted")
    var rows = fixture.rows
    rows.remove(at: tick)
    rows[tick].entry = Array(
      String(decoding: rows[tick].entry, as: UTF8.self)
        .replacing("\"sequence\":\(tick + 1)", with: "\"sequence\":\(tick)").utf8)
    var again = LogState()
    var failure: (any Error)?
    do { for row in rows { try again.recover(row) } } catch { failure = error }
    #expect("\(String(describing: failure))".contains("a tick is missing before it"))
  }
}
