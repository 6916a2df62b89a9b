import Cryptography
import Venue

// From a document's members to what is asked of the Venue. An entry's open part has the same
// members as the document it was taken from, so that one reading serves the door and any replay.
extension DocumentType {
  /// Reads what is asked.
  ///
  /// - Parameter object: a whole document, or the open part of its entry.
  package func action(_ object: JSON.Object, signers: [Bytes32]) throws(Problem) -> Action {
    let members = Members(object, of: "document of type \(rawValue)")
    switch self {
    case .openAccount, .admitMember, .addKey, .revokeKey:
      return try memberAction(members, signers: signers)
    case .creditCash, .withdrawCash, .approveWithdrawal, .rejectWithdrawal:
      return try cashAction(members)
    case .registerAsset, .examineAsset, .issueEdition, .openInstrument, .haltInstrument,
      .resumeInstrument, .setCollar, .setRules:
      return try workAction(members, object)
    case .placeOrder, .planOrder, .amendOrder, .cancelOrder, .cancelAllOrders, .cancelAfter,
      .batchOrders:
      return try orderAction(members)
    case .notifyClaim, .openClaim, .counterClaim, .decideClaim:
      return try claimAction(members)
    case .request:
      throw Problem(
        400, "wrong-type", "A `request` authorises a read; it is not posted as a document.")
    }
  }

  private func memberAction(_ members: Members, signers: [Bytes32]) throws(Problem) -> Action {
    switch self {
    case .openAccount:
      _ = try members.string("name", 1...200)
      _ = try members.string("contact", 0...200)
      _ = try members.words("roles", Self.roleWords)
      guard signers.count == 1 else {
        throw Problem(400, "wrong-value", "An opening is signed by exactly one key, the account's.")
      }
      return .openAccount(key: signers[0])
    case .admitMember:
      let words = try members.words("roles", Self.roleWords)
      var roles: Roles = []
      for (word, role) in Roles.words where words.contains("\(word)") { roles.formUnion(role) }
      return .admit(
        member: try members.id("member"), roles: roles,
        owner: members.has("owner") ? try members.id("owner") : nil)
    case .addKey: return .addKey(try members.key("key").word)
    default: return .revokeKey(try members.key("key").word)
    }
  }

  private static let roleWords = Roles.words.map { "\($0.0)" }
  private static let scopeWords = FreezeScope.words.map { "\($0.0)" }

  private func cashAction(_ members: Members) throws(Problem) -> Action {
    switch self {
    case .creditCash:
      _ = try members.string("reference", 1...200)
      return .credit(member: try members.id("member"), amount: try members.fen("amount"))
    case .withdrawCash: return .withdraw(amount: try members.fen("amount"))
    case .approveWithdrawal:
      _ = try members.string("reference", 1...200)
      return .approveWithdrawal(try members.id("withdrawal"))
    default:
      _ = try members.string("reason", 1...2000)
      return .rejectWithdrawal(try members.id("withdrawal"))
    }
  }

  private func workAction(_ members: Members, _ object: JSON.Object) throws(Problem) -> Action {
    switch self {
    case .registerAsset: return .registerAsset(try AssetFiling.read(members, object))
    case .examineAsset:
      _ = try members.string("reasons", 1...8000)
      let decision = try members.word("decision", ["cleared", "refused"])
      return .examineAsset(try members.id("asset"), cleared: decision == "cleared")
    case .issueEdition:
      return .issueEdition(
        Issue(
          asset: try members.id("asset"), quantity: try members.number("quantity", 1...10_000_000),
          terms: try TermsSheet.read(try members.nested("terms"))))
    case .openInstrument:
      return .openInstrument(
        edition: try members.id("edition"), symbol: try symbol(members, "symbol"))
    case .haltInstrument:
      _ = try members.string("reason", 1...2000)
      return .haltInstrument(try symbol(members, "instrument"))
    case .resumeInstrument:
      _ = try members.string("reason", 1...2000)
      return .resumeInstrument(try symbol(members, "instrument"))
    case .setCollar:
      _ = try members.string("reason", 1...2000)
      return .setCollar(
        try symbol(members, "instrument"),
        Collar(lowest: try members.fen("lowest"), highest: try members.fen("highest")))
    default:
      return .setRules(
        try RuleSet.read(try members.nested("rules")),
        approval: try members.string("approval", 0...200))
    }
  }

