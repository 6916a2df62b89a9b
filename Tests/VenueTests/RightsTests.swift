import Testing
import Venue

@Suite("Works and claims")
struct RightsTests {
  private let stage = Stage()
  private let author: AccountNumber
  private let auditor: AccountNumber
  private let other: AccountNumber

  init() {
    author = stage.member([.creator, .trader], cash: 100_000)
    auditor = stage.member(.auditor)
    other = stage.member([.creator, .trader], cash: 100_000)
  }

  private func exact(_ asset: EntryNumber) -> [Resemblance] {
    [Resemblance(asset: asset, verdict: .exact, score: 1000)]
  }

  @Test("An exact copy of another's work is contested, and its title claim is open at once")
  func contested() {
    let first = stage.register(author)
    let copy = stage.register(other, similar: exact(first))
    #expect(stage.full.asset(copy)?.status == .contested)
    #expect(stage.full.claim(copy)?.status == .open)
    stage.issue(other, of: copy, quantity: 5)
    #expect(stage.full.editions.isEmpty)
    #expect(stage.act(auditor, .examineAsset(copy, cleared: true)).refusal == .notInExamination)
    #expect(
      stage.act(auditor, .openClaim(copy, asset: copy, scope: .trade)).refusal == .claimAlreadyOpen)
    #expect(stage.act(other, .counterClaim(copy)).refusal == nil)
    #expect(stage.act(auditor, .decideClaim(copy, .released, scope: [])).refusal == nil)
    #expect(stage.full.asset(copy)?.status == .registered)
    stage.issue(other, of: copy, quantity: 5)
    #expect(stage.full.editions.count == 1)

