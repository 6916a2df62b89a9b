import Cryptography
import Documents
import Fingerprints
import Venue
import VenueModel

// Acts about works, editions and claims.
extension Drawing {
  private static let worksMaximum = 24
  private static let editionsMaximum = 12

  mutating func work() -> Draft? {
    guard model.works.count < Drawing.worksMaximum else { return claim() }
    var authors = [(account: holder(.creator), share: Int64(10_000))]
    while authors.count < 4, random.once(in: 3) {
      let next = random.pick(accounts) ?? 0
      guard !authors.contains(where: { $0.account == next }) else { break }
      authors[0].share -= 2_000
      authors.append((next, 2_000))
    }
    return filing(authors)
  }

  /// A filing, signed by its authors, mostly all of them.
  mutating func filing(_ authors: [(account: UInt64, share: Int64)]) -> Draft {
    // A file of its own, or one of a few that others file too.
    let seed = random.once(in: 4) ? UInt64(random.draw(0...5)) : random.next()
    let file = SHA256.hash(Array("file \(seed)".utf8))
    var draft = self.draft(
      authors[0].account, .registerAsset(Filing(authors: authors, originals: [file.word])))
    for author in authors.dropFirst() where !random.once(in: 20) {
      let key = signer(author.account)
      if !draft.signers.contains(key) { draft.signers.append(key) }
    }
    var codes: [Code] = []
    if let code = Code(algorithm: .sha256, bytes: file.bytes) { codes.append(code) }
    // Pictures of a few kinds, so that some resemble each other.
    let picture = SHA256.hash(Array("picture \(random.draw(0...9))".utf8)).bytes
    if random.once(in: 3), let code = Code(algorithm: .pdq, bytes: picture) { codes.append(code) }
    draft.fingerprints = [
      FileFingerprint(sha256: file, byteCount: 9, mediaType: .other, codes: codes)
    ]
    return draft
  }

  mutating func examination() -> Draft {
    let waiting = model.works.filter { $0.value.status == "examination" }.keys.sorted()
    let all = model.works.keys.sorted()
    let asset = random.once(in: 6) ? random.pick(all) : random.pick(waiting) ?? random.pick(all)
    return draft(
      holder(.auditor), .examineAsset(asset ?? 999_999, cleared: !random.once(in: 4)))
  }

  mutating func edition() -> Draft? {
    let isFull = model.editions.count >= Drawing.editionsMaximum
    let fit = model.works.filter { ($0.value.status == "registered") != isFull }.keys.sorted()
    guard let asset = random.pick(fit), let work = model.works[asset] else { return work() }
    return issue(asset, by: random.once(in: 12) ? anyone() : work.authors[0])
  }

  /// An issue, with royalties that leave fen over.
  mutating func issue(_ asset: UInt64, by account: UInt64) -> Draft {
    var fees = model.rules.fees
    if random.once(in: 20) { fees.maker += 1 }
    var royalties: [Terms.Royalty] = []
    for _ in 0..<random.draw(0...Int64(workload.payees)) {
      let rate = random.draw(1...(random.once(in: 20) ? 4_000 : 500))
      royalties.append(Terms.Royalty(account: random.pick(accounts) ?? 0, rate: rate))
    }
    let digest = TermsSheet.digest(DocumentForm.sheet(fees, royalties)).word
    let quantity = random.once(in: 40) ? 9_999_999 : Int64(workload.units)
    return draft(
      account,
      .issueEdition(
        Issue(
          asset: asset, quantity: quantity,
          terms: Terms(digest: digest, fees: fees, royalties: royalties))))
  }

  mutating func listing() -> Draft {
    let unlisted = model.editions.filter { $0.value.symbol == nil }.keys.sorted()
    let edition =
      random.once(in: 8) ? random.pick(model.editions.keys.sorted()) : random.pick(unlisted)
    let symbol = random.once(in: 10) ? symbol() : Drawing.symbol(model.boards.count)
    return draft(
      holder(.operating), .openInstrument(edition: edition ?? 999_999, symbol: symbol))
  }

  /// The name of the instrument that is listed as the next.
  static func symbol(_ number: Int) -> Symbol { Symbol("S\(number)") ?? nothing }

  private mutating func scope() -> FreezeScope {
    FreezeScope(rawValue: UInt8(random.draw(1...7)))
  }

  mutating func claim() -> Draft {
    let works = model.works.keys.sorted()
    // Works that trade are claimed more often: there is more to freeze.
    let listed = works.filter { number in
      model.works[number]?.editions.contains { model.editions[$0]?.symbol != nil } == true
    }
    let asset =
      random.once(in: 20)
      ? 999_999
      : (random.once(in: 2) ? random.pick(listed) : nil) ?? random.pick(works) ?? 999_999
    let noticed = model.disputes.filter { $0.value.status == "noticed" }.keys.sorted()
    let open = model.disputes.filter { ["open", "countered"].contains($0.value.status) }.keys
      .sorted()
    let any = random.pick(model.disputes.keys.sorted()) ?? 999_999
    switch random.draw(0...9) {
    case 0, 1: return draft(anyAccount(), .notifyClaim(asset: asset))
    case 2, 3:
      let claim = random.once(in: 8) ? any : random.pick(noticed) ?? any
      let named = model.disputes[claim]?.asset ?? asset
      return draft(
        holder(.auditor),
        .openClaim(claim, asset: random.once(in: 12) ? asset : named, scope: scope()))
    case 4:
      let claim = random.pick(open) ?? any
      let author = model.disputes[claim].flatMap { model.works[$0.asset]?.authors.first }
      return draft(random.once(in: 4) ? anyAccount() : author ?? 0, .counterClaim(claim))
    default:
      let claim = random.once(in: 12) ? any : random.pick(open) ?? any
      // Most claims fail, and most rulings leave trading alone: else nothing would trade any more.
      let decision =
        random.pick([ClaimDecision.released, .released, .released, .partial, .upheld]) ?? .released
      let left = random.once(in: 20) ? scope() : FreezeScope.deliver
      return draft(
        holder(.auditor),
        .decideClaim(claim, decision, scope: decision == .released ? [] : left))
    }
  }
}
