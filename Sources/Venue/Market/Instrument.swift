/// An edition listed on a board.
package struct Instrument: Sendable, BitwiseCopyable {
  /// Whether orders are taken.
  package enum Phase: UInt8, Sendable, BitwiseCopyable {
    /// Orders are taken and meet at once.
    case continuous
    /// The operator has stopped trading.
    case halted

    /// The word used on the wire.
    package var word: StaticString { self == .continuous ? "continuous" : "halted" }
  }

  /// The name by which it is traded.
  package let symbol: Symbol
  /// The prices between which its orders must lie.
  package internal(set) var collar = Collar.none
  /// The last trade's price.
  package internal(set) var lastPrice: Fen?
  /// Units traded ever.
  package internal(set) var volume: Int64 = 0
  let editionSlot: Int32
  /// Whether orders are taken.
  package internal(set) var phase: Phase = .continuous
  /// Whether its work's state forbids trading: what is asked of each order, kept from the work.
  var isBarred = false

  /// Where its edition is kept.
  package var edition: Int { Int(editionSlot) }

  init(symbol: Symbol, edition: Int) {
    self.symbol = symbol
    editionSlot = Int32(edition)
  }
}
