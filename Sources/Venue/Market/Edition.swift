/// A numbered issue of a work, and who owns its units.
package struct Edition: Sendable {
  /// The entry that issued it.
  package let number: EntryNumber
  /// The work.
  package let asset: EntryNumber
  /// How many units there are, for ever.
  package let quantity: Int64
  /// What was fixed at issue.
  package let terms: Terms
  /// Owners in the order in which they first appeared.
  package internal(set) var holdings: [UnitHolding] = []
  /// The instrument it is listed as.
  package internal(set) var instrument: Int?

  private var byAlias = LookupTable<Alias, Int>()
  private var byOwner = LookupTable<AccountNumber, Int>()

  init(number: EntryNumber, issue: Issue) {
    self.number = number
    asset = issue.asset
    quantity = issue.quantity
    terms = issue.terms
  }

  /// The holding of `alias`. O(1).
  package func holding(of alias: Alias) -> Int? { byAlias[alias] }
  /// The holding of a beneficial owner; always `nil` in public scope. O(1).
  package func holding(ofOwner owner: AccountNumber) -> Int? { byOwner[owner] }

  /// The holding of `alias`, made if there is none.
  mutating func openHolding(alias: Alias, owner: AccountNumber?) -> Int {
    if let known = byAlias[alias] { return known }
    holdings.append(UnitHolding(alias: alias, owner: owner))
    let made = holdings.count - 1
    byAlias[alias] = made
    if let owner { byOwner[owner] = made }
    return made
  }
}
