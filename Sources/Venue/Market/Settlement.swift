/// Arithmetic of one trade, in fen.
package enum Settlement {
  /// floor(`amount` × `rate` / 10,000) for what is not negative. The amount is taken apart first, so
  /// that no product leaves 64 bits.
  @inline(__always)
  package static func share(of amount: Fen, rate: Int64) -> Fen {
    let (whole, part) = amount.quotientAndRemainder(dividingBy: 10_000)
    return whole * rate + part * rate / 10_000
  }

  /// `limit` × `quantity`, or `nil` when it is more than one order may come to.
  @inline(__always)
  package static func gross(limit: Fen, quantity: Int64) -> Fen? {
    let (product, overflow) = limit.multipliedReportingOverflow(by: quantity)
    return overflow || product > CashLedger.amountMaximum ? nil : product
  }

  /// What a buy of `quantity` at `limit` must hold: gross and the worse fee; `nil` when more than one
  /// order may come to.
  @inline(__always)
  package static func escrow(limit: Fen, quantity: Int64, fees: Fees) -> Fen? {
    guard let gross = gross(limit: limit, quantity: quantity) else { return nil }
    return gross + share(of: gross, rate: fees.worst)
  }

  /// Royalties of one trade. Their sum is floor(gross × sum of rates / 10,000); each line first gets
  /// the floor of its own share, and the fen left over go to the lines with the largest remainders,
  /// the earlier line first where two are equal. O(lines squared), lines being few.
  ///
  /// - Parameters:
  ///   - amounts: gets one amount a line, at its end.
  ///   - losesRest: whether a simulation has planted that the fen left over are forgotten.
  /// - Returns: their sum.
  @inline(__always)
  package static func royalties(
    of gross: Fen, _ lines: borrowing Pool<RoyaltyLine>, from first: Int32, count: Int32,
    rate: Int64, into amounts: inout Pool<Fen>, losesRest: @autoclosure () -> Bool = false
  ) -> Fen {
    guard count > 0 else { return 0 }
    let (whole, part) = gross.quotientAndRemainder(dividingBy: 10_000)
    let total = whole * rate + part * rate / 10_000
    let start = Int32(truncatingIfNeeded: amounts.count)
    var left = total
    for line in 0..<count {
      let rate = lines[first + line].rate
      let amount = whole * rate + part * rate / 10_000
      _ = amounts.append(amount)
      left -= amount
    }
    if count == 2 {
      // Most editions: there is at most one fen left, and half of the trades have it, so that it is
      // given without a branch.
      let rest = losesRest() ? 0 : left
      let isFirst = part * lines[first].rate % 10_000 >= part * lines[first + 1].rate % 10_000
      amounts[start] += isFirst ? rest : 0
      amounts[start + 1] += isFirst ? 0 : rest
      return total
    }
    guard left > 0, !losesRest() else { return total }
    // Fewer fen are left than there are lines, so that no line gets a second one.
    var bound: (remainder: Int64, line: Int32) = (.max, -1)
    while left > 0 {
      var best: (remainder: Int64, line: Int32) = (-1, -1)
      for line in 0..<count {
        let remainder = part * lines[first + line].rate % 10_000
        let comesAfterBound =
          remainder < bound.remainder || (remainder == bound.remainder && line > bound.line)
        if comesAfterBound, remainder > best.remainder { best = (remainder, line) }
      }
      amounts[start + best.line] += 1
      bound = best
      left -= 1
    }
    return total
  }
}
