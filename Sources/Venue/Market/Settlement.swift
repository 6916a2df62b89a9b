/// Arithmetic of one trade, in fen, with products checked in 128 bits.
package enum Settlement {
  /// floor(`amount` × `rate` / 10,000).
  package static func share(of amount: Fen, rate: Int64) -> Fen {
    Fen(Int128(amount) * Int128(rate) / 10_000)
  }

  /// `limit` × `quantity`, or `nil` when it is more than one order may come to.
  package static func gross(limit: Fen, quantity: Int64) -> Fen? {
    let (product, overflow) = limit.multipliedReportingOverflow(by: quantity)
    return overflow || product > CashLedger.amountMaximum ? nil : product
  }

  /// What a buy of `quantity` at `limit` must hold: gross and the worse fee; `nil` when more than one order may come to.
  package static func escrow(limit: Fen, quantity: Int64, fees: Fees) -> Fen? {
    guard let gross = gross(limit: limit, quantity: quantity) else { return nil }
    return gross + share(of: gross, rate: fees.worst)
  }

  /// Royalties of one trade. Their sum is floor(gross × sum of rates / 10,000); each line first gets
  /// the floor of its own share, and the fen left over go to the lines with the largest remainders,
  /// the earlier line first where two are equal. O(lines squared), lines being few.
  package static func royalties(of gross: Fen, _ lines: [Terms.Royalty]) -> [Fen] {
    var amounts: [Fen] = []
    var remainders: [Int64] = []
    var rates: Int64 = 0
    for line in lines {
      let product = Int128(gross) * Int128(line.rate)
      amounts.append(Fen(product / 10_000))
      remainders.append(Int64(product % 10_000))
      rates += line.rate
    }
    var left = share(of: gross, rate: rates) - amounts.reduce(0, +)
    while left > 0 {
      var best = 0
      for line in lines.indices where remainders[line] > remainders[best] { best = line }
      amounts[best] += 1
      remainders[best] = -1
      left -= 1
    }
    return amounts
  }
}
