import Venue

// Units against cash.
extension Model {
  mutating func trade(_ taker: Order, _ maker: Order, _ fill: Int64, _ symbol: Symbol) {
    guard let number = boards[symbol]?.edition, let terms = editions[number]?.terms,
      let place = boards[symbol]?.orders.firstIndex(where: { $0.number == maker.number })
    else { return }
    let gross = maker.limit * fill
    let makerFee = fee(gross, terms.fees.maker)
    let takerFee = fee(gross, terms.fees.taker)
    let royalties = split(gross, terms.royalties)
    let (buyer, seller) = taker.side == .buy ? (taker, maker) : (maker, taker)
    let (buyerFee, sellerFee) = taker.side == .buy ? (takerFee, makerFee) : (makerFee, takerFee)

    members[buyer.account]?.cash -= gross + buyerFee
    members[seller.account]?.cash += gross - sellerFee - royalties.reduce(0, +)
    for (line, amount) in zip(terms.royalties, royalties) { members[line.account]?.cash += amount }
    members[0]?.cash += buyerFee + sellerFee

    let moved = Array((editions[number]?.units[seller.owner] ?? []).prefix(Int(fill)))
    editions[number]?.units[seller.owner]?.removeFirst(moved.count)
    for unit in moved {
      let received = Unit(serial: unit.serial, acquired: time)
      editions[number]?.units[buyer.owner, default: []].append(received)
    }
    boards[symbol]?.orders[place].remaining -= fill
    if maker.remaining == fill { boards[symbol]?.orders.remove(at: place) }
    boards[symbol]?.last = maker.limit
    boards[symbol]?.volume += fill
    verdict.trades.append((maker.limit, fill))
    reach("trades")
    let shares = royalties.map { "\"\($0)\"" }.joined(separator: ",")
    tell(
      #"{"event":"trade","fees":{"maker":"\#(makerFee)","taker":"\#(takerFee)"},"#
        + #""instrument":"\#(symbol)","maker":"\#(maker.number)","price":"\#(maker.limit)","#
        + #""quantity":\#(fill),"royalties":[\#(shares)],"rules":"\#(rulesVersion)","#
        + #""serials":\#(runs(moved)),"side":"\#(taker.side.name)","#
        + #""taker":"\#(taker.number)","trade":"t\#(sequence).\#(verdict.lines.count)"}"#)
  }

  /// Serial numbers as runs of those acquired together.
  private func runs(_ units: [Unit]) -> String {
    var found: [(first: Int64, count: Int64, acquired: Int64)] = []
    for unit in units {
      if let last = found.last, last.acquired == unit.acquired,
        last.first + last.count == unit.serial
      {
        found[found.count - 1].count += 1
      } else {
        found.append((unit.serial, 1, unit.acquired))
      }
    }
    return "[" + found.map { "[\($0.first),\($0.count)]" }.joined(separator: ",") + "]"
  }

  /// The largest remainder method, by sorting.
  package func split(_ gross: Int64, _ royalties: [Terms.Royalty]) -> [Int64] {
    var amounts = royalties.map { fee(gross, $0.rate) }
    let total = fee(gross, royalties.reduce(0) { $0 + $1.rate })
    let byRemainder = royalties.indices.sorted { a, b in
      let (x, y) = (
        Int128(gross) * Int128(royalties[a].rate) % 10_000,
        Int128(gross) * Int128(royalties[b].rate) % 10_000
      )
      return x == y ? a < b : x > y
    }
    for line in byRemainder.prefix(Int(total - amounts.reduce(0, +))) { amounts[line] += 1 }
    return amounts
  }
}
