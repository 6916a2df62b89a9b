import Venue

/// The whole Venue with any number of instruments: each a registered work with an edition that pays
/// two royalties, its units spread over as many traders as it has holders.
final class ShapesMarket {
  private static let traderCount = 1_000
  /// Owners of units of one instrument among many; where there is only one, it is all traders.
  private static let holderCount = 10
  private static let unitsEach: Int64 = 10_000
  private static let cashEach: Fen = 2_200_000_000_000_000
  private static let began: Microseconds = 1_700_000_000_000_000
  /// Prices up to 2^41 and few bounds in the way.
  private static let rules = Rules(
    name: "shapes", matching: .continuous, fees: Fees(maker: 10, taker: 20), royaltyCap: 3_000,
    tick: 1, limitMaximum: 1 << 41, quantityMaximum: 10_000_000, accountOrdersMaximum: 100_000,
    selfTrade: .off)

  private var venue = Venue(scope: .full)
  private var step = Step()
  private var now = ShapesMarket.began
  private var traders: [AccountNumber] = []
  private var symbols: [Symbol] = []
  private let holders: Int
  private let terms = ShapesMarket.bytes(3)
  private var first: EntryNumber = 0

  /// A venue on the eve of the flow.
  init(instruments: Int) throws {
    holders = instruments == 1 ? ShapesMarket.traderCount : ShapesMarket.holderCount
    let genesis = Genesis(
      operatorKey: ShapesMarket.bytes(1), rules: ShapesMarket.rules, approval: "benchmark")
    try act(nil, .genesis(genesis))
    for _ in 0..<ShapesMarket.traderCount {
      let number = venue.nextSequence
      traders.append(number)
      try act(nil, .openAccount(key: ShapesMarket.bytes(1_000 + number)))
      try act(0, .admit(member: number, roles: [.creator, .trader], owner: nil))
      try act(0, .credit(member: number, amount: ShapesMarket.cashEach))
    }
    for instrument in 0..<instruments { try list(instrument) }
    first = venue.nextSequence
  }

  private static func bytes(_ number: UInt64) -> Bytes32 {
    guard
      let made = Bytes32((0..<32).map { UInt8(truncatingIfNeeded: number >> UInt64($0 % 8 * 8)) })
    else { preconditionFailure("32 bytes") }
    return made
  }

  private func trader(_ holder: Int, _ instrument: Int) -> Int {
    (instrument * ShapesMarket.holderCount + holder) % ShapesMarket.traderCount
  }

  private func alias(_ trader: Int, _ instrument: Int) -> Alias {
    Alias(
      high: UInt64(trader + 1) &* 0x9E37_79B9_7F4A_7C15,
      low: UInt64(instrument + 1) &* 0xBF58_476D_1CE4_E5B9)
  }

  private func act(
    _ account: AccountNumber?, _ action: Action, signers: [Bytes32] = [], alias: Alias? = nil
  ) throws {
    var facts = Facts()
    facts.alias = alias
    now += 1
    venue.apply(
      Command(account: account, signers: signers, action: action, facts: facts), at: now,
      into: &step)
    if let refusal = step.refusal { throw BenchmarkError("preparing the venue: \(refusal)") }
  }

  private func list(_ instrument: Int) throws {
    guard let symbol = Symbol("S\(instrument)") else { throw BenchmarkError("no such symbol") }
    symbols.append(symbol)
    let author = trader(0, instrument)
    let account = traders[author]
    let asset = venue.nextSequence
    try act(
      account,
      .registerAsset(
        Filing(authors: [(account, 10_000)], originals: [ShapesMarket.bytes(asset)])),
      signers: [ShapesMarket.bytes(1_000 + account)])
    let edition = venue.nextSequence
    let royalties = [
      Terms.Royalty(account: account, rate: 500),
      Terms.Royalty(account: traders[trader(1, instrument)], rate: 250),
    ]
    let sheet = Terms(digest: terms, fees: ShapesMarket.rules.fees, royalties: royalties)
    try act(
      account,
      .issueEdition(
        Issue(asset: asset, quantity: ShapesMarket.unitsEach * Int64(holders), terms: sheet)),
      alias: alias(author, instrument))
    try act(0, .openInstrument(edition: edition, symbol: symbol))
    for holder in 1..<holders {
      for (side, member) in [(Side.sell, author), (.buy, trader(holder, instrument))] {
        let line = OrderLine(side: side, limit: 1, quantity: ShapesMarket.unitsEach)
        try act(
          traders[member], .placeOrder(line, instrument: symbol, terms: terms),
          alias: alias(member, instrument))
      }
    }
  }

  /// Runs one stretch of a flow; the stretches before it must have been run. Every command is one
  /// entry, so that an order's number follows from its place in the flow.
  func run(_ flow: ShapesFlow, _ stretch: Range<Int>) -> FlowAnswer {
    var answer = FlowAnswer()
    flow.commands.withUnsafeBufferPointer { commands in
      flow.instruments.withUnsafeBufferPointer { instruments in
        for at in stretch {
          let command = commands[at]
          let instrument = instruments.isEmpty ? 0 : Int(instruments[at])
          let member = trader(Int(command.number) % holders, instrument)
          now += 1
          if command.kind == .cancel {
            venue.cancel(
              OrderNumber(sequence: first + command.number, position: 0),
              account: traders[member], alias: alias(member, instrument), at: now, into: &step)
          } else {
            venue.place(
              OrderLine(
                side: command.side, limit: command.limit, quantity: Int64(command.quantity),
                timeInForce: command.isImmediate ? .immediateOrCancel : .goodTillCancelled),
              on: symbols[instrument], terms: terms, account: traders[member],
              alias: alias(member, instrument), at: now, into: &step)
          }
          if step.refusal != nil { answer.refused += 1 }
          guard step.tradeCount > 0 else { continue }
          for event in 0..<step.events.count {
            guard case .trade(let trade) = step.events[event] else { continue }
            answer.trade(
              command.number, OrderNumber(packed: trade.maker).sequence - first, trade.price,
              trade.quantity)
          }
        }
      }
    }
    return answer
  }

  /// Fails when cash or units are out of balance.
  func check() throws {
    if let what = venue.imbalance() { throw BenchmarkError("out of balance: \(what)") }
  }
}
