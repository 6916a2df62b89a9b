import Venue

/// A market of many orders that rest on one instrument, spread over many prices, as they come.
final class LargeMarket {
  private(set) var venue = Venue(scope: .full)
  private var now: Microseconds = 1_700_000_000_000_000

  /// - Parameters:
  ///   - orders: how many rest.
  ///   - accounts: how many traders placed them, each an owner.
  init(orders: Int, accounts: Int) {
    var rules = Rules.sample
    rules.accountOrdersMaximum = 100_000
    act(nil, .genesis(Genesis(operatorKey: bytes32(0, kind: 1), rules: rules, approval: "yes")))
    let author = member()
    let traders = (0..<accounts).map { _ in member() }
    let asset = venue.nextSequence
    let filing = Filing(authors: [(author, 10_000)], originals: [bytes32(1, kind: 2)])
    act(author, .registerAsset(filing), signers: [bytes32(author, kind: 1)])
    let edition = venue.nextSequence
    let sheet = Terms(digest: bytes32(1, kind: 3), fees: rules.fees, royalties: [])
    act(author, .issueEdition(Issue(asset: asset, quantity: 10_000_000, terms: sheet)))
    act(0, .openInstrument(edition: edition, symbol: "LARGE"))
    let share = Int64(10_000_000 / (accounts + 1))
    for trader in traders {
      place(author, line(.sell, 10_000, share))
      place(trader, line(.buy, 10_000, share))
    }
    venue.reserve(orders: orders, lots: accounts)
    var random = SeededGenerator(seed: 1)
    while venue.orderCount(0) < orders {
      for _ in 0..<(orders - venue.orderCount(0)) {
        let trader = traders[Int.random(in: 0..<accounts, using: &random)]
        let away = Fen.random(in: 1...5_000, using: &random)
        let isBuy = random.once(in: 2)
        var line = line(isBuy ? .buy : .sell, 10_000 + (isBuy ? -away : away), 2)
        if random.once(in: 4) { line.timeInForce = .day }
        place(trader, line)
      }
    }
  }

  private func member() -> AccountNumber {
    let number = venue.nextSequence
    act(nil, .openAccount(key: bytes32(number, kind: 1)))
    act(0, .admit(member: number, roles: [.creator, .trader], owner: nil))
    act(0, .credit(member: number, amount: 1 << 40))
    return number
  }

  private func act(_ account: AccountNumber?, _ action: Action, signers: [Bytes32] = []) {
    var facts = Facts()
    facts.alias = account.map { Alias(high: $0, low: 1) }
    _ = venue.apply(
      Command(account: account, signers: signers, action: action, facts: facts), at: now)
  }

  private var step = Step()

  private func place(_ account: AccountNumber, _ line: OrderLine) {
    venue.place(
      line, on: "LARGE", terms: bytes32(1, kind: 3), account: account,
      alias: Alias(high: account, low: 1), at: now, into: &step)
  }
}
