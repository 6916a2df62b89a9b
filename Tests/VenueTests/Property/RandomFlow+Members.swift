import Venue
import VenueModel

// Random acts about members, money, works and claims.
extension RandomFlow {
  private mutating func anyAccount() -> UInt64 {
    random.once(in: 30) ? 999_999 : random.pick(trial.model.members.keys.sorted()) ?? 0
  }

  mutating func addCredit() {
    let amount: Int64 =
      switch Int.random(in: 0..<40, using: &random) {
      case 0: 0
      case 1: -7
      case 2: (1 << 52) + 1
      default: Int64.random(in: 1...20_000, using: &random)
      }
    add(holder(.operating), .credit(member: anyAccount(), amount: amount))
  }

  mutating func addWithdrawal() {
    let account = anyAccount()
    let room = trial.model.available(account)
    let amount: Int64 =
      switch Int.random(in: 0..<12, using: &random) {
      case 0: room
      case 1: room + 1
      case 2: 0
      case 3: (1 << 52) + 1
      default: room / 3
      }
    add(account, .withdraw(amount: amount))
  }

  mutating func addSettlement() {
    let open = trial.model.requests.filter { !$0.value.isSettled }.keys.sorted()
    let number =
      random.once(in: 10)
      ? random.pick(trial.model.requests.keys.sorted()) ?? 1
      : random.pick(open) ?? trial.model.sequence
    add(
      holder(.operating),
      random.once(in: 3) ? .rejectWithdrawal(number) : .approveWithdrawal(number))
  }

  mutating func addMember() {
    switch Int.random(in: 0..<6, using: &random) {
    case 0 where trial.model.members.count < 14:
      let key = random.once(in: 5) ? bytes32(2, kind: 1) : newKey()
      add(nil, .openAccount(key: key), signers: [key])
    case 0, 1: addAdmission()
    case 2:
      let fresh = random.once(in: 4) ? bytes32(3, kind: 1) : newKey()
      add(anyAccount(), .addKey(fresh), signers: random.once(in: 6) ? [] : [fresh])
    case 3:
      let account = anyAccount()
      let key = random.pick(trial.model.members[account]?.keys ?? []) ?? bytes32(1, kind: 1)
      add(account, .revokeKey(random.once(in: 6) ? bytes32(4, kind: 1) : key))
    default: addAdmission()
    }
  }

  private mutating func addAdmission() {
    let account = anyAccount()
    let owner = random.once(in: 3) ? anyAccount() : nil
    // An account that stands in the tests for an office keeps it, or nothing would move any more.
    let member = trial.model.members[account]
    var roles = member?.roles ?? []
    if member?.isAdmitted == false { roles = [.trader] }
    if member?.roles == [] || random.once(in: 6) {
      roles = random.pick([[.trader], [.creator, .trader], []]) ?? []
    }
    if account == 3 { roles.formUnion(.auditor) }
    add(holder(.operating), .admit(member: account, roles: roles, owner: owner))
  }

  mutating func addWork() {
    guard trial.model.works.count < 9 else { return }
    var authors = [(account: holder(.creator), share: Int64(10_000))]
    if random.once(in: 3) {
      authors[0].share = 6000
      authors.append((account: anyAccount(), share: 4000))
    }
    var signers = authors.compactMap { trial.model.members[$0.account]?.keys.last }
    if random.once(in: 10) { _ = signers.popLast() }
    var similar: [Resemblance] = []
    if random.once(in: 2), let earlier = random.pick(trial.model.works.keys.sorted()) {
      let verdict = random.pick([Resemblance.Verdict.exact, .samePicture, .sameShape]) ?? .exact
      similar.append(Resemblance(asset: earlier, verdict: verdict, score: 900))
    }
    if random.once(in: 20) {
      similar.append(Resemblance(asset: 999_999, verdict: .exact, score: 1000))
    }
    add(
      authors[0].account,
      .registerAsset(Filing(authors: authors, originals: [bytes32(trial.model.sequence, kind: 2)])),
      signers: signers, similar: similar)
  }

