/// One owner's units of one edition, and that owner's open orders on its instrument.
struct Holding: Sendable, BitwiseCopyable {
  /// Who owns them, as the public log names them.
  let alias: Alias
  /// The edition's slot.
  let edition: Int32
  /// The beneficial owner's account, as a slot; -1 in public scope.
  let owner: Int32
  /// All units.
  var quantity: Int32 = 0
  /// Units behind open sells.
  var held: Int32 = 0
  /// Units that open buys want.
  var bidding: Int32 = 0
  /// Their serial numbers.
  var lots = LotQueue()
  /// The owner's open orders, in the order in which they came to rest, as slots; -1 for none.
  var firstOrder: Int32 = -1
  var lastOrder: Int32 = -1
  /// The timer that cancels them, or -1.
  var timer: Int32 = -1
  /// The holding that was opened next in this edition, or -1.
  var next: Int32 = -1

  init(alias: Alias, edition: Int32, owner: Int32) {
    self.alias = alias
    self.edition = edition
    self.owner = owner
  }

  /// Units that can be offered.
  var available: Int32 { quantity - held }
  /// Units held and wanted together, which the position limit counts.
  var position: Int32 { quantity + bidding }
}

/// A holding as it is shown.
package struct UnitHolding: Sendable {
  /// Who owns the units, as the public log names them.
  package let alias: Alias
  /// The beneficial owner; `nil` in public scope.
  package let owner: AccountNumber?
  /// All units.
  package let quantity: Int64
  /// Units behind open sells.
  package let held: Int64
  /// Units that open buys want.
  package let bidding: Int64
  /// Serial numbers, first acquired first.
  package let lots: [Lot]
  /// When the owner's cancel-after timer runs out.
  package let timerDue: Microseconds?

  /// Units that can be offered.
  package var available: Int64 { quantity - held }
}
