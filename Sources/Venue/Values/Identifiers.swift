/// An entry's number in the log, from 0. Accounts, assets, editions, claims and withdrawals are
/// named by the number of the entry that made them.
package typealias EntryNumber = UInt64

/// An account: the number of the entry that opened it. The operator's is 0, the genesis entry.
package typealias AccountNumber = UInt64

/// Money in fen (CNY 0.01), and prices in fen per unit.
package typealias Fen = Int64

/// UTC microseconds since 1970, given by the sequencer; never going back.
package typealias Microseconds = Int64

/// An order: the entry that placed it and its position there, written `<sequence>.<position>`.
package struct OrderNumber: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The entry that placed the order.
  package let sequence: EntryNumber
  /// Its position in that entry, from 0; a single order is at 0.
  package let position: UInt32

  package init(sequence: EntryNumber, position: UInt32) {
    self.sequence = sequence
    self.position = position
  }

  package static func < (a: OrderNumber, b: OrderNumber) -> Bool {
    (a.sequence, a.position) < (b.sequence, b.position)
  }

  package var description: String { "\(sequence).\(position)" }
}

/// Which side of the book an order is on.
package enum Side: UInt8, Sendable {
  /// Wants units, pays cash.
  case buy
  /// Gives units, wants cash.
  case sell

  /// The other side.
  package var opposite: Side { self == .buy ? .sell : .buy }
  /// The word used on the wire.
  package var word: StaticString { self == .buy ? "buy" : "sell" }
}

/// How long an order stands.
package enum TimeInForce: UInt8, Sendable {
  /// Good till cancelled: what does not trade rests.
  case goodTillCancelled
  /// Immediate or cancel: what does not trade is cancelled.
  case immediateOrCancel

  /// The word used on the wire.
  package var word: StaticString { self == .goodTillCancelled ? "GTC" : "IOC" }
}