  private func symbol(_ members: Members, _ name: String) throws(Problem) -> Symbol {
    guard let symbol = Symbol(try members.string(name, 1...Symbol.byteCountMaximum)) else {
      throw Problem(
        400, "wrong-value",
        "`\(name)` is an instrument's symbol: a letter A-Z, then letters, digits and -.")
    }
    return symbol
  }

  private func orderAction(_ members: Members) throws(Problem) -> Action {
    switch self {
    case .placeOrder, .planOrder:
      return .placeOrder(
        try OrderForm.line(members), instrument: try symbol(members, "instrument"),
        terms: try members.digest("terms").word)
    case .amendOrder:
      return .amendOrder(
        try members.order("order"), limit: try members.fen("limit"),
        quantity: try members.number("quantity", 1...OrderForm.quantityMaximum))
    case .cancelOrder: return .cancelOrder(try members.order("order"))
    case .cancelAllOrders:
      return .cancelAll(
        instrument: try symbol(members, "instrument"),
        side: members.has("side") ? try OrderForm.side(members) : nil)
    case .cancelAfter:
      return .cancelAfter(
        instrument: try symbol(members, "instrument"),
        seconds: try members.number("seconds", 0...OrderForm.secondsMaximum))
    default:
      var lines: [OrderLine] = []
      for element in try members.array("orders", 1...OrderLine.batchMaximum) {
        lines.append(try OrderForm.line(element, position: lines.count))
      }
      return .placeBatch(
        lines, instrument: try symbol(members, "instrument"),
        terms: try members.digest("terms").word)
    }
  }

  private func claimAction(_ members: Members) throws(Problem) -> Action {
    switch self {
    case .notifyClaim:
      _ = try members.word("grounds", ["copyright", "likeness", "other", "trademark"])
      try checkStatement(members)
      return .notifyClaim(asset: try members.id("asset"))
    case .openClaim:
      _ = try members.string("reasons", 1...8000)
      let scope = try scope(members)
      guard !scope.isEmpty else {
        throw Problem(400, "wrong-value", "`scope` names at least one of deliver, issue, trade.")
      }
      return .openClaim(
        try members.id("claim"), asset: try members.id("asset"), scope: scope)
    case .counterClaim:
      // In an entry only the claim stands open.
      if members.has("statement") { try checkStatement(members) }
      return .counterClaim(try members.id("claim"))
    default:
      _ = try members.string("reasons", 1...8000)
      let word = try members.word("decision", ["partial", "released", "upheld"])
      let scope = try scope(members)
      guard let decision = ClaimDecision(rawValue: word), decision != .released || scope.isEmpty
      else {
        throw Problem(400, "wrong-value", "A released claim leaves nothing frozen: `scope` is [].")
      }
      return .decideClaim(try members.id("claim"), decision, scope: scope)
    }
  }

  private func checkStatement(_ members: Members) throws(Problem) {
    _ = try members.string("statement", 1...20_000)
    for element in try members.array("evidence", 0...64) {
      guard let text = element.string, Digest(hex: text) != nil else {
        throw Problem(400, "wrong-value", "`evidence` lists the SHA-256 of uploaded files.")
      }
    }
  }

  private func scope(_ members: Members) throws(Problem) -> FreezeScope {
    let words = try members.words("scope", Self.scopeWords)
    return FreezeScope.words.reduce(into: []) {
      if words.contains("\($1.0)") { $0.formUnion($1.1) }
    }
  }
}
