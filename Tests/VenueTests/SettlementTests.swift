import Testing
import Venue

@Suite("Fees, royalties, serial numbers")
struct SettlementTests {
  /// The royalties of one trade, from lines that stand behind others in the pool.
  private func split(_ gross: Fen, _ rates: [Int64]) -> [Fen] {
    var lines = Pool<RoyaltyLine>()
    var amounts = Pool<Fen>()
    for rate in [7, 7] + rates { _ = lines.append(RoyaltyLine(payee: 0, rate: rate)) }
    _ = amounts.append(-1)
    let sum = Settlement.royalties(
      of: gross, lines, from: 2, count: Int32(rates.count), rate: rates.reduce(0, +),
      into: &amounts)
    let found = (1..<amounts.count).map { amounts[Int($0)] }
    #expect(sum == found.reduce(0, +) && amounts[Int(0)] == -1)
    return found
  }

  @Test("The largest remainders get the fen that are left, the earlier line first")
  func remainders() {
    #expect(split(100, [50, 50]) == [1, 0])
    #expect(split(100, [50, 50, 50, 50]) == [1, 1, 0, 0])
    #expect(split(100, [33, 34, 33]) == [0, 1, 0])
    #expect(split(199, [33, 33, 34]) == [0, 0, 1])
    #expect(split(10_000, [1, 2, 3]) == [1, 2, 3])
    #expect(split(99, [100]) == [0])
    #expect(split(0, [100, 200]) == [0, 0])
    #expect(split(1 << 52, [3000]) == [1_351_079_888_211_148])
    #expect(split(333, []) == [])
  }

