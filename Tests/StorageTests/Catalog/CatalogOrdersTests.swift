import Catalog
import Documents
import Testing
import Venue

@Suite("Catalog: every kind of order") struct CatalogOrdersTests {
  private func place(
    _ board: BoardStory, _ person: VenueStory.Person, _ members: [(String, JSON)]
  ) throws -> UInt64 {
    try board.story.send(
      .placeOrder, by: person,
      [
        ("instrument", "ROBE"), ("quantity", 4), ("side", "buy"), ("terms", .string(board.terms)),
        ("timeInForce", "GTC"),
      ] + members)
  }

  private func order(
    _ catalog: Catalog, _ person: VenueStory.Person, _ number: UInt64
  ) async throws -> JSON {
    let all = try await catalog.orders(account: person.account, status: .all, limit: 200)
    return try #require(all["orders"]?.array?.first { $0["order"] == .string("\(number).0") })
  }

  @Test("An order shows what it said, and why it ended") func members() async throws {
    let board = try BoardStory()
    let expiry = board.story.time / 1_000_000 + 3600
    let dated = try place(
      board, board.buyer,
      [
        ("expiry", .string(Timestamp.format(seconds: expiry))), ("limit", "90"),
        ("postOnly", true), ("selfTrade", "decrement"), ("timeInForce", "GTD"),
      ])
    let day = try place(board, board.buyer, [("limit", "91"), ("timeInForce", "DAY")])
    let market = try place(board, board.buyer, [("collar", "95"), ("timeInForce", "IOC")])
    let whole = try place(board, board.buyer, [("limit", "95"), ("timeInForce", "FOK")])
    let high = try place(board, board.buyer, [("limit", "99")])
    try board.story.send(
      .setCollar, by: board.story.operatorPerson,
      [("highest", "98"), ("instrument", "ROBE"), ("lowest", "50"), ("reason", "limits")])
    try board.story.send(
      .cancelAfter, by: board.buyer, [("instrument", "ROBE"), ("seconds", 7200)])
    board.story.time += 3_700 * 1_000_000
    board.story.tick()
    board.story.time += 7_200 * 1_000_000
    board.story.tick()
    let folder = try CatalogFolder()
    let catalog = try folder.catalog(of: board.story.rows)

    let told = try await order(catalog, board.buyer, dated)
    #expect(told["expiry"] == .number(expiry * 1_000_000) && told["postOnly"] == true)
    #expect(told["selfTrade"] == "decrement" && told["limit"] == "90" && told["collar"] == nil)
    for (number, reason) in [
      (dated, "expired"), (day, "cancel-after"), (market, "immediate-or-cancel"),
      (whole, "fill-or-kill"), (high, "outside-collar"),
    ] {
      let told = try await order(catalog, board.buyer, number)
      #expect(told["status"] == "cancelled" && told["reason"] == .string(reason), "\(reason)")
      #expect(told["remaining"] == 0)
    }
    let midnight = VenueStory.midnight + 86_400_000_000
    #expect(try await order(catalog, board.buyer, day)["expiry"] == .number(midnight))
    let met = try await order(catalog, board.buyer, market)
    #expect(met["collar"] == "95" && met["limit"] == nil)
    let instrument = try await catalog.instrument("ROBE", dayStart: 0)
    #expect(instrument?["collar"] == ["highest": "98", "lowest": "50"])
    #expect(try await catalog.orders(account: board.buyer.account) == ["orders": []])
  }

  @Test("Units taken off by self-trade prevention are no longer asked for") func reduced()
    async throws
  {
    let board = try BoardStory()
    try board.order("sell", 20, at: 50, by: board.creator)
    try board.order("buy", 20, at: 50, by: board.buyer)
    let rests = try board.order("sell", 10, at: 100, by: board.buyer)
    let meets = try place(
      board, board.buyer, [("limit", "100"), ("selfTrade", "decrement"), ("quantity", 3)])
    let larger = try board.order("sell", 2, at: 99, by: board.buyer)
    let shrinks = try place(
      board, board.buyer, [("limit", "99"), ("selfTrade", "decrement"), ("quantity", 5)])
    let folder = try CatalogFolder()
    let catalog = try folder.catalog(of: board.story.rows)
    for (number, quantity, remaining, status) in [
      (rests, 7, 7, "open"), (meets, 3, 0, "cancelled"), (larger, 2, 0, "cancelled"),
      (shrinks, 3, 3, "open"),
    ] {
      let told = try await order(catalog, board.buyer, number)
      #expect(told["quantity"] == .number(Int64(quantity)), "\(number)")
      #expect(told["remaining"] == .number(Int64(remaining)))
      #expect(told["status"] == .string(status) && told["filled"] == 0)
    }
    for there in board.story.venue.openOrders(of: board.buyer.account, instrument: 0) {
      let told = try await order(catalog, board.buyer, there.number.sequence)
      #expect(told["quantity"] == .number(there.quantity))
      #expect(told["remaining"] == .number(there.remaining))
    }
  }
}