    let again = stage.register(author, similar: exact(first))
    #expect(stage.full.asset(again)?.status == .registered, "one's own work is no copy")
  }

  @Test("An upheld title claim leaves the copy contested for ever")
  func contestedUpheld() {
    let first = stage.register(author)
    let copy = stage.register(other, similar: exact(first))
    stage.act(auditor, .decideClaim(copy, .upheld, scope: []))
    #expect(stage.full.asset(copy)?.frozen == [])
    let terms = Terms(digest: bytes32(1), fees: Rules.sample.fees, royalties: [])
    let issue = Issue(asset: copy, quantity: 1, terms: terms)
    #expect(stage.act(other, .issueEdition(issue)).refusal == .contested)
    #expect(
      stage.act(auditor, .decideClaim(copy, .released, scope: [])).refusal == .claimNotOpen)
  }

  @Test("A near copy waits for an auditor")
  func examination() {
    let first = stage.register(author)
    let near = [Resemblance(asset: first, verdict: .samePicture, score: 880)]
    let copy = stage.register(other, similar: near)
    #expect(stage.full.asset(copy)?.status == .examination)
    let terms = Terms(digest: bytes32(1), fees: Rules.sample.fees, royalties: [])
    let issue = Issue(asset: copy, quantity: 1, terms: terms)
    #expect(stage.act(other, .issueEdition(issue)).refusal == .notExamined)
    #expect(stage.act(other, .examineAsset(copy, cleared: true)).refusal == .notAllowed)
    #expect(stage.act(auditor, .examineAsset(copy, cleared: true)).refusal == nil)
    #expect(stage.act(other, .issueEdition(issue)).refusal == nil)
    #expect(stage.act(auditor, .examineAsset(copy, cleared: false)).refusal == .notInExamination)

    let third = stage.register(other, similar: near)
    stage.act(auditor, .examineAsset(third, cleared: false))
    #expect(stage.full.asset(third)?.status == .refused)
    let refused = Issue(asset: third, quantity: 1, terms: terms)
    #expect(stage.act(other, .issueEdition(refused)).refusal == .contested)
  }

  @Test("A freeze pulls orders in price–time priority, buys first, and frees what they held")
  func pulled() {
    let asset = stage.list("ROBE", author, quantity: 100)
    var numbers: [OrderNumber] = []
    for (account, order): (AccountNumber, OrderLine) in [
      (author, line(.sell, 110, 1)), (other, line(.buy, 90, 1)), (author, line(.sell, 105, 2)),
      (other, line(.buy, 95, 2)), (author, line(.sell, 105, 3)), (other, line(.buy, 95, 3)),
    ] {
      numbers.append(stage.place(account, "ROBE", order).number)
    }
    let claim = stage.next
    stage.act(other, .notifyClaim(asset: asset))
    let opened = stage.act(auditor, .openClaim(claim, asset: asset, scope: [.deliver, .trade]))
    #expect(
      opened.events == ["claim-opened"] + Array(repeating: "order-cancelled frozen", count: 6))
    #expect(
      opened.lines.dropFirst().map { $0.part(after: #""order":""#) }
        == [3, 5, 1, 2, 4, 0].map { "\(numbers[$0])" })
    #expect(stage.cash(other) == [100_000, 0])
    #expect(stage.units(author, "ROBE") == [100, 0])
    #expect(stage.place(other, "ROBE", line(.buy, 90, 1)).outcome.refusal == .frozen)
    #expect(
      stage.act(author, .amendOrder(numbers[0], limit: 1, quantity: 1)).refusal == .orderNotOpen)
  }

  @Test("A partial decision keeps its scope; two claims are two freezes")
  func partial() {
    let asset = stage.list("ROBE", author, quantity: 100)
    let first = stage.next
    stage.act(other, .notifyClaim(asset: asset))
    let second = stage.next
    stage.act(other, .notifyClaim(asset: asset))
    stage.act(auditor, .openClaim(first, asset: asset, scope: [.issue, .trade]))
    stage.act(auditor, .openClaim(second, asset: asset, scope: [.deliver]))
    #expect(stage.full.asset(asset)?.frozen == [.deliver, .issue, .trade])
    #expect(stage.act(other, .counterClaim(first)).refusal == .notAllowed)
    #expect(stage.act(author, .counterClaim(first)).refusal == nil)
    #expect(stage.act(author, .counterClaim(first)).refusal == .claimNotOpen)
    let decided = stage.act(auditor, .decideClaim(first, .partial, scope: .issue))
    #expect(
      decided.lines == [
        #"{"asset":"\#(asset)","claim":"\#(first)","decision":"partial","event":"claim-decided","#
          + #""scope":["issue"]}"#
      ])
    #expect(stage.full.asset(asset)?.frozen == [.deliver, .issue])
    #expect(stage.place(other, "ROBE", line(.buy, 90, 1)).outcome.refusal == nil)
    stage.act(auditor, .decideClaim(second, .released, scope: []))
    #expect(stage.full.asset(asset)?.frozen == .issue)
    stage.issue(author, of: asset, quantity: 5)
    #expect(stage.full.editions.count == 1)
  }

  @Test("A notice is nobody's business until an auditor opens it")
  func notice() {
    let (asset, elsewhere) = (stage.register(author), stage.register(author))
    let claim = stage.next
    let noticed = stage.act(other, .notifyClaim(asset: asset))
    #expect(noticed.lines == [])
    #expect(stage.open.claims.isEmpty)
    #expect(stage.act(other, .notifyClaim(asset: 99_999)).refusal == .unknownClaim)
    #expect(
      stage.act(auditor, .openClaim(claim, asset: elsewhere, scope: .trade)).refusal
        == .claimNotOfAsset)
    #expect(
      stage.act(auditor, .openClaim(99_999, asset: asset, scope: .trade)).refusal == .unknownClaim)
    #expect(
      stage.act(other, .openClaim(claim, asset: asset, scope: .trade)).refusal == .notAllowed)
    #expect(stage.act(author, .counterClaim(claim)).refusal == .claimNotOpen)
    #expect(stage.act(auditor, .decideClaim(claim, .released, scope: [])).refusal == .claimNotOpen)
  }

  @Test("Every author signs with a key that stands")
  func authors() {
    let key = stage.full.account(author)?.keys[0].key ?? bytes32(0)
    let filing = Filing(
      authors: [(account: author, share: 5000), (account: other, share: 5000)],
      originals: [bytes32(1)])
    #expect(
      stage.act(author, .registerAsset(filing), signers: [key]).refusal == .signatureMissing)
    let theirs = stage.full.account(other)?.keys[0].key ?? bytes32(0)
    let fresh = stage.key()
    stage.act(other, .addKey(fresh), signers: [theirs, fresh])
    stage.act(other, .revokeKey(theirs))
    #expect(
      stage.act(author, .registerAsset(filing), signers: [key, theirs]).refusal
        == .signatureMissing)
    #expect(stage.act(author, .registerAsset(filing), signers: [key, fresh]).refusal == nil)
  }

  @Test(
    "Rules out of range are refused, whatever they say",
    arguments: [
      \Rules.tick, \Rules.quantityMaximum, \Rules.accountOrdersMaximum,
      \Rules.positionMaximum, \Rules.holdingDays, \Rules.royaltyCap, \Rules.fees.maker,
      \Rules.fees.taker,
    ])
  func unsoundRules(figure: WritableKeyPath<Rules, Int64> & Sendable) {
    for value in [Int64.min, -1, .max] {
      var rules = Rules.sample
      rules[keyPath: figure] = value
      #expect(!rules.isSound)
      #expect(
        stage.act(0, .setRules(rules, approval: "yes")).refusal == .rulesOutOfRange)
    }
  }

  @Test("A highest price below the lowest is out of range, not the end of the process")
  func unsoundLimit() async {
    await #expect(processExitsWith: .success) {
      for value in [Int64.min, -1, 0, .max] {
        var rules = Rules.sample
        rules.limitMaximum = value
        guard !rules.isSound else { fatalError("\(value) is not sound") }
      }
    }
  }

  @Test("A continuous board needs an approval")
  func approval() {
    #expect(stage.act(0, .setRules(.sample, approval: "")).refusal == .approvalRequired)
    #expect(stage.act(author, .setRules(.sample, approval: "yes")).refusal == .notAllowed)
    var negotiated = Rules.sample
    negotiated.matching = .negotiated
    stage.list("ROBE", author, quantity: 10)
    let bid = stage.place(other, "ROBE", line(.buy, 90, 1)).number
    #expect(stage.act(0, .setRules(negotiated, approval: "")).refusal == nil)
    #expect(stage.place(other, "ROBE", line(.buy, 90, 1)).outcome.refusal == .notTrading)
    #expect(
      stage.act(other, .amendOrder(bid, limit: 91, quantity: 1)).refusal == .notTrading)
    #expect(stage.act(other, .cancelOrder(bid)).refusal == nil)
  }
}
