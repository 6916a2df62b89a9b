// Works and editions: filing, examination, issue and listing; and the rules they are traded under.
extension Venue {
  mutating func setRules(_ rules: Rules, _ approval: String, _ step: inout Step) throws(Refusal) {
    _ = try privately(step, anyOf: .operating)
    guard rules.isSound else { throw .rulesOutOfRange }
    guard rules.matching != .continuous || !approval.isEmpty else { throw .approvalRequired }
    self.rules = rules
    limits = OrderLimits(rules)
    self.approval = approval
    rulesSequence = step.sequence
    let version = rulesVersion
    step.publish {
      $0.name("event")
      $0.string("rules-set")
      $0.name("rules")
      $0.string(version)
    }
    step.reply.name("rules")
    step.reply.string(version)
  }

  mutating func register(
    _ filing: Filing, signers: [Bytes32], similar: [Resemblance], _ step: inout Step
  ) throws(Refusal) {
    _ = try privately(step) { (slot) throws(Refusal) in
      try require(slot, anyOf: .creator)
      for author in filing.authors {
        guard let slot = accountSlot(author.account) else { throw .unknownAccount }
        guard accounts[slot].isAdmitted else { throw .notAdmitted }
        let hasSigned = accounts[slot].keys.contains {
          $0.revoked == nil && signers.contains($0.key)
        }
        guard hasSigned else { throw .signatureMissing }
      }
    }
    // A work may resemble what its own authors registered before; only others' works stand against it.
    let against = similar.filter { hit in
      guard let slot = assetSlots[hit.asset] else { return false }
      return !assets[slot].authors.contains { earlier in
        filing.authors.contains { $0.account == earlier.account }
      }
    }
    let status: Asset.Status =
      against.contains { $0.verdict == .exact }
      ? .contested : against.isEmpty ? .registered : .examination
    let number = step.sequence
    assets.append(
      Asset(
        number: number, authors: filing.authors, originals: filing.originals,
        resembles: against.map(\.asset), status: status))
    assetSlots[number] = assets.count - 1
    publishStatus("asset-registered", assets.count - 1, &step)
    if status == .contested {
      // An exact copy opens a dispute about title in the same step; it is decided like any claim.
      let scope: FreezeScope = [.issue, .trade]
      claims.append(Claim(number: number, asset: number, notifier: nil, status: .open))
      claimSlots[number] = claims.count - 1
      assets[assets.count - 1].freezes.append((claim: number, scope: scope))
      publishClaim("claim-opened", number, number, scope: scope, decision: nil, &step)
    }
    replyStatus(assets.count - 1, &step)
    if let first = filing.originals.first {
      step.reply.name("sha256")
      step.reply.hex(first.bytes)
    }
    step.reply.name("similar")
    step.reply.beginArray()
    for hit in similar {
      step.reply.beginObject()
      step.reply.name("asset")
      step.reply.decimal(hit.asset)
      step.reply.name("score")
      step.reply.number(hit.score)
      step.reply.name("verdict")
      step.reply.string(hit.verdict.rawValue)
      step.reply.endObject()
    }
    step.reply.endArray()
  }

  private func publishStatus(_ event: StaticString, _ slot: Int, _ step: inout Step) {
    step.publish {
      $0.name("asset")
      $0.decimal(assets[slot].number)
      $0.name("event")
      $0.string(event)
      $0.name("status")
      $0.string(assets[slot].status.word)
    }
  }

  private func replyStatus(_ slot: Int, _ step: inout Step) {
    step.reply.name("asset")
    step.reply.decimal(assets[slot].number)
    step.reply.name("status")
    step.reply.string(assets[slot].status.word)
  }

  mutating func examine(
    _ number: EntryNumber, _ cleared: Bool, _ step: inout Step
  ) throws(Refusal) {
    guard let slot = assetSlots[number] else { throw .unknownAsset }
    guard assets[slot].status == .examination else { throw .notInExamination }
    _ = try privately(step, anyOf: .auditor)
    assets[slot].status = cleared ? .registered : .refused
    refreshBars(slot)
    publishStatus("asset-examined", slot, &step)
    replyStatus(slot, &step)
  }

  /// Refuses what a contested, unexamined or frozen work may not do.
  func requireClear(_ asset: Asset, for scope: FreezeScope) throws(Refusal) {
    guard asset.frozen.isDisjoint(with: scope) else { throw .frozen }
    switch asset.status {
    case .registered: break
    case .examination: throw .notExamined
    case .contested, .refused: throw .contested
    }
  }

  mutating func issue(_ issue: Issue, _ step: inout Step) throws(Refusal) {
    guard let assetSlot = assetSlots[issue.asset] else { throw .unknownAsset }
    try requireClear(assets[assetSlot], for: .issue)
    guard let rules, issue.terms.fees == rules.fees else { throw .feesDiffer }
    guard issue.terms.royaltyRate <= rules.royaltyCap else { throw .royaltyAboveCap }
    guard (1...rules.quantityMaximum).contains(issue.quantity) else { throw .quantityOutOfRange }
    guard let alias = step.alias, step.account == assets[assetSlot].authors[0].account
    else { throw .notAllowed }
    let sender = try privately(step) { (slot) throws(Refusal) in
      try require(slot, anyOf: .creator)
      for line in issue.terms.royalties {
        guard let slot = accountSlot(line.account) else { throw .unknownAccount }
        guard accounts[slot].isAdmitted else { throw .notAdmitted }
      }
    }
    let number = step.sequence
    let slot = add(
      Edition(
        number: number, asset: issue.asset, quantity: issue.quantity, terms: issue.terms,
        instrument: nil),
      ofAsset: assetSlot)
    let holding = openHolding(alias, slot, owner: sender.map { standings[Int32($0)].owner } ?? -1)
    receive(Lot(first: 1, count: issue.quantity, acquired: step.time), holding)
    step.publish {
      $0.name("asset")
      $0.decimal(issue.asset)
      $0.name("edition")
      $0.decimal(number)
      $0.name("event")
      $0.string("edition-issued")
      $0.name("quantity")
      $0.number(issue.quantity)
      $0.name("terms")
      $0.hex(issue.terms.digest.bytes)
    }
    step.reply.name("edition")
    step.reply.decimal(number)
    step.reply.name("quantity")
    step.reply.number(issue.quantity)
    step.reply.name("terms")
    step.reply.hex(issue.terms.digest.bytes)
  }

  /// Adds an edition that nobody holds yet, whose number is not known yet, and returns its slot.
  mutating func add(_ edition: Edition, ofAsset assetSlot: Int) -> Int32 {
    let terms = edition.terms
    let first = Int32(royaltyLines.count)
    for line in terms.royalties {
      let payee = accountSlot(line.account).map { Int32($0) } ?? -1
      _ = royaltyLines.append(RoyaltyLine(payee: payee, rate: line.rate))
    }
    editions.append(edition)
    editionSlots[edition.number] = editions.count - 1
    assets[assetSlot].editions.append(editions.count - 1)
    return editionTerms.append(
      EditionTerms(
        digest: terms.digest, fees: terms.fees, royalties: first,
        royaltyCount: Int32(terms.royalties.count), royaltyRate: terms.royaltyRate))
  }
}
