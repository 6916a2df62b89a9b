import Catalog
import Documents
import Foundation
import Testing
import Venue

@Suite("Catalog: projection") struct CatalogProjectionTests {
  /// A repeatable flow of orders, amendments and cancels by two traders and the creator, some of
  /// them refused.
  private func flow(_ board: BoardStory, steps: Int) throws {
    var state: UInt64 = 42
    func draw(_ count: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % count
    }
    let people = [board.creator, board.buyer, board.seller]
    for _ in 0..<steps {
      let person = people[Int(draw(3))]
      let mine = board.story.venue.openOrders(of: person.account, instrument: 0)
      let limit = Int64(95 + draw(11))
      if draw(4) == 0, let order = mine.first {
        try board.cancel(order.number.sequence, by: person)
      } else if draw(4) == 0, let order = mine.last, order.side == .buy, order.limit != limit {
        try board.amend(
          order.number.sequence, to: order.quantity + Int64(draw(3)), at: limit, by: person,
          mayBeRefused: true)
      } else {
        let held = board.story.venue.holding(of: person.account, edition: 0)?.available ?? 0
        let side = draw(2) == 0 && held > 5 ? "sell" : "buy"
        try board.order(
          side, Int64(1 + draw(5)), at: limit, by: person,
          timeInForce: draw(5) == 0 ? "IOC" : "GTC", mayBeRefused: true)
      }
    }
  }

  @Test("After any flow of orders the catalog says what the Venue says") func agreement()
    async throws
  {
    let board = try BoardStory(signs: false)
    try flow(board, steps: 600)
    let folder = try CatalogFolder()
    let catalog = try folder.catalog(of: board.story.rows)
    for person in [board.creator, board.buyer, board.seller] {
      let resting = board.story.venue.openOrders(of: person.account, instrument: 0)
        .sorted { $0.number > $1.number }
      let told = try await catalog.orders(account: person.account, limit: 200)
      let orders = try #require(told["orders"]?.array)
      #expect(orders.count == min(resting.count, 200))
      for (order, there) in zip(orders, resting) {
        #expect(order["order"] == .string("\(there.number)"))
        #expect(order["limit"] == .string(String(there.limit)))
        #expect(order["quantity"] == .number(there.quantity))
        #expect(order["remaining"] == .number(there.remaining))
        #expect(order["filled"] == .number(there.quantity - there.remaining))
      }
      var total: Int64 = 0
      var after: String?
      repeat {
        let page = try await catalog.statement(account: person.account, after: after, limit: 200)
        for line in page["lines"]?.array ?? [] {
          total += try #require(line["change"]?.string.flatMap { Int64($0) })
          #expect(line["balance"] == .string(String(total)))
        }
        after = page["next"]?.string
      } while after != nil
      let cash = try #require(board.story.balance(of: person))
      #expect(total == cash.available + cash.held)
    }
    let instrument = try await catalog.instrument("ROBE", dayStart: VenueStory.midnight)
    let there = try #require(board.story.instrument("ROBE"))
    #expect(there.volume > 0)
    #expect(instrument?["volume"] == .number(there.volume))
    #expect(instrument?["volumeToday"] == .number(there.volume))
    #expect(instrument?["last"] == there.lastPrice.map { .string(String($0)) })
  }

  @Test("Row by row, in batches or at once: the same catalog") func increments() async throws {
    let board = try BoardStory(signs: false)
    try flow(board, steps: 60)
    let rows = board.story.rows
    let count = UInt64(rows.count)
    var texts: [String] = []
    for size in [1, 7, rows.count] {
      let folder = try CatalogFolder()
      let catalog = try Catalog(path: folder.path)
      for start in stride(from: 0, to: rows.count, by: size) {
        try catalog.project(Array(rows[start..<min(start + size, rows.count)]))
      }
      #expect(catalog.nextSequence == count)
      texts.append(try await BoardStory.everything(catalog, upTo: count))
    }
    #expect(texts[0] == texts[2] && texts[1] == texts[2])
  }

