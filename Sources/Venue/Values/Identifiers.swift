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

  /// An order's number from its packed form.
  package init(packed: UInt64) {
    sequence = packed >> 8
    position = UInt32(truncatingIfNeeded: packed & 255)
  }

  /// The number in one word, in the same order; for a number that no order can have, `UInt64.max`.
  package var packed: UInt64 {
    sequence < 1 << 55 && position < 255 ? sequence << 8 | UInt64(position) : .max
  }

  package static func < (a: OrderNumber, b: OrderNumber) -> Bool {
    (a.sequence, a.position) < (b.sequence, b.position)
  }

  package var description: String { "\(sequence).\(position)" }
}

/// Which side of the book an order is on.
package enum Side: UInt8, Sendable, BitwiseCopyable {
  /// Wants units, pays cash.
  case buy
  /// Gives units, wants cash.
  case sell

  /// The other side.
  @inline(__always)
  package var opposite: Side { self == .buy ? .sell : .buy }
  /// The word used on the wire.
  package var word: StaticString { self == .buy ? "buy" : "sell" }
}

/// How long an order stands.
package enum TimeInForce: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// Good till cancelled: what does not trade rests.
  case goodTillCancelled
  /// Immediate or cancel: what does not trade at once is cancelled.
  case immediateOrCancel
  /// Fill or kill: it trades at once and in full, or not at all.
  case fillOrKill
  /// Rests until the end of the trading day.
  case day
  /// Good till date: rests until the order's own expiry.
  case goodTillDate

  /// The word used on the wire.
  package var word: StaticString {
    switch self {
    case .goodTillCancelled: "GTC"
    case .immediateOrCancel: "IOC"
    case .fillOrKill: "FOK"
    case .day: "DAY"
    case .goodTillDate: "GTD"
    }
  }

  /// Whether what does not trade at once may rest.
  @inline(__always)
  package var rests: Bool { self != .immediateOrCancel && self != .fillOrKill }
}

/// What happens where an order would trade with another of the same beneficial owner.
package enum SelfTrade: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// Nothing: they trade.
  case off
  /// What is left of the incoming order is cancelled.
  case cancelNewest
  /// The resting order is cancelled, and the incoming one goes on.
  case cancelOldest
  /// Both are cancelled.
  case cancelBoth
  /// Both lose the smaller quantity of the two; the one that has none left is cancelled.
  case decrement

  /// The word used on the wire.
  package var word: StaticString {
    switch self {
    case .off: "off"
    case .cancelNewest: "cancel-newest"
    case .cancelOldest: "cancel-oldest"
    case .cancelBoth: "cancel-both"
    case .decrement: "decrement"
    }
  }
}
