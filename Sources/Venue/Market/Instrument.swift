/// An edition listed on a board.
package struct Instrument: Sendable {
  /// Whether orders are taken.
  package enum Phase: UInt8, Sendable {
    /// Orders are taken and meet at once.
    case continuous
    /// The operator has stopped trading.
    case halted

    /// The word used on the wire.
    package var word: StaticString { self == .continuous ? "continuous" : "halted" }
  }

  /// The name by which it is traded.
  package let symbol: String
  /// Where its edition is kept.
  package let edition: Int
  /// Whether orders are taken.
  package internal(set) var phase: Phase = .continuous
  /// The resting orders.
  package internal(set) var book = OrderBook()
  /// The last trade's price.
  package internal(set) var lastPrice: Fen?
  /// Units traded ever.
  package internal(set) var volume: Int64 = 0
}