  @Test("Rows already seen are skipped, a gap is an error, and a failure changes nothing")
  func sequence() async throws {
    let board = try BoardStory(signs: false)
    let rows = board.story.rows
    let folder = try CatalogFolder()
    let catalog = try Catalog(path: folder.path)
    #expect(catalog.nextSequence == 0)
    try catalog.project(Array(rows[0..<3]))
    try catalog.project(Array(rows[0..<5]))
    try catalog.project(Array(rows[1..<4]))
    try catalog.project([])
    #expect(catalog.nextSequence == 5)
    #expect(throws: CatalogError.self) { try catalog.project(Array(rows[6...])) }
    var torn = rows[6]
    torn.publicEvents = Array("{\"event\":\"order-accepted\"".utf8)
    #expect(throws: CatalogError.self) { try catalog.project([rows[5], torn]) }
    var misnumbered = rows[5]
    misnumbered.entry = rows[4].entry
    #expect(throws: CatalogError.self) { try catalog.project([misnumbered]) }
    #expect(catalog.nextSequence == 5)
    try catalog.project(rows)
    let reference = try CatalogFolder()
    let count = UInt64(rows.count)
    #expect(
      try await BoardStory.everything(catalog, upTo: count)
        == BoardStory.everything(try reference.catalog(of: rows), upTo: count))
  }

  @Test("Opened again, it goes on where it was") func reopening() async throws {
    let board = try BoardStory(signs: false)
    let folder = try CatalogFolder()
    _ = try folder.catalog(of: Array(board.story.rows[0..<7]))
    let catalog = try Catalog(path: folder.path)
    #expect(catalog.nextSequence == 7)
    try catalog.project(Array(board.story.rows[7...]))
    #expect(try await catalog.asset(board.asset) != nil)
  }

  @Test("A catalog of another version is emptied, to be built again") func versions() async throws {
    let board = try BoardStory(signs: false)
    let folder = try CatalogFolder()
    _ = try folder.catalog(of: board.story.rows)
    // SQLite keeps user_version big-endian at byte 60 of the file (file format, section 1.3.15).
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: folder.path))
    try file.seek(toOffset: 60)
    try file.write(contentsOf: Data([0, 0, 0x7F, 0xFF]))
    try file.close()
    let catalog = try Catalog(path: folder.path)
    #expect(catalog.nextSequence == 0)
    #expect(try await catalog.members() == ["members": []])
    try catalog.project(board.story.rows)
    #expect(catalog.nextSequence == UInt64(board.story.rows.count))
    #expect(try await catalog.asset(board.asset) != nil)
  }

  @Test("A file that is no catalog is replaced") func replacing() async throws {
    let board = try BoardStory(signs: false)
    let folder = try CatalogFolder()
    try Data(repeating: 0x5A, count: 10_000).write(to: URL(fileURLWithPath: folder.path))
    let catalog = try Catalog(path: folder.path)
    #expect(catalog.nextSequence == 0)
    try catalog.project(board.story.rows)
    #expect(try await catalog.asset(board.asset) != nil)
  }

  @Test("Readers see whole batches while one writes") func concurrency() async throws {
    let board = try BoardStory(signs: false)
    try flow(board, steps: 200)
    let folder = try CatalogFolder()
    let catalog = try Catalog(path: folder.path)
    let rows = board.story.rows
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<2 {
        group.addTask {
          while catalog.nextSequence < UInt64(rows.count) {
            let trades = try await catalog.trades(limit: 200)["trades"]?.array ?? []
            let volume = try await catalog.instrument("ROBE", dayStart: 0)?["volume"]?.number ?? 0
            let sum = trades.compactMap { $0["quantity"]?.number }.reduce(0, +)
            #expect(trades.count == 200 || sum <= volume)
          }
        }
      }
      for start in stride(from: 0, to: rows.count, by: 10) {
        try catalog.project(Array(rows[start..<min(start + 10, rows.count)]))
      }
      try await group.waitForAll()
    }
  }
}
