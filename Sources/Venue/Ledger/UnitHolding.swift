/// Serial numbers that one owner acquired together.
package struct Lot: Sendable, Equatable {
  /// The first serial number, from 1.
  package var first: Int64
  /// How many follow each other.
  package var count: Int64
  /// When they were acquired.
  package var acquired: Microseconds
}

/// One owner's units of one edition: lots in the order of acquisition, and how many are held behind
/// open sells.
package struct UnitHolding: Sendable {
  /// Who owns them, as the public log names them.
  package let alias: Alias
  /// The beneficial owner; `nil` in public scope.
  package let owner: AccountNumber?
  /// Lots, first acquired first.
  package private(set) var lots: ArraySlice<Lot> = []
  /// All units.
  package private(set) var quantity: Int64 = 0
  /// Units behind open sells.
  package private(set) var held: Int64 = 0

  init(alias: Alias, owner: AccountNumber?) {
    self.alias = alias
    self.owner = owner
  }

  /// Units that can be offered.
  package var available: Int64 { quantity - held }

  mutating func hold(_ count: Int64) {
    precondition(count >= 0 && available >= count)
    held += count
  }

  mutating func release(_ count: Int64) {
    precondition(count >= 0 && held >= count)
    held -= count
  }

  /// Adds a lot, joining it to the last one where both are one run acquired at the same time.
  mutating func receive(_ lot: Lot) {
    quantity += lot.count
    if let last = lots.last, last.acquired == lot.acquired, last.first + last.count == lot.first {
      lots[lots.endIndex - 1].count += lot.count
    } else {
      lots.append(lot)
    }
  }

  /// Takes `count` units, first acquired first. O(lots taken).
  mutating func deliver(_ count: Int64, _ body: (Lot) -> Void) {
    precondition(count >= 0 && quantity >= count)
    quantity -= count
    var wanted = count
    while wanted > 0 {
      guard var lot = lots.first else { preconditionFailure("fewer serials than units") }
      if lot.count <= wanted {
        lots.removeFirst()
        wanted -= lot.count
        body(lot)
      } else {
        lots[lots.startIndex].first += wanted
        lots[lots.startIndex].count -= wanted
        lot.count = wanted
        wanted = 0
        body(lot)
      }
    }
  }
}
