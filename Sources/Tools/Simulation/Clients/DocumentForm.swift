import Cryptography
import Documents
import Venue

/// How what is asked is written as a document, by somebody who has only read the contracts.
enum DocumentForm {
  private static func id(_ number: UInt64) -> JSON { .string(String(number)) }
  private static func fen(_ amount: Int64) -> JSON { .string(String(amount)) }
  private static func name(_ symbol: Symbol) -> JSON { .string(symbol.description) }

  /// A document's type, and the members beside the common ones.
  static func form(of action: Action) -> (DocumentType, [(String, JSON)]) {
    switch action {
    case .placeOrder(let line, let symbol, let terms):
      return (
        .placeOrder,
        [("instrument", name(symbol)), ("terms", .string(Hex.encode(terms.bytes)))] + members(line)
      )
    case .placeBatch(let lines, let symbol, let terms):
      return (
        .batchOrders,
        [
          ("instrument", name(symbol)), ("orders", .array(lines.map { array($0) })),
          ("terms", .string(Hex.encode(terms.bytes))),
        ]
      )
    case .amendOrder(let order, let limit, let quantity):
      return (
        .amendOrder,
        [("limit", fen(limit)), ("order", .string("\(order)")), ("quantity", .number(quantity))]
      )
    case .cancelOrder(let order): return (.cancelOrder, [("order", .string("\(order)"))])
    case .cancelAll(let symbol, let side):
      return (
        .cancelAllOrders,
        [("instrument", name(symbol))] + (side.map { [("side", .string(word($0)))] } ?? [])
      )
    case .cancelAfter(let symbol, let seconds):
      return (.cancelAfter, [("instrument", name(symbol)), ("seconds", .number(seconds))])
    default: return rare(action)
    }
  }

  private static func word(_ side: Side) -> String { side == .buy ? "buy" : "sell" }

  private static func word(_ force: TimeInForce) -> String {
    switch force {
    case .goodTillCancelled: "GTC"
    case .immediateOrCancel: "IOC"
    case .fillOrKill: "FOK"
    case .day: "DAY"
    case .goodTillDate: "GTD"
    }
  }

  private static func options(_ line: OrderLine) -> [(String, JSON)] {
    var options: [(String, JSON)] = []
    if line.expiry != 0 {
      options.append(("expiry", .string(Timestamp.format(seconds: line.expiry / 1_000_000))))
    }
    if line.isPostOnly { options.append(("postOnly", true)) }
    if let mode = line.selfTrade { options.append(("selfTrade", .string("\(mode.word)"))) }
    return options
  }

  private static func members(_ line: OrderLine) -> [(String, JSON)] {
    [
      (line.isMarket ? "collar" : "limit", fen(line.limit)), ("quantity", .number(line.quantity)),
      ("side", .string(word(line.side))), ("timeInForce", .string(word(line.timeInForce))),
    ] + options(line)
  }

  private static func array(_ line: OrderLine) -> JSON {
    var array: [JSON] = [
      .string(word(line.side)), fen(line.limit), .number(line.quantity),
      .string(word(line.timeInForce)),
    ]
    let options = (line.isMarket ? [("collar", JSON.bool(true))] : []) + options(line)
    if !options.isEmpty { array.append(.object(JSON.Object(options))) }
    return .array(array)
  }

  private static func words(_ roles: Roles) -> JSON {
    .array(Roles.words.filter { roles.contains($0.1) }.map { .string("\($0.0)") })
  }

  private static func words(_ scope: FreezeScope) -> JSON {
    .array(FreezeScope.words.filter { scope.contains($0.1) }.map { .string("\($0.0)") })
  }

