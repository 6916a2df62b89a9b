import Catalog
import Documents
import Testing
import Venue

/// A small venue at work: a creator, two traders and an auditor, one listed edition, and orders that
/// rest, trade, are amended and cancelled.
struct BoardStory {
  let story: VenueStory
  let creator: VenueStory.Person
  let buyer: VenueStory.Person
  let seller: VenueStory.Person
  let auditor: VenueStory.Person
  let asset: UInt64
  let edition: UInt64
  let terms: String

  static let file = String(repeating: "ab", count: 32)

  init(signs: Bool = true, cash: Int64 = 1_000_000_00, quantity: Int64 = 100) throws {
    story = try VenueStory(signs: signs)
    creator = try story.member("Creator", roles: ["creator"])
    buyer = try story.member("Buyer", roles: ["trader"], cash: cash)
    seller = try story.member("Seller", roles: ["trader"], cash: cash)
    auditor = try story.member("Auditor", roles: ["auditor"])
    asset = try story.work(
      by: creator, title: "Cloud Robe 云裳", description: "A silk robe, \"light\" as 100% air",
      file: BoardStory.file, fingerprints: [["codes": [], "sha256": .string(BoardStory.file)]])
    (edition, terms) = try story.edition(of: asset, by: creator, quantity: quantity)
    try story.send(
      .openInstrument, by: story.operatorPerson,
      [("edition", .string(String(edition))), ("symbol", "ROBE")])
  }

  @discardableResult func order(
    _ side: String, _ quantity: Int64, at limit: Int64, by person: VenueStory.Person,
    timeInForce: String = "GTC", expecting: Refusal? = nil, mayBeRefused: Bool = false
  ) throws -> UInt64 {
    try story.order(
      side, quantity, at: limit, by: person, on: "ROBE", terms: terms, timeInForce: timeInForce,
      expecting: expecting, mayBeRefused: mayBeRefused)
  }

  func cancel(_ order: UInt64, by person: VenueStory.Person) throws {
    try story.send(.cancelOrder, by: person, [("order", .string("\(order).0"))])
  }

  func amend(
    _ order: UInt64, to quantity: Int64, at limit: Int64, by person: VenueStory.Person,
    mayBeRefused: Bool = false
  ) throws {
    try story.send(
      .amendOrder, by: person,
      [
        ("order", .string("\(order).0")), ("limit", .string(String(limit))),
        ("quantity", .number(quantity)),
      ], mayBeRefused: mayBeRefused)
  }

  /// Everything that the catalog shows, as one text.
  static func everything(_ catalog: Catalog, upTo sequence: UInt64) async throws -> String {
    var parts: [JSON] = [
      try await catalog.assets(), try await catalog.members(),
      try await catalog.instruments(dayStart: VenueStory.midnight), try await catalog.trades(),
      try await catalog.withdrawals(), try await catalog.claims(), try await catalog.bulletin(),
    ]
    for number in 0..<sequence {
      parts.append(try await catalog.edition(number) ?? .null)
      parts.append(try await catalog.claim(number) ?? .null)
      guard try await catalog.account(number) != nil else { continue }
      parts.append(try await catalog.orders(account: number, status: .all, limit: 200))
      parts.append(try await catalog.statement(account: number, limit: 200))
    }
    return String(decoding: JSON.array(parts).canonicalBytes, as: UTF8.self)
  }
}
