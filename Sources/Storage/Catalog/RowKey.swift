import Documents
import Venue

/// Order and trade numbers as the integers by which SQLite keeps its rows: their order is the log's.
enum RowKey {
  /// A trade's position is below 2^24: an entry has at most 250 orders, and each may meet many.
  private static let tradeBits: Int64 = 24
  /// An order's position is at most 65,535.
  private static let orderBits: Int64 = 16
  /// Sequence numbers below 2^39 leave room for either position.
  static let sequenceMaximum: Int64 = 1 << 39 - 1

  private static func key(
    _ pair: (sequence: Int64, position: Int64), _ bits: Int64
  ) throws(CatalogError) -> Int64 {
    guard (0...sequenceMaximum).contains(pair.sequence),
      (0..<(1 << bits)).contains(pair.position)
    else {
      throw CatalogError(what: "\(pair.sequence).\(pair.position) is beyond what it can keep")
    }
    return pair.sequence << bits | pair.position
  }

  static func order(_ pair: (sequence: Int64, position: Int64)) throws(CatalogError) -> Int64 {
    try key(pair, orderBits)
  }

  static func trade(_ pair: (sequence: Int64, position: Int64)) throws(CatalogError) -> Int64 {
    try key(pair, tradeBits)
  }

  static func orderText(_ key: Int64) -> String {
    "\(key >> orderBits).\(key & (1 << orderBits - 1))"
  }

  static func tradeText(_ key: Int64) -> String {
    "t\(key >> tradeBits).\(key & (1 << tradeBits - 1))"
  }

  /// The key of an order's or, after `t`, a trade's number that a reader named.
  static func cursor(_ text: String, isTrade: Bool) throws(Problem) -> Int64 {
    let body = isTrade ? text.dropFirst() : text[...]
    guard isTrade == text.hasPrefix("t"), let number = pair(body),
      let key = try? self.key(number, isTrade ? tradeBits : orderBits)
    else {
      throw Problem(
        400, "wrong-value",
        isTrade
          ? "`before` is a trade's number, such as `t41.2`."
          : "`before` is an order's number, such as `41.0`.")
    }
    return key
  }

  /// `<number>.<number>`; `nil` for anything else.
  static func pair(_ text: some StringProtocol) -> (sequence: Int64, position: Int64)? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let sequence = try? Members.decimal(String(parts[0]), "sequence"),
      let position = try? Members.decimal(String(parts[1]), "position")
    else { return nil }
    return (Int64(sequence), Int64(position))
  }
}
