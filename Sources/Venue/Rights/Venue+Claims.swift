// Claims: notice, formal check with freeze, counter-declaration, decision.
extension Venue {
  mutating func notifyClaim(_ asset: EntryNumber, _ step: inout Step) throws(Refusal) {
    let sender = try privately(step) { (slot) throws(Refusal) in
      guard accounts[slot].isAdmitted else { throw .notAdmitted }
      // Private as the whole notice is: the public log must not show which work it names.
      guard assetSlots[asset] != nil else { throw .unknownClaim }
    }
    guard let sender else { return }
    let number = step.sequence
    let account = accounts[sender].number
    claims.append(Claim(number: number, asset: asset, notifier: account, status: .noticed))
    claimSlots[number] = claims.count - 1
    step.seal(account) {
      $0.name("account")
      $0.decimal(account)
      $0.name("asset")
      $0.decimal(asset)
      $0.name("claim")
      $0.decimal(number)
      $0.name("event")
      $0.string("claim-notified")
    }
    replyStatus(number, .noticed, &step)
  }

  private func replyStatus(_ number: EntryNumber, _ status: Claim.Status, _ step: inout Step) {
    step.reply.name("claim")
    step.reply.decimal(number)
    step.reply.name("status")
    step.reply.string(status.word)
  }

  mutating func openClaim(
    _ number: EntryNumber, _ asset: EntryNumber, _ scope: FreezeScope, _ step: inout Step
  ) throws(Refusal) {
    guard let assetSlot = assetSlots[asset] else { throw .unknownAsset }
    if let known = claimSlots[number], claims[known].status != .noticed { throw .claimAlreadyOpen }
    _ = try privately(step) { (slot) throws(Refusal) in
      try require(slot, anyOf: .auditor)
      guard let known = claimSlots[number] else { throw .unknownClaim }
      guard claims[known].asset == asset else { throw .claimNotOfAsset }
    }
    if let known = claimSlots[number] {
      claims[known].status = .open
    } else {
      claims.append(Claim(number: number, asset: asset, notifier: nil, status: .open))
      claimSlots[number] = claims.count - 1
    }
    if plant != .dropFreeze { assets[assetSlot].freezes.append((claim: number, scope: scope)) }
    refreshBars(assetSlot)
    publishClaim("claim-opened", number, asset, scope: scope, decision: nil, &step)
    if scope.contains(.trade) { pullOrders(of: assetSlot, &step) }
    replyStatus(number, .open, &step)
  }

  /// Cancels every resting order on a work's instruments, in the order of issue and then of
  /// price–time priority, buys first.
  private mutating func pullOrders(of assetSlot: Int, _ step: inout Step) {
    for edition in assets[assetSlot].editions {
      guard let instrument = editions[edition].instrument else { continue }
      for side in [Side.buy, .sell] {
        while case let slot = books.front(Int32(instrument), side), slot >= 0 {
          withdrawOrder(slot, .frozen, &step)
        }
      }
    }
  }

  mutating func counterClaim(_ number: EntryNumber, _ step: inout Step) throws(Refusal) {
    guard let slot = claimSlots[number], claims[slot].status == .open,
      let asset = claims[slot].asset, let assetSlot = assetSlots[asset]
    else { throw .claimNotOpen }
    _ = try privately(step) { (sender) throws(Refusal) in
      let account = accounts[sender].number
      guard assets[assetSlot].authors.contains(where: { $0.account == account })
      else { throw .notAllowed }
    }
    claims[slot].status = .countered
    step.publish {
      $0.name("claim")
      $0.decimal(number)
      $0.name("event")
      $0.string("claim-countered")
    }
    replyStatus(number, .countered, &step)
  }

  mutating func decideClaim(
    _ number: EntryNumber, _ decision: ClaimDecision, _ scope: FreezeScope, _ step: inout Step
  ) throws(Refusal) {
    guard let slot = claimSlots[number], claims[slot].status.isUndecided,
      let asset = claims[slot].asset, let assetSlot = assetSlots[asset]
    else { throw .claimNotOpen }
    _ = try privately(step, anyOf: .auditor)
    switch decision {
    case .released: claims[slot].status = .released
    case .upheld: claims[slot].status = .upheld
    case .partial: claims[slot].status = .partial
    }
    assets[assetSlot].freezes.removeAll { $0.claim == number }
    if decision != .released, !scope.isEmpty {
      assets[assetSlot].freezes.append((claim: number, scope: scope))
    }
    if decision == .released, assets[assetSlot].status == .contested, number == asset {
      // The dispute that an exact copy opened has ended in its favour.
      assets[assetSlot].status = .registered
    }
    refreshBars(assetSlot)
    publishClaim("claim-decided", number, asset, scope: scope, decision: decision, &step)
    if scope.contains(.trade) { pullOrders(of: assetSlot, &step) }
    replyStatus(number, claims[slot].status, &step)
  }

  func publishClaim(
    _ event: StaticString, _ claim: EntryNumber, _ asset: EntryNumber, scope: FreezeScope,
    decision: ClaimDecision?, _ step: inout Step
  ) {
    step.publish {
      $0.name("asset")
      $0.decimal(asset)
      $0.name("claim")
      $0.decimal(claim)
      if let decision {
        $0.name("decision")
        $0.string(decision.rawValue)
      }
      $0.name("event")
      $0.string(event)
      $0.name("scope")
      $0.beginArray()
      for (word, part) in FreezeScope.words where scope.contains(part) { $0.string(word) }
      $0.endArray()
    }
  }
}
