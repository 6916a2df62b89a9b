import Documents
import Venue
import VenueModel

// The market at the beginning, made without any fault by the same documents as everything else.
extension World {
  /// Members with cash, works, editions and instruments.
  func setUp() {
    var accounts: [UInt64] = []
    for at in 0..<workload.accounts {
      guard let account = openMember(at, accounts) else { return }
      accounts.append(account)
    }
    for at in 0..<workload.instruments {
      guard list(at, by: accounts[at % accounts.count], accounts) else { return }
    }
    // Units may be sold from the day on which the holding period of their issue ends.
    clock.advance(to: clock.now + Int64(workload.holdingDays) * 86_400_000_000)
    latestWall = max(latestWall, clock.wall)
  }

  private func openMember(_ at: Int, _ accounts: [UInt64]) -> UInt64? {
    let key = keys.word()
    var opening = Draft(nil, .openAccount(key: key))
    opening.signers = [key]
    guard let number = perform(opening) else { return nil }
    let roles: Roles = at == 0 ? [.auditor, .trader] : [.creator, .trader]
    // The last ones are further accounts of owners that have one already.
    let shared = at - (workload.accounts - workload.sharedOwners)
    let owner = shared >= 0 ? accounts[shared % max(1, accounts.count)] : nil
    guard perform(operating(.admit(member: number, roles: roles, owner: owner))) != nil else {
      return nil
    }
    if workload.cash > 0 {
      let amount = Int64(workload.cash)
      guard perform(operating(.credit(member: number, amount: amount))) != nil else { return nil }
    }
    return number
  }

  private func operating(_ action: Action) -> Draft {
    var draft = Draft(0, action)
    draft.signers = [operatorKey.publicKey.word]
    return draft
  }

  private func list(_ at: Int, by account: UInt64, _ accounts: [UInt64]) -> Bool {
    // The auditor makes nothing.
    let author = at % accounts.count == 0 ? accounts[min(1, accounts.count - 1)] : account
    var drawing = drawing(UInt64(at))
    let others = accounts.filter { $0 != author }
    var authors = [(account: author, share: Int64(10_000))]
    if let other = others.last, workload.payees > 1 {
      authors[0].share = 6_000
      authors.append((other, 4_000))
    }
    var filing = Draft(
      author,
      .registerAsset(
        Filing(authors: authors, originals: [keys.word()])))
    filing.signers = authors.compactMap { witness.model.members[$0.account]?.keys.first }
    guard let asset = perform(filing) else { return false }
    drawing = self.drawing(UInt64(at))
    var royalties: [Terms.Royalty] = []
    for payee in 0..<min(workload.payees, others.count) {
      // Rates that leave fen over.
      royalties.append(
        Terms.Royalty(account: others[payee], rate: drawing.random.draw(101...333)))
    }
    let fees = witness.model.rules.fees
    let digest = TermsSheet.digest(DocumentForm.sheet(fees, royalties)).word
    var issue = Draft(
      author,
      .issueEdition(
        Issue(
          asset: asset, quantity: Int64(workload.units),
          terms: Terms(digest: digest, fees: fees, royalties: royalties))))
    issue.signers = [filing.signers[0]]
    guard let edition = perform(issue) else { return false }
    return perform(operating(.openInstrument(edition: edition, symbol: Drawing.symbol(at)))) != nil
  }

  private func drawing(_ index: UInt64) -> Drawing {
    Drawing(
      model: witness.model, keys: keys, workload: workload, wall: clock.wall,
      random: SimulationRandom(seed: options.seed, stream: "set-up", index: index))
  }

  /// Sends a document and waits until its sender has an answer; its entry's number.
  private func perform(_ draft: Draft) -> UInt64? {
    guard drawn < options.commands else { return nil }
    let number = drawn
    drawn += 1
    sent += 1
    var random = SimulationRandom(seed: options.seed, stream: "command", index: UInt64(number))
    guard let letter = post(draft, number, &random) else { return nil }
    while letter.isWaiting, violations.isEmpty, step() {}
    guard violations.isEmpty, let answer = letter.answer else { return nil }
    guard answer.refusal == nil else {
      fail("the set-up's document \(number) is refused: \(answer.refusal ?? "")")
      return nil
    }
    return answer.sequence
  }
}
