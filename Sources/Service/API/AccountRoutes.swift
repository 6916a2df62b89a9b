import Catalog
import Cryptography
import Documents
import Entries
import HTTPTypes
import Hummingbird
import Journal
import Node
import Venue

// What belongs to one account, and what the operator sees of all: every read is signed.
extension Service {
  var accountRoutes: [Route] {
    [
      Route(.get, "/v1/accounts/{account}") { [self] request, context in
        let account = try await own(request, context)
        await settled()
        return .json(try found(try await node.catalog.account(account), "account"))
      },
      Route(.get, "/v1/accounts/{account}/cash") { [self] request, context in
        try await cash(try await own(request, context))
      },
      Route(.get, "/v1/accounts/{account}/holdings") { [self] request, context in
        try await holdings(try await own(request, context))
      },
      Route(.get, "/v1/accounts/{account}/orders") { [self] request, context in
        let account = try await own(request, context)
        let query = Query(request)
        let word = try query.text("status") ?? "open"
        guard let status = Catalog.OrderStatusFilter(rawValue: word) else {
          throw Problem(400, "wrong-value", "`status` is open or all.")
        }
        await settled()
        return .json(
          try await node.catalog.orders(
            account: account, status: status, before: try query.text("before"),
            limit: try query.limit()))
      },
      Route(.get, "/v1/accounts/{account}/statement") { [self] request, context in
        let account = try await own(request, context)
        let query = Query(request)
        await settled()
        return .json(
          try await node.catalog.statement(
            account: account, from: try query.number("from"), to: try query.number("to"),
            after: try query.text("after"), limit: try query.limit()))
      },
      Route(.get, "/v1/accounts/{account}/statements/{date}") { [self] request, context in
        try await dailyStatement(
          request, of: try await own(request, context), date: context.parameter("date"))
      },
      Route(.get, "/v1/accounts/{account}/withdrawals") { [self] request, context in
        let account = try await own(request, context)
        await settled()
        return .json(
          try await node.catalog.withdrawals(
            account: account, before: try Query(request).number("before"),
            limit: try Query(request).limit()))
      },
      Route(.get, "/v1/accounts/{account}/holder-credential") { [self] request, context in
        try await holderCredential(request, context)
      },
      Route(.get, "/v1/accounts/{account}/disclosures") { [self] request, context in
        let account = try await own(request, context)
        return try await disclosures(of: account)
      },
      Route(.get, "/v1/members") { [self] request, _ in
        let caller = try await caller(request)
        try caller.require(.operating)
        await settled()
        return .json(
          try await node.catalog.members(
            after: try Query(request).number("after"), limit: try Query(request).limit()))
      },
      Route(.get, "/v1/withdrawals") { [self] request, _ in
        let caller = try await caller(request)
        try caller.require(.operating)
        await settled()
        return .json(
          try await node.catalog.withdrawals(
            before: try Query(request).number("before"), limit: try Query(request).limit()))
      },
      Route(.get, "/v1/disclosures") { [self] request, _ in
        let caller = try await caller(request)
        try caller.require([.operating, .auditor])
        return try await disclosures(of: nil)
      },
    ]
  }

  /// The account of the path, if the caller may read it.
  private func own(_ request: Request, _ context: Context) async throws -> AccountNumber {
    let account = try number(context, "account")
    let caller = try await caller(request)
    try caller.requireAccess(to: account)
    return account
  }

  private func cash(_ account: AccountNumber) async throws -> Response {
    guard let balance = try await look({ $0.balance(of: account) }) else {
      throw Problem(404, "not-found", "There is no account \(account).")
    }
    return .json([
      "account": .string(String(account)), "available": .string(String(balance.available)),
      "currency": "CNY", "held": .string(String(balance.held)),
      "total": .string(String(balance.total)),
    ])
  }

  /// One holding as the Venue knows it.
  private struct Held: Sendable {
    var instrument: String?
    var edition: EntryNumber
    var asset: EntryNumber
    var holding: UnitHolding
  }

  private func holdings(_ account: AccountNumber) async throws -> Response {
    let found = try await look { venue -> (held: [Held], days: Int64)? in
      guard let owner = venue.account(account)?.owner else { return nil }
      let held: [Held] = venue.editions.indices.compactMap { slot in
        let edition = venue.editions[slot]
        guard let holding = venue.holding(of: owner, edition: slot), holding.quantity > 0
        else { return nil }
        return Held(
          instrument: edition.instrument.map { "\(venue.instruments[$0].symbol)" },
          edition: edition.number, asset: edition.asset, holding: holding)
      }
      return (held, venue.rules?.holdingDays ?? 0)
    }
    guard let (held, days) = found else {
      throw Problem(404, "not-found", "There is no account \(account).")
    }
    await settled()
    var lines: [JSON] = []
    for one in held {
      let title = try await node.catalog.asset(one.asset)?["title"] ?? ""
      lines.append([
        "asset": .string(String(one.asset)), "available": .number(one.holding.available),
        "edition": .string(String(one.edition)), "held": .number(one.holding.held),
        "instrument": one.instrument.map { .string($0) } ?? .null,
        "quantity": .number(one.holding.quantity),
        "serials": .array(
          one.holding.lots.map { Service.lot($0, holdingDays: days) }), "title": title,
      ])
    }
    return .json(["holdings": .array(lines)])
  }

