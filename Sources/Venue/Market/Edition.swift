/// A numbered issue of a work.
package struct Edition: Sendable {
  /// The entry that issued it.
  package let number: EntryNumber
  /// The work.
  package let asset: EntryNumber
  /// How many units there are, for ever.
  package let quantity: Int64
  /// What was fixed at issue.
  package let terms: Terms
  /// The instrument it is listed as.
  package internal(set) var instrument: Int?
}

/// What each order and trade of an edition needs of it.
struct EditionTerms: Sendable, BitwiseCopyable {
  /// The digest of the terms sheet.
  let digest: Bytes32
  let fees: Fees
  /// Where its royalty lines begin, and how many there are.
  let royalties: Int32
  let royaltyCount: Int32
  /// The sum of all royalty rates.
  let royaltyRate: Int64
  /// Its owners, in the order in which they first appeared, as slots of holdings; -1 for none.
  var firstHolding: Int32 = -1
  var lastHolding: Int32 = -1
}

/// Who is paid a share of each trade.
package struct RoyaltyLine: Sendable, BitwiseCopyable {
  /// The account's slot; -1 in public scope.
  let payee: Int32
  /// Basis points of gross consideration.
  let rate: Int64

  package init(payee: Int32, rate: Int64) {
    self.payee = payee
    self.rate = rate
  }
}
