/// What is fixed when an edition is issued: its terms sheet's digest, royalties and fees.
package struct Terms: Sendable {
  /// One line of the royalty table.
  package struct Royalty: Sendable, Equatable {
    /// Who is paid.
    package var account: AccountNumber
    /// Basis points of gross consideration.
    package var rate: Int64

    package init(account: AccountNumber, rate: Int64) {
      self.account = account
      self.rate = rate
    }
  }
  /// The most lines in a royalty table.
  package static let royaltyCountMaximum = 32

  /// SHA-256 of the terms sheet's canonical JSON; every order names it.
  package var digest: Bytes32
  /// Fees at issue.
  package var fees: Fees
  /// Who is paid a share of every trade, in the terms sheet's sequence.
  package var royalties: [Royalty]

  package init(digest: Bytes32, fees: Fees, royalties: [Royalty]) {
    self.digest = digest
    self.fees = fees
    self.royalties = royalties
  }

  /// The sum of all royalty rates.
  package var royaltyRate: Int64 { royalties.reduce(0) { $0 + $1.rate } }
}
