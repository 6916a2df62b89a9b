import Catalog
import Documents
import Foundation
import Hummingbird
import Node
import Venue

// The board: instruments, books and trades. Books come from the Venue, history from the catalog.
extension Service {
  /// The most levels or orders of a side in one answer.
  private static let depthMaximum = 1_000
  private static let depthStandard = 20
  /// The most orders of a side in one answer.
  private static let ordersMaximum = 100_000

  var marketRoutes: [Route] {
    [
      Route(.get, "/v1/instruments") { [self] request, _ in try await instruments(request) },
      Route(.get, "/v1/instruments/{instrument}") { [self] _, context in
        let symbol = context.parameter("instrument")
        await settled()
        let row = try await node.catalog.instrument(symbol, dayStart: dayStart())
        return .json(try await live([try found(row, "instrument")])[0])
      },
      Route(.get, "/v1/instruments/{instrument}/book") { [self] request, context in
        try await book(request, context)
      },
      Route(.get, "/v1/instruments/{instrument}/orders") { [self] request, context in
        try await orders(request, context)
      },
      Route(.get, "/v1/instruments/{instrument}/trades") { [self] request, context in
        let symbol = context.parameter("instrument")
        _ = try await require(symbol)
        return .json(try await trades(request, symbol))
      },
      Route(.get, "/v1/trades") { [self] request, _ in .json(try await trades(request, nil)) },
    ]
  }

  /// Midnight in Shanghai, which keeps no summer time: UTC+8.
  private func dayStart() -> Microseconds {
    let shift: Int64 = 8 * 3600
    let day = (seconds() + shift) / 86_400
    return (day * 86_400 - shift) * 1_000_000
  }

  private func instruments(_ request: Request) async throws -> Response {
    let query = Query(request)
    await settled()
    let page = try await node.catalog.instruments(
      dayStart: dayStart(), after: try query.text("after"), limit: try query.limit())
    var answer = page.object ?? JSON.Object()
    answer["instruments"] = .array(try await live(page["instruments"]?.array ?? []))
    return .json(.object(answer))
  }

  /// Adds what only the book knows: phase and best prices, and the tick.
  private func live(_ rows: [JSON]) async throws -> [JSON] {
    try await look { venue in
      rows.map { row in
        guard var object = row.object,
          let slot = object["instrument"]?.string.flatMap({ Symbol($0) })
            .flatMap({ venue.instrument($0) })
        else { return row }
        let instrument = venue.instruments[slot]
        func price(_ fen: Fen?) -> JSON { fen.map { .string(String($0)) } ?? .null }
        let asset = venue.asset(venue.editions[instrument.edition].asset)
        let isFrozen = asset?.frozen.contains(.trade) ?? false
        let isTrading = venue.rules?.matching == .continuous
        object["bestAsk"] = price(venue.bestLimit(slot, .sell))
        object["bestBid"] = price(venue.bestLimit(slot, .buy))
        object["phase"] =
          isFrozen ? "halted" : isTrading ? .string("\(instrument.phase.word)") : "closed"
        object["frozen"] = .bool(isFrozen)
        object["rules"] = .string(venue.rulesVersion)
        object["tick"] = .string(String(venue.rules?.tick ?? 1))
        return .object(object)
      }
    }
  }

  private func require(_ symbol: String) async throws -> EntryNumber {
    let size = try await look { venue in
      Symbol(symbol).flatMap { venue.instrument($0) } == nil ? nil : venue.nextSequence
    }
    guard let size else {
      throw Problem(404, "not-found", "There is no instrument `\(symbol.prefix(40))` on the board.")
    }
    return size
  }

  private func depth(_ request: Request) throws(Problem) -> Int {
    min(max(try Query(request).limit("depth") ?? Service.depthStandard, 1), Service.depthMaximum)
  }

  /// Levels of both sides, best first (L2).
  private func book(_ request: Request, _ context: Context) async throws -> Response {
    let symbol = context.parameter("instrument")
    let depth = try depth(request)
    let book = try await look { venue -> JSON? in
      guard let slot = Symbol(symbol).flatMap({ venue.instrument($0) }) else { return nil }
      func side(_ levels: [Level]) -> JSON {
        .array(
          levels.map {
            [
              "limit": .string(String($0.limit)), "orders": .number($0.count),
              "quantity": .number($0.quantity),
            ]
          })
      }
      return [
        "asks": side(venue.levels(slot, .sell, maximum: depth)),
        "bids": side(venue.levels(slot, .buy, maximum: depth)), "instrument": .string(symbol),
        "sequence": .number(Int64(venue.nextSequence) - 1),
      ]
    }
    return .json(try found(book, "instrument"))
  }

  /// Orders of both sides in price–time priority (L3).
  private func orders(_ request: Request, _ context: Context) async throws -> Response {
    let symbol = context.parameter("instrument")
    let limit = min(
      max(try Query(request).limit("depth") ?? Service.ordersMaximum, 1), Service.ordersMaximum)
    // The orders are copied and written out here, so that a long book holds nobody up for longer than
    // it takes to walk through it.
    let found = try await look { venue -> BookCopy? in
      guard let slot = Symbol(symbol).flatMap({ venue.instrument($0) }) else { return nil }
      return BookCopy(
        asks: BookCopy.orders(venue, slot, .sell, limit),
        bids: BookCopy.orders(venue, slot, .buy, limit),
        sequence: Int64(venue.nextSequence) - 1)
    }
    guard let found else { throw Problem(404, "not-found", "There is no such instrument.") }
    func side(_ orders: [BookCopy.Order]) -> JSON {
      .array(
        orders.map {
          [
            "limit": .string(String($0.limit)), "order": .string("\($0.number)"),
            "remaining": .number($0.remaining),
          ]
        })
    }
    return .json([
      "asks": side(found.asks), "bids": side(found.bids), "instrument": .string(symbol),
      "sequence": .number(found.sequence),
    ])
  }

  /// The resting orders of a book at one moment.
  private struct BookCopy: Sendable {
    struct Order: Sendable {
      var number: OrderNumber
      var limit: Fen
      var remaining: Int64
    }
    var asks: [Order]
    var bids: [Order]
    var sequence: Int64

    static func orders(
      _ venue: borrowing Venue, _ slot: Int, _ side: Side, _ limit: Int
    ) -> [Order] {
      var orders: [Order] = []
      venue.forEachOrder(slot, side) { order in
        orders.append(
          Order(number: order.number, limit: order.limit, remaining: order.remaining))
        return orders.count < limit
      }
      return orders
    }
  }

  private func trades(_ request: Request, _ symbol: String?) async throws -> JSON {
    let query = Query(request)
    await settled()
    return try await node.catalog.trades(
      instrument: symbol, before: try query.text("before"), limit: try query.limit())
  }
}