  @Test("Shares sum to the whole and differ by less than a fen", arguments: UInt64(1)...20)
  func sums(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let count = Int.random(in: 1...Terms.royaltyCountMaximum, using: &random)
      let rates = (0..<count).map { _ in Int64.random(in: 1...312, using: &random) }
      let gross =
        Int64.random(in: 0...(1 << 52), using: &random)
        >> Int64.random(
          in: 0...50, using: &random)
      let amounts = split(gross, rates)
      #expect(amounts.reduce(0, +) == Fen(Int128(gross) * Int128(rates.reduce(0, +)) / 10_000))
      for (rate, amount) in zip(rates, amounts) {
        let error = Int128(gross) * Int128(rate) - Int128(amount) * 10_000
        #expect(abs(error) < 10_000)
      }
    }
  }

  @Test("Fees are floored per trade, and every fen is accounted for")
  func floors() {
    let stage = Stage()
    let author = stage.member([.creator, .trader], cash: 1)
    let heir = stage.member()
    let buyer = stage.member(cash: 1_000_000)
    stage.list(
      "ROBE", author, quantity: 1000,
      royalties: [
        Terms.Royalty(account: heir, rate: 50), Terms.Royalty(account: author, rate: 50),
      ])
    // 499 x 20 bp = 0.998 fen and 10 bp = 0.499 fen: both nothing. Royalties 1 % = 4.99: 2 and 2.
    stage.place(author, "ROBE", line(.sell, 499, 1))
    let trade = stage.place(buyer, "ROBE", line(.buy, 499, 1)).outcome
    #expect(trade.lines[1].contains(#""fees":{"maker":"0","taker":"0"}"#))
    #expect(trade.lines[1].contains(#""royalties":["2","2"]"#))
    #expect(stage.cash(buyer) == [1_000_000 - 499, 0])
    #expect(stage.cash(heir) == [2, 0])
    #expect(stage.cash(author) == [1 + 499 - 2, 0])
    #expect(stage.cash(0) == [0, 0])

    // Two trades of 500: each floors to 1 taker and 0 maker, though 1,000 would give 2 and 1.
    stage.place(author, "ROBE", line(.sell, 500, 1))
    stage.place(author, "ROBE", line(.sell, 500, 1))
    stage.place(buyer, "ROBE", line(.buy, 500, 2))
    #expect(stage.cash(0) == [2, 0])
    // The buyer that rests pays the maker's fee and gets back what was held for the worse one.
    stage.place(buyer, "ROBE", line(.buy, 10_000, 2))
    #expect(stage.cash(buyer)[1] == 20_040)
    stage.place(author, "ROBE", line(.sell, 10_000, 1))
    #expect(stage.cash(buyer)[1] == 10_020)
    #expect(stage.cash(0) == [2 + 10 + 20, 0])
  }

  @Test("Serial numbers go first acquired, first delivered")
  func serials() {
    let stage = Stage()
    let author = stage.member([.creator, .trader])
    let first = stage.member(cash: 100_000)
    let second = stage.member(cash: 100_000)
    stage.list("ROBE", author, quantity: 10)
    func move(_ from: AccountNumber, _ to: AccountNumber, _ count: Int64) -> String {
      stage.place(from, "ROBE", line(.sell, 10, count))
      let trade = stage.place(to, "ROBE", line(.buy, 10, count)).outcome.lines[1]
      let start = trade.firstRange(of: #""serials":"#)?.upperBound ?? trade.endIndex
      return String(trade[start...].prefix { $0 != "s" }.dropLast(2))
    }
    #expect(move(author, first, 4) == "[[1,4]]")
    #expect(move(author, second, 4) == "[[5,4]]")
    #expect(move(second, first, 2) == "[[5,2]]")
    #expect(move(first, second, 5) == "[[1,4],[5,1]]")
    #expect(move(second, author, 4) == "[[7,2],[1,2]]")
    #expect(move(author, first, 6) == "[[9,2],[7,2],[1,2]]")
  }

  @Test("Limit times quantity is bounded before it can overflow")
  func overflow() {
    var rules = Rules.sample
    rules.limitMaximum = 1 << 41
    let stage = Stage(rules: rules)
    let author = stage.member([.creator, .trader])
    let buyer = stage.member(cash: 1 << 52)
    stage.list("ROBE", author, quantity: 10_000_000)
    func refusal(_ limit: Fen, _ quantity: Int64) -> Refusal? {
      stage.place(buyer, "ROBE", line(.buy, limit, quantity)).outcome.refusal
    }
    #expect(refusal(1 << 41, 1 << 11) == .insufficientCash)
    #expect(refusal(1 << 41, (1 << 11) + 1) == .quantityOutOfRange)
    #expect(refusal(1 << 41, 10_000_000) == .quantityOutOfRange)
    #expect(refusal((1 << 41) + 1, 1) == .limitOutOfRange)
    #expect(refusal(.max, .max) == .limitOutOfRange)
    #expect(refusal(.min, .min) == .limitOutOfRange)
    #expect(refusal(1, .max) == .quantityOutOfRange)
    #expect(refusal(1, .min) == .quantityOutOfRange)
    #expect(Settlement.gross(limit: .max, quantity: 2) == nil)
    #expect(Settlement.gross(limit: 1 << 41, quantity: 1 << 11) == 1 << 52)
    let bid = stage.place(buyer, "ROBE", line(.buy, 100, 10)).number
    for (limit, quantity): (Fen, Int64) in [(1 << 41, 10_000_000), (.max, 10), (100, .max)] {
      let refusal = stage.act(buyer, .amendOrder(bid, limit: limit, quantity: quantity)).refusal
      #expect(refusal == .quantityOutOfRange || refusal == .limitOutOfRange)
    }
  }

  @Test("No more money is let in than can be counted")
  func creditBounds() {
    let stage = Stage()
    let rich = stage.member()
    for _ in 0..<512 {
      #expect(stage.full.balance(of: rich) != nil)
      if stage.act(0, .credit(member: rich, amount: 1 << 52)).refusal != nil { break }
    }
    #expect(stage.cash(rich) == [1 << 61, 0])
    #expect(stage.act(0, .credit(member: rich, amount: 1)).refusal == .amountOutOfRange)
    for amount: Fen in [0, -1, .min, .max, (1 << 52) + 1] {
      #expect(stage.act(0, .credit(member: rich, amount: amount)).refusal == .amountOutOfRange)
    }
  }
}