  /// Everything that is not an order.
  private static func rare(_ action: Action) -> (DocumentType, [(String, JSON)]) {
    switch action {
    case .openAccount:
      return (.openAccount, [("contact", ""), ("name", "Member"), ("roles", ["trader"])])
    case .admit(let member, let roles, let owner):
      return (
        .admitMember,
        [("member", id(member)), ("roles", words(roles))]
          + (owner.map { [("owner", id($0))] } ?? [])
      )
    case .addKey(let key): return (.addKey, [("key", .string(did(key)))])
    case .revokeKey(let key): return (.revokeKey, [("key", .string(did(key)))])
    case .credit(let member, let amount):
      return (
        .creditCash, [("amount", fen(amount)), ("member", id(member)), ("reference", "bank")]
      )
    case .withdraw(let amount): return (.withdrawCash, [("amount", fen(amount))])
    case .approveWithdrawal(let number):
      return (.approveWithdrawal, [("reference", "bank"), ("withdrawal", id(number))])
    case .rejectWithdrawal(let number):
      return (.rejectWithdrawal, [("reason", "no"), ("withdrawal", id(number))])
    case .setRules(let rules, let approval):
      return (
        .setRules, [("approval", .string(approval)), ("rules", .object(RuleSet.write(rules)))]
      )
    default: return rights(action)
    }
  }

  private static func did(_ key: Bytes32) -> String {
    Ed25519.PublicKey(bytes: key.bytes).map { DIDKey.text($0) } ?? ""
  }

  private static func rights(_ action: Action) -> (DocumentType, [(String, JSON)]) {
    switch action {
    case .registerAsset(let filing): return (.registerAsset, members(filing))
    case .examineAsset(let asset, let cleared):
      return (
        .examineAsset,
        [
          ("asset", id(asset)), ("decision", cleared ? "cleared" : "refused"), ("reasons", "seen"),
        ]
      )
    case .issueEdition(let issue):
      return (
        .issueEdition,
        [
          ("asset", id(issue.asset)), ("quantity", .number(issue.quantity)),
          ("terms", .object(sheet(issue.terms.fees, issue.terms.royalties))),
        ]
      )
    case .openInstrument(let edition, let symbol):
      return (.openInstrument, [("edition", id(edition)), ("symbol", name(symbol))])
    case .haltInstrument(let symbol):
      return (.haltInstrument, [("instrument", name(symbol)), ("reason", "news")])
    case .resumeInstrument(let symbol):
      return (.resumeInstrument, [("instrument", name(symbol)), ("reason", "told")])
    case .setCollar(let symbol, let collar):
      return (
        .setCollar,
        [
          ("highest", fen(collar.highest)), ("instrument", name(symbol)),
          ("lowest", fen(collar.lowest)), ("reason", "calm"),
        ]
      )
    case .notifyClaim(let asset):
      return (
        .notifyClaim,
        [("asset", id(asset)), ("evidence", []), ("grounds", "copyright"), ("statement", "mine")]
      )
    case .openClaim(let claim, let asset, let scope):
      return (
        .openClaim,
        [
          ("asset", id(asset)), ("claim", id(claim)), ("reasons", "in form"),
          ("scope", words(scope)),
        ]
      )
    case .counterClaim(let claim):
      return (.counterClaim, [("claim", id(claim)), ("evidence", []), ("statement", "ours")])
    case .decideClaim(let claim, let decision, let scope):
      return (
        .decideClaim,
        [
          ("claim", id(claim)), ("decision", .string(decision.rawValue)), ("reasons", "heard"),
          ("scope", words(scope)),
        ]
      )
    default: preconditionFailure("nobody sends the venue's own acts")
    }
  }

  /// The terms sheet of an edition.
  static func sheet(_ fees: Fees, _ royalties: [Terms.Royalty]) -> JSON.Object {
    JSON.Object([
      ("fees", ["maker": .number(fees.maker), "taker": .number(fees.taker)]),
      ("licence", "personal-display-1"),
      (
        "royalties",
        .array(royalties.map { ["account": id($0.account), "rate": .number($0.rate)] })
      ), ("title", "Edition"),
    ])
  }

  private static func members(_ filing: Filing) -> [(String, JSON)] {
    let authors: [JSON] = filing.authors.map {
      [
        "account": id($0.account), "name": "eh417RIz0WxsahYFaUd5jSLimXvAb99_7UYv94o2sgs",
        "share": .number($0.share),
      ]
    }
    let files: [JSON] = filing.originals.map {
      [
        "mediaType": "text/plain", "name": "robe", "role": "original",
        "sha256": .string(Hex.encode($0.bytes)), "size": 9,
      ]
    }
    return [
      ("authors", .array(authors)), ("basis", "own-work"), ("category", "robe"), ("class", "UGC"),
      ("description", ""), ("files", .array(files)), ("kind", "garment"), ("making", "human"),
      ("title", "Robe"),
    ]
  }
}
