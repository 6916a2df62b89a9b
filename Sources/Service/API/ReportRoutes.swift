import Catalog
import Documents
import Hummingbird
import Node
import Venue

// What a day came to for an account, and what all accounts come to together.
extension Service {
  var reportRoutes: [Route] {
    [
      Route(.get, "/v1/reports/balance") { [self] request, _ in
        let caller = try await caller(request)
        try caller.require([.operating, .auditor])
        return try await balanceReport()
      }
    ]
  }

  /// An account's statement of one day in Shanghai, which may not be over yet.
  func dailyStatement(
    _ request: Request, of account: AccountNumber, date: String
  ) async throws -> Response {
    guard let seconds = Timestamp.parse("\(date)T00:00:00Z") else {
      throw Problem(
        400, "wrong-value", "The path ends in a day in Shanghai, written YYYY-MM-DD.")
    }
    let day = seconds / 86_400
    guard day <= (self.seconds() + 8 * 3600) / 86_400 else {
      throw Problem(404, "not-found", "\(date) has not begun in Shanghai.")
    }
    let query = Query(request)
    await settled()
    return .json(
      try found(
        try await node.catalog.statement(
          account: account, day: day, date: date, after: try query.text("after"),
          limit: try query.limit()), "account"))
  }

  /// One edition, and how many of its units owners have.
  private struct Issued: Sendable {
    var edition: EntryNumber
    var instrument: String?
    var issued: Int64
    var owned: Int64
  }

  /// Everything that came in less everything that went out is what is there; the differences are 0 or
  /// the venue is broken. What is there is read from the ledger, what came and went from the journal's
  /// entries, so that one is held against the other.
  private func balanceReport() async throws -> Response {
    let state = try await look { venue in
      var cash: (available: Fen, held: Fen) = (0, 0)
      for slot in venue.accounts.indices {
        cash.available += venue.cash[slot].available
        cash.held += venue.cash[slot].held
      }
      let editions = venue.editions.indices.map { slot in
        let edition = venue.editions[slot]
        return Issued(
          edition: edition.number,
          instrument: edition.instrument.map { "\(venue.instruments[$0].symbol)" },
          issued: edition.quantity,
          owned: venue.holdings(ofEdition: slot).reduce(0) { $0 + $1.quantity })
      }
      return (cash: cash, editions: editions, size: venue.nextSequence)
    }
    await settled()
    let moved = try await node.catalog.moved(before: state.size)
    let (available, held) = state.cash
    func fen(_ amount: Fen) -> JSON { .string(String(amount)) }
    return .json([
      "cash": [
        [
          "available": fen(available), "credits": fen(moved.credits), "currency": "CNY",
          "difference": fen(moved.credits - moved.withdrawals - available - held),
          "held": fen(held), "withdrawals": fen(moved.withdrawals),
        ]
      ],
      "sequence": .number(Int64(state.size) - 1),
      "units": .array(
        state.editions.map {
          [
            "difference": .number($0.issued - $0.owned), "edition": .string(String($0.edition)),
            "instrument": $0.instrument.map { .string($0) } ?? .null,
            "issued": .number($0.issued), "owned": .number($0.owned),
          ]
        }),
    ])
  }
}
