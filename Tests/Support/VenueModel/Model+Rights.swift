import Venue

// Works, editions, listings, rules and claims.
extension Model {
  mutating func setRules(_ command: Command, _ rules: Rules, _ approval: String) throws {
    try require(command, .operating)
    let rates = [rules.fees.maker, rules.fees.taker, rules.royaltyCap]
    let isSound =
      rates.allSatisfy { $0 >= 0 && $0 <= 10_000 }
      && max(rules.fees.maker, rules.fees.taker) + rules.royaltyCap <= 10_000 && rules.tick >= 1
      && rules.tick <= rules.limitMaximum && rules.limitMaximum <= 1 << 41
      && rules.quantityMaximum >= 1 && rules.quantityMaximum <= 10_000_000
      && rules.accountOrdersMaximum >= 1 && rules.accountOrdersMaximum <= 100_000
      && rules.positionMaximum >= 1 && rules.positionMaximum <= 10_000_000
      && rules.holdingDays >= 0 && rules.holdingDays <= 366
    guard isSound else { throw Refused("rules-out-of-range") }
    guard rules.matching != .continuous || approval != "" else {
      throw Refused("approval-required")
    }
    reachRules(rules)
    self.rules = rules
    rulesVersion = "\(rules.name)@\(sequence)"
    tell(#"{"event":"rules-set","rules":"\#(rulesVersion)"}"#)
  }

  /// Notes what is left standing that the new rules would not have let in.
  private mutating func reachRules(_ new: Rules) {
    if new.selfTrade != rules.selfTrade { reach("rules " + new.selfTrade.name) }
    var copy = self
    copy.rules = new
    for board in boards.values {
      for order in board.orders where order.side == .buy {
        let owner = order.owner
        let position = unitCount(owner, board.edition) + bidding(owner, board.edition)
        reach("position limit below what rests", if: position > new.positionMaximum)
      }
      for order in board.orders where order.side == .sell {
        let free = copy.matured(order.owner, board.edition)
        reach(
          "holding period beyond what rests", if: free < unitsHeld(order.owner, board.edition))
      }
    }
  }

  mutating func performWork(_ command: Command) throws {
    switch command.action {
    case .registerAsset(let filing): try register(command, filing)
    case .examineAsset(let number, let cleared):
      guard let work = works[number] else { throw Refused("unknown-asset") }
      guard work.status == "examination" else { throw Refused("not-in-examination") }
      try require(command, .auditor)
      works[number]?.status = cleared ? "registered" : "refused"
      tell(
        #"{"asset":"\#(number)","event":"asset-examined","status":"\#(cleared ? "registered" : "refused")"}"#
      )
    case .issueEdition(let issue): try self.issue(command, issue)
    case .openInstrument(let number, let symbol):
      guard let edition = editions[number] else { throw Refused("unknown-edition") }
      try requireClear(edition.asset, [.issue, .trade])
      guard edition.symbol == nil else { throw Refused("already-listed") }
      guard boards[symbol] == nil else { throw Refused("symbol-taken") }
      try require(command, .operating)
      boards[symbol] = Board(edition: number)
      editions[number]?.symbol = symbol
      tell(
        #"{"edition":"\#(number)","event":"instrument-opened","instrument":"\#(symbol)"}"#)
    case .haltInstrument(let symbol): try setHalted(command, symbol, true)
    case .resumeInstrument(let symbol): try setHalted(command, symbol, false)
    default: break
    }
  }

  private mutating func setHalted(_ command: Command, _ symbol: Symbol, _ halts: Bool) throws {
    guard let board = boards[symbol] else { throw Refused("unknown-instrument") }
    guard board.isHalted != halts else { throw Refused(halts ? "halted" : "not-halted") }
    try require(command, .operating)
    boards[symbol]?.isHalted = halts
    tell(
      #"{"event":"instrument-\#(halts ? "halted" : "resumed")","instrument":"\#(symbol)"}"#)
  }

  private mutating func register(_ command: Command, _ filing: Filing) throws {
    try require(command, .creator)
    for author in filing.authors {
      guard let member = members[author.account] else { throw Refused("unknown-account") }
      guard member.isAdmitted else { throw Refused("not-admitted") }
      let standing = member.keys.filter { !member.revoked.contains($0) }
      guard standing.contains(where: command.signers.contains) else {
        throw Refused("signature-missing")
      }
    }
    let authors = filing.authors.map(\.account)
    let others = command.facts.similar.filter { hit in
      guard let work = works[hit.asset] else { return false }
      return Set(work.authors).isDisjoint(with: authors)
    }
    var status = "registered"
    if !others.isEmpty { status = "examination" }
    if others.contains(where: { $0.verdict == .exact }) { status = "contested" }
    works[sequence] = Work(authors: authors, status: status)
    tell(
      #"{"asset":"\#(sequence)","event":"asset-registered","status":"\#(status)"}"#)
    if status == "contested" {
      disputes[sequence] = Dispute(asset: sequence, status: "open")
      works[sequence]?.freezes.append((sequence, [.issue, .trade]))
      tellClaim("claim-opened", sequence, sequence, [.issue, .trade], nil)
    }
  }

  func requireClear(_ asset: UInt64, _ scope: FreezeScope) throws {
    guard let work = works[asset] else { throw Refused("unknown-asset") }
    for freeze in work.freezes where !freeze.scope.intersection(scope).isEmpty {
      throw Refused("frozen")
    }
    if work.status == "examination" { throw Refused("not-examined") }
    if work.status != "registered" { throw Refused("contested") }
  }

  private mutating func issue(_ command: Command, _ issue: Issue) throws {
    guard let work = works[issue.asset] else { throw Refused("unknown-asset") }
    try requireClear(issue.asset, .issue)
    guard issue.terms.fees == rules.fees else { throw Refused("fees-differ") }
    guard issue.terms.royalties.reduce(0, { $0 + $1.rate }) <= rules.royaltyCap else {
      throw Refused("royalty-above-cap")
    }
    guard issue.quantity >= 1, issue.quantity <= rules.quantityMaximum else {
      throw Refused("quantity-out-of-range")
    }
    guard command.facts.alias != nil, command.account == work.authors[0] else {
      throw Refused("not-allowed")
    }
    try require(command, .creator)
    for line in issue.terms.royalties {
      guard let member = members[line.account] else { throw Refused("unknown-account") }
      guard member.isAdmitted else { throw Refused("not-admitted") }
    }
    let units = (1...issue.quantity).map { Unit(serial: $0, acquired: time) }
    editions[sequence] = Issued(
      asset: issue.asset, terms: issue.terms,
      units: [try sender(command).member.owner: units])
    works[issue.asset]?.editions.append(sequence)
    let terms = issue.terms.digest.bytes.map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    tell(
      #"{"asset":"\#(issue.asset)","edition":"\#(sequence)","event":"edition-issued","#
        + #""quantity":\#(issue.quantity),"terms":"\#(terms)"}"#)
  }

  mutating func performClaim(_ command: Command) throws {
    switch command.action {
    case .notifyClaim(let asset):
      guard try sender(command).member.isAdmitted else { throw Refused("not-admitted") }
      guard works[asset] != nil else { throw Refused("unknown-claim") }
      disputes[sequence] = Dispute(asset: asset, status: "noticed")
    case .openClaim(let number, let asset, let scope):
      guard works[asset] != nil else { throw Refused("unknown-asset") }
      let known = disputes[number]
      guard known == nil || known?.status == "noticed" else { throw Refused("claim-already-open") }
      try require(command, .auditor)
      guard let known else { throw Refused("unknown-claim") }
      guard known.asset == asset else { throw Refused("claim-not-of-asset") }
      disputes[number]?.status = "open"
      works[asset]?.freezes.append((number, scope))
      tellClaim("claim-opened", number, asset, scope, nil)
      if scope.contains(.trade) { pull(asset) }
    case .counterClaim(let number):
      guard let known = disputes[number], known.status == "open" else {
        throw Refused("claim-not-open")
      }
      let account = try sender(command).number
      guard works[known.asset]?.authors.contains(account) == true else {
        throw Refused("not-allowed")
      }
      disputes[number]?.status = "countered"
      tell(#"{"claim":"\#(number)","event":"claim-countered"}"#)
    case .decideClaim(let number, let decision, let scope):
      guard let known = disputes[number], ["open", "countered"].contains(known.status) else {
        throw Refused("claim-not-open")
      }
      try require(command, .auditor)
      disputes[number]?.status = decision.rawValue
      works[known.asset]?.freezes.removeAll { $0.claim == number }
      if !scope.isEmpty { works[known.asset]?.freezes.append((number, scope)) }
      if decision == .released, number == known.asset, works[number]?.status == "contested" {
        works[number]?.status = "registered"
      }
      tellClaim("claim-decided", number, known.asset, scope, decision)
      if scope.contains(.trade) { pull(known.asset) }
    default: break
    }
  }

  private mutating func pull(_ asset: UInt64) {
    for edition in works[asset]?.editions ?? [] {
      guard let symbol = editions[edition]?.symbol else { continue }
      for side in [Side.buy, .sell] {
        for order in queue(symbol, side) { withdraw(order, symbol, "frozen") }
      }
    }
  }

  private mutating func tellClaim(
    _ event: String, _ claim: UInt64, _ asset: UInt64, _ scope: FreezeScope,
    _ decision: ClaimDecision?
  ) {
    var words: [String] = []
    if scope.contains(.deliver) { words.append(#""deliver""#) }
    if scope.contains(.issue) { words.append(#""issue""#) }
    if scope.contains(.trade) { words.append(#""trade""#) }
    let ruled = decision.map { #""decision":"\#($0.rawValue)","# } ?? ""
    tell(
      #"{"asset":"\#(asset)","claim":"\#(claim)",\#(ruled)"event":"\#(event)","#
        + #""scope":[\#(words.joined(separator: ","))]}"#)
  }
}
