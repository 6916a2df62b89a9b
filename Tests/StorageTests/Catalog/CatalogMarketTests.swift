import Catalog
import Documents
import Testing
import Venue

@Suite("Catalog: market") struct CatalogMarketTests {
  private func order(_ catalog: Catalog, _ account: UInt64, _ number: UInt64) async throws -> JSON {
    let all = try await catalog.orders(account: account, status: .all)
    return try #require(all["orders"]?.array?.first { $0["order"] == .string("\(number).0") })
  }

  @Test("An order, its trades and what remains are told as the wire says") func trading()
    async throws
  {
    let board = try BoardStory()
    let sell = try board.order("sell", 10, at: 5200, by: board.creator)
    let buy = try board.order("buy", 4, at: 5300, by: board.buyer)
    let folder = try CatalogFolder()
    let catalog = try folder.catalog(of: board.story.rows)

    let time = board.story.time
    let trades = try await catalog.trades()
    #expect(
      trades == [
        "trades": [
          [
            "trade": .string("t\(buy).1"), "instrument": "ROBE", "time": .number(time),
            "price": "5200", "quantity": 4, "side": "buy", "maker": .string("\(sell).0"),
            "taker": .string("\(buy).0"), "fees": ["maker": "20", "taker": "41"],
            "royalties": ["1040"], "rules": "open-continuous@0",
          ]
        ]
      ])
    #expect(
      try await order(catalog, board.buyer.account, buy) == [
        "order": .string("\(buy).0"), "instrument": "ROBE", "side": "buy", "limit": "5300",
        "quantity": 4, "filled": 4, "remaining": 0, "status": "filled", "timeInForce": "GTC",
        "created": .number(time),
      ])
    let resting = try await order(catalog, board.creator.account, sell)
    #expect(resting["filled"] == 4 && resting["remaining"] == 6)
    #expect(resting["status"] == "partly-filled")
    let open = try await catalog.orders(account: board.buyer.account)
    #expect(open == ["orders": []])

    let instrument = try #require(
      try await catalog.instrument("ROBE", dayStart: VenueStory.midnight))
    #expect(instrument["last"] == "5200" && instrument["volume"] == 4)
    #expect(instrument["volumeToday"] == 4 && instrument["title"] == "First edition")
    #expect(instrument["terms"] == .string(board.terms) && instrument["phase"] == "continuous")
    #expect(instrument["fees"] == ["maker": 10, "taker": 20])
    let tomorrow = VenueStory.midnight + 86_400_000_000
    let later = try await catalog.instrument("ROBE", dayStart: tomorrow)
    #expect(later?["volumeToday"] == 0 && later?["volume"] == 4)
  }

  @Test("Amending keeps count of what has traded, and may trade at once") func amending()
    async throws
  {
    let board = try BoardStory()
    let folder = try CatalogFolder()
    let sell = try board.order("sell", 10, at: 5200, by: board.creator)
    try board.order("buy", 4, at: 5200, by: board.buyer)
    let low = try board.order("buy", 5, at: 5000, by: board.seller)
    try board.amend(sell, to: 8, at: 5200, by: board.creator)
    var catalog = try folder.catalog(of: board.story.rows)
    var told = try await order(catalog, board.creator.account, sell)
    #expect(told["quantity"] == 8 && told["remaining"] == 4 && told["filled"] == 4)

    try board.amend(sell, to: 12, at: 5000, by: board.creator)
    catalog = try folder.catalog(of: board.story.rows)
    told = try await order(catalog, board.creator.account, sell)
    #expect(told["limit"] == "5000" && told["quantity"] == 12)
    #expect(told["filled"] == 9 && told["remaining"] == 3 && told["status"] == "partly-filled")
    let met = try await order(catalog, board.seller.account, low)
    #expect(met["status"] == "filled")

    try board.cancel(sell, by: board.creator)
    catalog = try folder.catalog(of: board.story.rows)
    told = try await order(catalog, board.creator.account, sell)
    #expect(told["status"] == "cancelled" && told["remaining"] == 0 && told["filled"] == 9)
  }

  @Test("IOC remainders are cancelled; refused orders of a batch are none") func batches()
    async throws
  {
    let board = try BoardStory()
    try board.order("sell", 3, at: 100, by: board.creator)
    let taken = try board.order("buy", 5, at: 100, by: board.buyer, timeInForce: "IOC")
    try board.order("buy", 5, at: 0, by: board.buyer, expecting: .limitOutOfRange)
    let batch = try board.story.send(
      .batchOrders, by: board.buyer,
      [
        ("instrument", "ROBE"), ("terms", .string(board.terms)),
        (
          "orders",
          [
            ["buy", "90", 2, "GTC"], ["sell", "110", 50, "GTC"], ["sell", "120", 1, "GTC"],
          ]
        ),
      ])
    let folder = try CatalogFolder()
    let catalog = try folder.catalog(of: board.story.rows)
    let told = try await order(catalog, board.buyer.account, taken)
    #expect(told["status"] == "cancelled" && told["filled"] == 3 && told["remaining"] == 0)
    let open = try await catalog.orders(account: board.buyer.account)["orders"]?.array ?? []
    #expect(open.map { $0["order"] } == [.string("\(batch).2"), .string("\(batch).0")])
    let older = try await catalog.orders(account: board.buyer.account, before: "\(batch).2")
    #expect(older["orders"]?.array?.map { $0["order"] } == [.string("\(batch).0")])
  }

  @Test("Trades are paged newest first, over all instruments or one") func paging() async throws {
    let board = try BoardStory()
    for _ in 0..<5 {
      try board.order("sell", 1, at: 100, by: board.creator)
      try board.order("buy", 1, at: 100, by: board.buyer)
    }
    let folder = try CatalogFolder()
    let catalog = try folder.catalog(of: board.story.rows)
    var seen: [String] = []
    while true {
      let page = try await catalog.trades(instrument: "ROBE", before: seen.last, limit: 2)
      let numbers = page["trades"]?.array?.compactMap { $0["trade"]?.string } ?? []
      if numbers.isEmpty { break }
      #expect(numbers.count <= 2)
      seen += numbers
    }
    let all = try await catalog.trades(limit: 100_000)
    #expect(seen == all["trades"]?.array?.compactMap { $0["trade"]?.string })
    #expect(seen.count == 5)
    #expect(try await catalog.trades(instrument: "NONE") == ["trades": []])
    await #expect(throws: Problem.self) { _ = try await catalog.trades(before: "44.2") }
    await #expect(throws: Problem.self) { _ = try await catalog.trades(before: "t44.-2") }
    await #expect(throws: Problem.self) {
      _ = try await catalog.orders(account: 1, before: "t44.2")
    }
  }

  @Test("A halt and a resumption show") func halting() async throws {
    let board = try BoardStory()
    let folder = try CatalogFolder()
    try board.story.send(
      .haltInstrument, by: board.story.operatorPerson, [("instrument", "ROBE"), ("reason", "x")])
    var catalog = try folder.catalog(of: board.story.rows)
    #expect(try await catalog.instrument("ROBE", dayStart: 0)?["phase"] == "halted")
    try board.story.send(
      .resumeInstrument, by: board.story.operatorPerson, [("instrument", "ROBE"), ("reason", "x")])
    catalog = try folder.catalog(of: board.story.rows)
    #expect(try await catalog.instrument("ROBE", dayStart: 0)?["phase"] == "continuous")
    #expect(try await catalog.instrument("NONE", dayStart: 0) == nil)
  }
}
