import Venue
import VenueModel

/// Draws what somebody does next, knowing enough of the market to be interesting: most acts name what
/// exists and could be accepted, some are off by one, and some are nonsense.
struct Drawing {
  /// The market as everyone could know it.
  let model: Model
  let keys: Keyring
  let workload: Workload
  /// The time by the clock on the wall.
  let wall: Int64
  var random: SimulationRandom

  /// The next act's draft; `nil` where there is nobody to do it.
  mutating func draft(_ act: Act) -> Draft? {
    switch act {
    case .order: order()
    case .batch: batch()
    case .amend: amendment()
    case .cancel: cancellation()
    case .massCancel: massCancellation()
    case .cancelAfter: timer()
    case .credit: credit()
    case .withdrawal: withdrawal()
    case .settlement: settlement()
    case .member: member()
    case .key: key()
    case .work: work()
    case .edition: edition()
    case .listing: listing()
    case .examination: examination()
    case .phase: phase()
    case .collar: collar()
    case .claim: claim()
    case .rules: rules()
    case .forgery, .repetition: order()
    }
  }

  // MARK: Who

  /// A draft of a member's, signed with one of its keys: mostly one that stands.
  mutating func draft(_ account: UInt64, _ action: Action) -> Draft {
    var draft = Draft(account, action)
    draft.signers = [signer(account)]
    return draft
  }

  /// A key to sign with for an account.
  mutating func signer(_ account: UInt64) -> Bytes32 {
    guard let member = model.members[account] else { return anyKey() }
    if random.once(in: 40), let key = random.pick(member.keys) { return key }
    return random.pick(member.keys.filter { !member.revoked.contains($0) }) ?? anyKey()
  }

  private mutating func anyKey() -> Bytes32 {
    random.pick(model.members[0]?.keys ?? []) ?? keys.word()
  }

  var accounts: [UInt64] { model.members.keys.sorted() }

  mutating func anyAccount() -> UInt64 {
    random.once(in: 60) ? 999_999 : random.pick(accounts) ?? 0
  }

  /// Somebody with one of these roles, mostly.
  mutating func holder(_ roles: Roles) -> UInt64 {
    if random.once(in: 40) { return random.pick(accounts) ?? 0 }
    var all: [UInt64] = []
    for (number, member) in model.members where !member.roles.isDisjoint(with: roles) {
      all.append(number)
    }
    return random.pick(all.sorted()) ?? 0
  }

  mutating func anyone() -> UInt64 { holder([.creator, .trader]) }

  // MARK: What

  var symbols: [Symbol] { symbols { _ in true } }

  /// The instruments of which `holds` is true, by name.
  func symbols(where holds: (Model.Board) -> Bool) -> [Symbol] {
    model.boards.filter { holds($0.value) }.keys.sorted { $0.description < $1.description }
  }

  mutating func symbol() -> Symbol {
    random.once(in: 150) ? Drawing.nothing : random.pick(symbols) ?? Drawing.nothing
  }

  /// A name that nothing is listed under.
  static let nothing: Symbol = {
    guard let symbol = Symbol("NOTHING") else { preconditionFailure("it is a symbol") }
    return symbol
  }()

  // MARK: Money

  private mutating func credit() -> Draft {
    let amount =
      switch random.draw(0...40) {
      case 0: Int64(0)
      case 1: Int64(1 << 52) + 1
      default: random.draw(1...20_000)
      }
    return draft(holder(.operating), .credit(member: anyAccount(), amount: amount))
  }

  private mutating func withdrawal() -> Draft {
    let account = random.pick(accounts) ?? 0
    let room = model.available(account)
    // The edge of a balance is where mistakes are.
    let amount: Int64 =
      switch random.draw(0...9) {
      case 0...2: room
      case 3, 4: room + 1
      case 5: 0
      default: max(1, room / random.draw(2...9))
      }
    return draft(account, .withdraw(amount: max(0, amount)))
  }

  private mutating func settlement() -> Draft {
    let open = model.requests.filter { !$0.value.isSettled }.keys.sorted()
    // An operator settles twice now and then, under another id.
    let number =
      random.once(in: 4)
      ? random.pick(model.requests.keys.sorted()) ?? 1 : random.pick(open) ?? model.sequence
    return draft(
      holder(.operating),
      random.once(in: 3) ? .rejectWithdrawal(number) : .approveWithdrawal(number))
  }

  // MARK: Members

  private mutating func member() -> Draft {
    if model.members.count < workload.accounts + 8, random.once(in: 3) { return opening() }
    let account = anyAccount()
    let member = model.members[account]
    var roles = member?.roles ?? []
    if member?.isAdmitted == false { roles = [.creator, .trader] }
    if roles.isEmpty || random.once(in: 8) {
      roles = random.pick([[.creator, .trader], [.creator, .trader], [.trader], []]) ?? []
    }
    // Whoever hears claims keeps the office, or none would ever be decided again.
    if member?.roles.contains(.auditor) == true { roles.formUnion(.auditor) }
    let owner = random.once(in: 6) ? random.pick(accounts) : nil
    return draft(holder(.operating), .admit(member: account, roles: roles, owner: owner))
  }

  /// The opening of an account, mostly with a new key.
  mutating func opening() -> Draft {
    var key = keys.word()
    if random.once(in: 8),
      let taken = random.pick(accounts).flatMap({ model.members[$0]?.keys.first })
    {
      key = taken
    }
    var draft = Draft(nil, .openAccount(key: key))
    draft.signers = [key]
    return draft
  }

  private mutating func key() -> Draft {
    let account = random.pick(accounts) ?? 0
    let member = model.members[account]
    let standing = member?.keys.filter { member?.revoked.contains($0) == false } ?? []
    // The operator's and the auditors' keys stay: whoever is locked out for ever does nothing more.
    if standing.count > 1, random.once(in: 2) {
      let key = random.pick(standing) ?? keys.word()
      return draft(account, .revokeKey(random.once(in: 8) ? keys.word() : key))
    }
    let fresh = random.once(in: 12) ? random.pick(member?.keys ?? []) ?? keys.word() : keys.word()
    var made = draft(account, .addKey(fresh))
    if !random.once(in: 8), !made.signers.contains(fresh) { made.signers.append(fresh) }
    return made
  }
}
