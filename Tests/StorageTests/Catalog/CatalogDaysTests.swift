import Catalog
import Documents
import Testing
import Venue

@Suite("Catalog: days") struct CatalogDaysTests {
  /// The day that begins at `VenueStory.midnight`, and the one after it.
  private static let days: [(number: Int64, date: String)] = [
    (20_780, "2026-11-23"), (20_781, "2026-11-24"), (20_782, "2026-11-25"),
  ]

  private func fen(_ json: JSON?) throws -> Int64 {
    try #require(json?.string.flatMap { Int64($0) })
  }

  /// A story of two days, with a bid that rests over midnight.
  private func story() throws -> BoardStory {
    let board = try BoardStory()
    try board.order("sell", 10, at: 5000, by: board.creator)
    try board.order("buy", 4, at: 5000, by: board.buyer)
    try board.order("buy", 2, at: 4000, by: board.buyer)
    board.story.time = VenueStory.midnight + 86_400_000_000
    try board.order("buy", 3, at: 5000, by: board.seller)
    try board.order("sell", 1, at: 4000, by: board.seller)
    try board.story.send(.withdrawCash, by: board.buyer, [("amount", "700")])
    return board
  }

  @Test("A day begins where the one before it ended, and its lines lead from one to the other")
  func chain() async throws {
    let board = try story()
    let folder = try CatalogFolder()
    let catalog = try folder.catalog(of: board.story.rows)
    for person in [board.creator, board.buyer, board.seller, board.story.operatorPerson] {
      var closing: JSON = ["available": "0", "held": "0", "total": "0"]
      var units: [String: Int64] = [:]
      for (day, date) in Self.days {
        let found = try await catalog.statement(account: person.account, day: day, date: date)
        let told = try #require(found)
        #expect(told["opening"] == closing && told["date"] == .string(date))
        closing = try #require(told["closing"])
        var sum = try fen(told["opening"]?["total"])
        for line in told["lines"]?.array ?? [] { sum += try fen(line["change"]) }
        #expect(try sum == fen(closing["total"]))
        for line in told["units"]?.array ?? [] {
          let edition = try #require(line["edition"]?.string)
          #expect(line["opening"]?.number == units[edition] ?? 0)
          units[edition] = line["closing"]?.number
        }
      }
      let known = board.story.balance(of: person)
      let balance = try #require(known)
      #expect(try fen(closing["available"]) == balance.available)
      #expect(try fen(closing["held"]) == balance.held)
      let held = board.story.venue.holding(of: person.account, edition: 0)?.quantity ?? 0
      #expect(units[String(board.edition)] ?? 0 == held)
    }
    #expect(try await catalog.statement(account: 999, day: 20_781, date: "2026-11-24") == nil)
  }

  @Test("A day tells units, fees and royalties") func sums() async throws {
    let board = try story()
    let folder = try CatalogFolder()
    let catalog = try folder.catalog(of: board.story.rows)
    let found = try await catalog.statement(
      account: board.creator.account, day: 20_781, date: "2026-11-24")
    let told = try #require(found)
    // Four units at 5,000: 10 basis points as maker; 500 of royalties, paid to themselves.
    #expect(told["fees"] == ["paid": "20", "received": "0"])
    #expect(told["royalties"] == ["paid": "1000", "received": "1000"])
    #expect(
      told["units"] == [
        [
          "bought": 0, "closing": 96, "earned": "20000", "edition": .string("\(board.edition)"),
          "instrument": "ROBE", "issued": 100, "opening": 0, "paid": "0", "sold": 4,
          "title": "First edition",
        ]
      ])
    let buyer = try await catalog.statement(
      account: board.buyer.account, day: 20_782, date: "2026-11-25")
    // The bid of the day before bought one unit as maker.
    #expect(buyer?["fees"] == ["paid": "4", "received": "0"])
    let unit = buyer?["units"]?.array?.first
    #expect(unit?["opening"] == 4 && unit?["bought"] == 1 && unit?["paid"] == "4000")
    let reasons = (buyer?["lines"]?.array ?? []).map { $0["reason"] }
    #expect(reasons == ["bought", "withdrawal-requested"])
    #expect(buyer?["lines"]?.array?.first?["trade"] != nil)
  }

  @Test("Row by row or at once: the same days; lines are paged") func increments() async throws {
    let board = try story()
    let folder = try CatalogFolder()
    let whole = try folder.catalog(of: board.story.rows)
    let other = try CatalogFolder()
    let slow = try Catalog(path: other.path)
    for row in board.story.rows { try slow.project([row]) }
    for person in [board.creator, board.buyer, board.story.operatorPerson] {
      for (day, date) in Self.days {
        let one = try await whole.statement(account: person.account, day: day, date: date)
        #expect(try await slow.statement(account: person.account, day: day, date: date) == one)
        var lines: [JSON] = []
        var after: String?
        repeat {
          let page = try await whole.statement(
            account: person.account, day: day, date: date, after: after, limit: 1)
          lines += page?["lines"]?.array ?? []
          after = page?["next"]?.string
        } while after != nil
        #expect(lines == one?["lines"]?.array)
      }
    }
  }

  @Test("What came in and went out is told as of any entry") func moved() async throws {
    let board = try story()
    let request = UInt64(board.story.rows.count - 1)
    try board.story.send(
      .approveWithdrawal, by: board.story.operatorPerson,
      [("reference", "bank"), ("withdrawal", .string("\(request)"))])
    let folder = try CatalogFolder()
    let catalog = try folder.catalog(of: board.story.rows)
    let all = try await catalog.moved(before: UInt64(board.story.rows.count))
    #expect(all.credits == 2_000_000_00 && all.withdrawals == 700)
    let earlier = try await catalog.moved(before: request + 1)
    #expect(earlier.credits == 2_000_000_00 && earlier.withdrawals == 0)
    let issued = board.story.venue.cash.issued
    #expect(all.credits - all.withdrawals == issued)
  }
}