  /// A lot with the day from which it can be sold under the rules in force: so many days after the day
  /// in Shanghai on which it was acquired.
  private static func lot(_ lot: Lot, holdingDays: Int64) -> JSON {
    let seconds = lot.acquired / 1_000_000 + 8 * 3600 + holdingDays * 86_400
    return [
      "acquired": .number(lot.acquired), "count": .number(lot.count), "first": .number(lot.first),
      "unlock": .string(String(Timestamp.format(seconds: seconds).prefix(10))),
    ]
  }

  private func holderCredential(_ request: Request, _ context: Context) async throws -> Response {
    let account = try number(context, "account")
    let caller = try await caller(request)
    guard caller.account == account else {
      throw Problem(403, "not-allowed", "A holder credential is made for the holder alone.")
    }
    let query = Query(request)
    guard let edition = try query.number("edition"), let audience = try query.text("audience"),
      !audience.isEmpty
    else {
      throw Problem(400, "missing-field", "Name the `edition` and the `audience` in the query.")
    }
    let found = try await look { venue -> (quantity: Int64, size: EntryNumber)? in
      guard let slot = venue.editions.firstIndex(where: { $0.number == edition }) else {
        return nil
      }
      return (venue.holding(of: caller.owner, edition: slot)?.quantity ?? 0, venue.nextSequence)
    }
    guard let found else { throw Problem(404, "not-found", "There is no edition \(edition).") }
    guard found.quantity > 0 else {
      throw Problem(422, "insufficient-units", "You hold no unit of edition \(edition).")
    }
    return .bytes(
      holderCredential(
        edition: edition, quantity: found.quantity, size: found.size, holder: caller.key,
        audience: audience
      ).canonicalBytes, "application/vc+json")
  }

  // MARK: Disclosures

  /// Rows read at a time for an export.
  private static let exportPage = 200

  /// The disclosures of all entries for those who see everything, or of those that concern one
  /// account; the first line says what it covers.
  private func disclosures(of account: AccountNumber?) async throws -> Response {
    let (size, digest) = try await look { venue in
      (
        venue.nextSequence,
        account == nil ? SHA256.hash(venue.publicState() + venue.sealedState()) : nil
      )
    }
    var header = JSON.Object([("entries", .number(Int64(size)))])
    if let digest { header["fullDigest"] = .string(digest.hex) }
    if let account { header["account"] = .string(String(account)) }
    header["scope"] = account == nil ? "full" : "own"
    let first = JSON.object(header).canonicalBytes
    let journal = node.journal
    return Response(
      status: .ok,
      headers: [.contentType: "application/x-ndjson", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        try await writer.write(ByteBuffer(bytes: first + [10]))
        var next: EntryNumber = 0
        while next < size {
          let from = next
          let rows = try await blocking { try journal.rows(from: from, limit: Service.exportPage) }
          guard let last = rows.last else { break }
          var out = ByteBuffer()
          for row in rows where row.sequence < size {
            guard let line = try Service.line(row, for: account) else { continue }
            out.writeBytes(line)
            out.writeInteger(UInt8(10))
          }
          if out.readableBytes > 0 { try await writer.write(out) }
          next = last.sequence + 1
        }
        try await writer.finish(nil)
      })
  }

  /// A row's line of an export; `nil` where it discloses nothing.
  private static func line(_ row: JournalRow, for account: AccountNumber?) throws -> [UInt8]? {
    guard let account else {
      guard !row.salt.isEmpty else { return nil }
      return DisclosedEntry(
        sequence: row.sequence, salt: row.salt,
        document: row.document.isEmpty ? nil : row.document
      ).line
    }
    let isOwn = row.account == account && !row.document.isEmpty
    guard isOwn || row.sealedAccounts.contains(account) else { return nil }
    let disclosure = isOwn ? SealedEntry.documentDisclosure(row.document, salt: row.salt) : nil
    var events: [String] = []
    for (index, event) in row.sealedEvents.split(separator: 10).enumerated() {
      let sealed = SealedEntry.eventDisclosure(event, index: index, salt: row.salt)
      events.append(
        row.sealedAccounts[index] == account
          ? sealed.text : Base64.encode(sealed.digest.bytes, .url))
    }
    return DisclosedEntry(
      sequence: row.sequence, salt: [], document: nil, documentDisclosure: disclosure,
      events: events
    ).line
  }
}
