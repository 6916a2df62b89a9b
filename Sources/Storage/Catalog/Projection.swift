import Documents
import Entries
import GRDB
import Venue

/// One transaction's way from journal rows to tables.
final class Projection {
  /// What the handlers of a row need of it.
  struct Context {
    var sequence: Int64
    var time: Microseconds
    var kind: EntryKind
    var account: Int64?
    /// The document, or what of it stands open; empty for orders, which are read from their events.
    var document: JSON.Object
    /// The entry's facts; empty unless it is a filing.
    var facts: JSON.Object
    /// Disclosures of authors' names, in a filing.
    var disclosures: [UInt8]
  }

  let database: Database
  let statements: OrderStatements
  /// The order that the events are telling of, not yet written.
  var newOrder: NewOrder?
  /// Units and last prices of this transaction's trades.
  var activity = TradeActivity()
  /// What this transaction's rows add to the days of accounts.
  var days = DayActivity()
  private var head = FlatObject()
  private var outcome = FlatObject()
  private var event = FlatObject()
  /// A trade's fees.
  var fees = FlatObject()

  init(_ database: Database) throws {
    self.database = database
    statements = try OrderStatements(database)
  }

  /// Projects one row. O(its events).
  func apply(_ row: CatalogRow) throws {
    try head.read(row.entry)
    guard try head.number("sequence") == Int64(row.sequence) else {
      throw CatalogError(what: "its entry carries the number \(try head.text("sequence"))")
    }
    guard let outcomeRange = head.range("outcome"),
      let kind = EntryKind(rawValue: try head.text("kind"))
    else { throw CatalogError(what: "its entry is of no known kind") }
    try outcome.read(row.entry, at: outcomeRange.lowerBound)
    guard outcome.has("code", "accepted") else { return }
    var context = Context(
      sequence: Int64(row.sequence), time: try head.number("time"), kind: kind,
      account: row.account.map { Int64($0) }, document: JSON.Object(), facts: JSON.Object(),
      disclosures: row.disclosures)
    try readDocument(row, &context)
    days.beginRow(context.time)
    try applyDocument(context)
    try forEachEvent(row.publicEvents) { try applyPublic($0, context) }
    try flushOrder()
    var position: Int64 = 0
    try forEachEvent(row.sealedEvents) {
      try applySealed($0, position, context)
      position += 1
    }
  }

  /// Writes what was gathered over the whole transaction.
  func finish() throws {
    try writeActivity()
    try writeDays()
  }

  private func forEachEvent(
    _ lines: [UInt8], _ body: (borrowing FlatObject) throws -> Void
  ) throws {
    var at = 0
    while at < lines.count {
      try event.read(lines, at: at)
      at = event.end
      guard at < lines.count, lines[at] == 10 else {
        throw CatalogError(what: "an event does not end its line")
      }
      at += 1
      try body(event)
    }
  }

  /// Reads a document where something of it is shown again that no event tells.
  private func readDocument(_ row: CatalogRow, _ context: inout Context) throws {
    switch context.kind {
    case .term, .tick, .snapshot, .snapshotDigest: return
    case .genesis: break
    case .document(let type):
      switch type.openness {
      case .excerpt where type != .counterClaim: return
      case .whole: break
      case .excerpt, .sealed, .unlogged:
        context.document = try Projection.parse(row.document)
        return
      }
    }
    let entry = try Projection.parse(row.entry)
    guard let open = entry["open"]?.object, let facts = entry["facts"]?.object else {
      throw CatalogError(what: "its entry shows no document")
    }
    context.document = open
    context.facts = facts
  }

  private static func parse(_ bytes: [UInt8]) throws -> JSON.Object {
    do {
      guard let object = try CanonicalParser.parse(bytes, depthMaximum: storedDepthMaximum).object
      else { throw CatalogError(what: "its document is not an object") }
      return object
    } catch let problem as Problem {
      throw CatalogError(what: problem.detail)
    }
  }

  /// An entry is deeper than the document in it.
  static let storedDepthMaximum = CanonicalParser.depthMaximum + 2

  private func applyDocument(_ context: Context) throws {
    switch context.kind {
    case .genesis: try openOperator(context)
    case .term, .tick, .snapshot, .snapshotDigest: break
    case .document(let type):
      switch type {
      case .openAccount: try openAccount(context)
      case .withdrawCash: try requestWithdrawal(context)
      case .approveWithdrawal: try settleWithdrawal(.approved, context)
      case .rejectWithdrawal: try settleWithdrawal(.rejected, context)
      case .registerAsset: try registerAsset(context)
      case .issueEdition: try issueEdition(context)
      case .openInstrument: try openInstrument(context)
      case .notifyClaim: try notifyClaim(context)
      default: break
      }
    }
  }

  private func applyPublic(_ event: borrowing FlatObject, _ context: Context) throws {
    switch try event.text("event") {
    case "order-accepted": try acceptOrder(event, context)
    case "trade": try trade(event, context)
    // What a prevented match took away, the events that follow it tell.
    case "order-rested", "order-refused", "match-prevented", "timer-set": break
    case "order-amended": try amendOrder(event)
    case "order-cancelled": try cancelOrder(event)
    case "order-reduced": try reduceOrder(event)
    case "asset-registered", "asset-examined": try setAssetStatus(event)
    case "instrument-halted": try setPhase(event, .halted)
    case "instrument-resumed": try setPhase(event, .continuous)
    case "collar-set": try setCollar(event)
    case "claim-opened": try openClaim(event, context)
    case "claim-countered": try counterClaim(event, context)
    case "claim-decided": try decideClaim(event, context)
    // The documents of these say all that is shown.
    case "edition-issued", "instrument-opened", "rules-set": break
    case let name: throw CatalogError(what: "there is no public event `\(name)`")
    }
  }

  private func applySealed(
    _ event: borrowing FlatObject, _ position: Int64, _ context: Context
  ) throws {
    switch try event.text("event") {
    case "cash": try addCash(event, position, context)
    case "member-admitted": try admitMember(event)
    case "key-added": try addKey(event, context)
    case "key-revoked": try revokeKey(event, context)
    case "account-opened", "claim-notified", "order-refused", "refused": break
    case let name: throw CatalogError(what: "there is no sealed event `\(name)`")
    }
  }
}

extension JSON.Object {
  /// A string that a checked document has.
  func text(_ name: String) throws -> String {
    guard let text = self[name]?.string else { throw CatalogError(what: "`\(name)` is missing") }
    return text
  }

  /// Free text that a checked document has, as a column keeps it.
  func quoted(_ name: String) throws -> String { JSON.string(try text(name)).columnText }

  /// A number that a checked document has.
  func number(_ name: String) throws -> Int64 {
    guard let number = self[name]?.number else { throw CatalogError(what: "`\(name)` is missing") }
    return number
  }

  /// An id or an amount that a checked document has as a decimal string.
  func decimal(_ name: String) throws -> Int64 {
    guard let number = Int64(try text(name)) else {
      throw CatalogError(what: "`\(name)` is not a number")
    }
    return number
  }

  /// The elements of an array that a checked document has.
  func array(_ name: String) throws -> [JSON] {
    guard let array = self[name]?.array else { throw CatalogError(what: "`\(name)` is missing") }
    return array
  }
}

extension JSON {
  /// Canonical bytes as a column keeps them. What people wrote is kept so too: SQLite's texts end at
  /// a NUL, which in JSON is an escape like any other.
  var columnText: String { String(decoding: canonicalBytes, as: UTF8.self) }
}