  mutating func addExamination() {
    let waiting = trial.model.works.filter { $0.value.status == "examination" }.keys.sorted()
    let asset =
      random.once(in: 6) ? random.pick(trial.model.works.keys.sorted()) : random.pick(waiting)
    add(holder(.auditor), .examineAsset(asset ?? 999_999, cleared: !random.once(in: 4)))
  }

  mutating func addEdition() {
    // When there are enough, just works that must be refused are tried.
    let isFull = trial.model.editions.count >= 6
    let fit = trial.model.works.filter { ($0.value.status == "registered") != isFull }.keys.sorted()
    let all = trial.model.works.keys.sorted()
    let asset = random.pick(random.once(in: 8) && !isFull ? all : fit)
    guard let asset, let work = trial.model.works[asset] else { return }
    var fees = trial.model.rules.fees
    if random.once(in: 15) { fees.maker += 1 }
    var royalties: [Terms.Royalty] = []
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      let rate = Int64.random(in: 1...(random.once(in: 20) ? 4000 : 500), using: &random)
      royalties.append(Terms.Royalty(account: anyAccount(), rate: rate))
    }
    let terms = Terms(
      digest: bytes32(trial.model.sequence, kind: 3), fees: fees, royalties: royalties)
    let quantity = Int64.random(in: 15...60, using: &random)
    add(
      random.once(in: 12) ? anyone() : work.authors[0],
      .issueEdition(
        Issue(asset: asset, quantity: random.once(in: 30) ? 5001 : quantity, terms: terms)),
      hasAlias: !random.once(in: 40))
  }

  mutating func addListing() {
    let unlisted = trial.model.editions.filter { $0.value.symbol == nil }.keys.sorted()
    let edition =
      random.once(in: 8) ? random.pick(trial.model.editions.keys.sorted()) : random.pick(unlisted)
    add(
      holder(.operating),
      .openInstrument(edition: edition ?? 999_999, symbol: symbolToOpen()))
  }

  mutating func addPhase() {
    let halted = symbols { $0.isHalted }
    if let symbol = random.pick(halted), !random.once(in: 8) {
      add(holder(.operating), .resumeInstrument(symbol))
    } else {
      add(
        holder(.operating),
        random.once(in: 4) ? .haltInstrument(symbol()) : .resumeInstrument(symbol()))
    }
  }

  private mutating func scope() -> FreezeScope {
    FreezeScope(rawValue: UInt8.random(in: 1...7, using: &random))
  }

  mutating func addClaim() {
    let asset =
      random.once(in: 15) ? 999_999 : random.pick(trial.model.works.keys.sorted()) ?? 999_999
    let noticed = trial.model.disputes.filter { $0.value.status == "noticed" }.keys.sorted()
    let open = trial.model.disputes.filter { ["open", "countered"].contains($0.value.status) }.keys
      .sorted()
    let anyClaim = random.pick(trial.model.disputes.keys.sorted()) ?? 999_999
    switch Int.random(in: 0..<10, using: &random) {
    case 0, 1: add(anyAccount(), .notifyClaim(asset: asset))
    case 2, 3:
      let claim = random.once(in: 8) ? anyClaim : random.pick(noticed) ?? anyClaim
      let named = trial.model.disputes[claim]?.asset ?? asset
      add(
        holder(.auditor),
        .openClaim(claim, asset: random.once(in: 10) ? asset : named, scope: scope()))
    case 4:
      let claim = random.pick(open) ?? anyClaim
      let author = trial.model.disputes[claim].flatMap {
        trial.model.works[$0.asset]?.authors.first
      }
      add(random.once(in: 4) ? anyAccount() : author ?? 0, .counterClaim(claim))
    default:
      let claim = random.once(in: 10) ? anyClaim : random.pick(open) ?? anyClaim
      // Most claims fail here, and most rulings leave trading alone: else nothing would trade.
      let decision =
        random.pick([ClaimDecision.released, .released, .released, .partial, .upheld]) ?? .released
      let left = random.once(in: 20) ? scope() : FreezeScope.deliver
      add(
        holder(.auditor),
        .decideClaim(claim, decision, scope: decision == .released ? [] : left))
    }
  }
}
