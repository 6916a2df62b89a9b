import GRDB
import Venue

/// What one trade of the row at hand moves, until the cash events that it caused say for whom.
struct TradeShare {
  var trade: Int64
  var instrument: String
  var quantity: Int64
  var gross: Int64
  /// Whether the order that came was a buy.
  var isBuy: Bool
  var makerFee: Int64
  var takerFee: Int64

  var buyerFee: Int64 { isBuy ? takerFee : makerFee }
  var sellerFee: Int64 { isBuy ? makerFee : takerFee }
}

/// What a transaction's rows add to the days of accounts: how each day ended, and what was paid,
/// received, bought and sold in it. Gathered here and written once, since most rows of a transaction
/// concern few accounts.
///
/// Days are those of Asia/Shanghai, which keeps no summer time, counted from 1970.
struct DayActivity {
  struct CashKey: Hashable {
    var account: Int64
    var day: Int64
  }
  struct CashDay {
    /// The first and the last entry with a line in the statement.
    var first: Int64?
    var last: Int64?
    /// How the day ended.
    var available: Int64 = 0
    var held: Int64 = 0
    var feesPaid: Int64 = 0
    var feesReceived: Int64 = 0
    var royaltiesPaid: Int64 = 0
    var royaltiesReceived: Int64 = 0
  }
  struct UnitKey: Hashable {
    var account: Int64
    var instrument: String
    var day: Int64
  }
  struct UnitDay {
    var bought: Int64 = 0
    var paid: Int64 = 0
    var sold: Int64 = 0
    var earned: Int64 = 0
  }
  struct Issue {
    var account: Int64
    var edition: Int64
    var day: Int64
    var quantity: Int64
  }

  private(set) var cash: [CashKey: CashDay] = [:]
  /// The account last spoken of, kept apart: the changes of a batch of orders are mostly one sender's.
  private var latest: (key: CashKey, day: CashDay)?
  private(set) var units: [UnitKey: UnitDay] = [:]
  private(set) var issues: [Issue] = []
  private var day: Int64 = 0
  private var trades: [TradeShare] = []
  private var nextTrade = 0

  /// The day of a point in time.
  static func day(of time: Microseconds) -> Int64 {
    (time / 1_000_000 + 8 * 3_600) / 86_400
  }

  /// Another row begins.
  mutating func beginRow(_ time: Microseconds) {
    day = DayActivity.day(of: time)
    trades.removeAll(keepingCapacity: true)
    nextTrade = 0
  }

  mutating func add(_ trade: TradeShare) { trades.append(trade) }

  mutating func issue(account: Int64, edition: Int64, quantity: Int64) {
    issues.append(Issue(account: account, edition: edition, day: day, quantity: quantity))
  }

  /// Takes over a change of an account's cash; what an order holds or releases too.
  mutating func addCash(_ event: borrowing FlatObject, _ sequence: Int64) throws {
    let account = try event.number("account")
    let key = CashKey(account: account, day: day)
    if latest?.key != key { settle() }
    var today = latest?.day ?? cash[key] ?? CashDay()
    today.available = try event.number("available")
    today.held = try event.number("held")
    if !event.has("reason", "order-hold"), !event.has("reason", "order-release") {
      if today.first == nil { today.first = sequence }
      today.last = sequence
      if event.range("trade") != nil { try addTrade(event, account, &today) }
    }
    latest = (key, today)
  }

  /// Puts the account last spoken of among the others.
  mutating func settle() {
    guard let latest else { return }
    cash[latest.key] = latest.day
    self.latest = nil
  }

  private mutating func addTrade(
    _ event: borrowing FlatObject, _ account: Int64, _ today: inout CashDay
  ) throws {
    let number = try RowKey.trade(try event.pair("trade"))
    // Cash events follow the sequence of their trades.
    while nextTrade < trades.count, trades[nextTrade].trade != number { nextTrade += 1 }
    guard nextTrade < trades.count else {
      throw CatalogError(what: "a change of cash names a trade that its entry does not tell")
    }
    let trade = trades[nextTrade]
    let change = try event.number("change")
    let key = UnitKey(account: account, instrument: trade.instrument, day: day)
    switch try event.text("reason") {
    case "bought":
      today.feesPaid += trade.buyerFee
      units[key, default: UnitDay()].bought += trade.quantity
      units[key, default: UnitDay()].paid += trade.gross
    case "sold":
      today.feesPaid += trade.sellerFee
      today.royaltiesPaid += trade.gross - trade.sellerFee - change
      units[key, default: UnitDay()].sold += trade.quantity
      units[key, default: UnitDay()].earned += trade.gross
    case "fee": today.feesReceived += change
    case "royalty": today.royaltiesReceived += change
    default: break
    }
  }
}

extension Projection {
  /// Adds this transaction's changes to the days of accounts.
  func writeDays() throws {
    days.settle()
    let writeCash = try database.cachedStatement(
      sql: """
        INSERT INTO cash_days VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
          first = coalesce(first, excluded.first), last = coalesce(excluded.last, last),
          available = excluded.available, held = excluded.held,
          fees_paid = fees_paid + excluded.fees_paid,
          fees_received = fees_received + excluded.fees_received,
          royalties_paid = royalties_paid + excluded.royalties_paid,
          royalties_received = royalties_received + excluded.royalties_received
        """)
    for (key, day) in days.cash {
      try writeCash.execute(arguments: [
        key.account, key.day, day.first, day.last, day.available, day.held, day.feesPaid,
        day.feesReceived, day.royaltiesPaid, day.royaltiesReceived,
      ])
    }
    for issue in days.issues {
      try database.execute(
        sql: "INSERT INTO unit_days VALUES (?, ?, ?, ?, 0, 0, 0, 0)",
        arguments: [issue.account, issue.edition, issue.day, issue.quantity])
    }
    let writeUnits = try database.cachedStatement(
      sql: """
        INSERT INTO unit_days SELECT ?1, edition, ?3, 0, ?4, ?5, ?6, ?7
          FROM instruments WHERE instrument = ?2
        ON CONFLICT DO UPDATE SET
          bought = bought + excluded.bought, paid = paid + excluded.paid,
          sold = sold + excluded.sold, earned = earned + excluded.earned
        """)
    for (key, day) in days.units {
      try writeUnits.execute(arguments: [
        key.account, key.instrument, key.day, day.bought, day.paid, day.sold, day.earned,
      ])
    }
    days = DayActivity()
  }
}
