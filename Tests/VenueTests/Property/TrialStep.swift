import Venue

/// One command of a random run. Its alias is not kept: like the sequencer's, it follows from who
/// owns what at that number. And ticks are no steps: what is due is applied before each command,
/// whenever it is run. So a run stays true when other commands are dropped.
struct TrialStep {
  var command: Command
  var hasAlias = true
  var time: Int64
  /// Its number in the run that drew it, under which later steps know what it made.
  var number: UInt64

  /// The command as of a run in which entries have other numbers.
  func renamed(_ name: (UInt64) -> UInt64) -> Command {
    func order(_ number: OrderNumber) -> OrderNumber {
      OrderNumber(sequence: name(number.sequence), position: number.position)
    }
    var made = command
    made.account = command.account.map(name)
    made.facts.similar = command.facts.similar.map {
      Resemblance(asset: name($0.asset), verdict: $0.verdict, score: $0.score)
    }
    switch command.action {
    case .admit(let member, let roles, let owner):
      made.action = .admit(member: name(member), roles: roles, owner: owner.map(name))
    case .credit(let member, let amount):
      made.action = .credit(member: name(member), amount: amount)
    case .approveWithdrawal(let number): made.action = .approveWithdrawal(name(number))
    case .rejectWithdrawal(let number): made.action = .rejectWithdrawal(name(number))
    case .registerAsset(var filing):
      filing.authors = filing.authors.map { (account: name($0.account), share: $0.share) }
      made.action = .registerAsset(filing)
    case .examineAsset(let asset, let cleared):
      made.action = .examineAsset(name(asset), cleared: cleared)
    case .issueEdition(var issue):
      issue.asset = name(issue.asset)
      issue.terms.royalties = issue.terms.royalties.map {
        Terms.Royalty(account: name($0.account), rate: $0.rate)
      }
      made.action = .issueEdition(issue)
    case .openInstrument(let edition, let symbol):
      made.action = .openInstrument(edition: name(edition), symbol: symbol)
    case .amendOrder(let number, let limit, let quantity):
      made.action = .amendOrder(order(number), limit: limit, quantity: quantity)
    case .cancelOrder(let number): made.action = .cancelOrder(order(number))
    case .notifyClaim(let asset): made.action = .notifyClaim(asset: name(asset))
    case .openClaim(let claim, let asset, let scope):
      made.action = .openClaim(name(claim), asset: name(asset), scope: scope)
    case .counterClaim(let claim): made.action = .counterClaim(name(claim))
    case .decideClaim(let claim, let decision, let scope):
      made.action = .decideClaim(name(claim), decision, scope: scope)
    default: break
    }
    return made
  }
}

/// A run that did not go as the model says.
struct TrialFailure: Error, CustomStringConvertible {
  let at: Int
  let what: String
  /// What differed, in a word or two: another difference is another failure.
  var kind: Substring { what.prefix { !":`0123456789\n".contains($0) } }
  var description: String { "step \(at): \(what)" }
}
