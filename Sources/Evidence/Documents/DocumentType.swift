import Cryptography
import Venue

/// Every kind of document, and how much of it the public log shows.
package enum DocumentType: String, Sendable, CaseIterable {
  case openAccount = "account.open"
  case admitMember = "member.admit"
  case addKey = "key.add"
  case revokeKey = "key.revoke"
  case creditCash = "cash.credit"
  case withdrawCash = "cash.withdraw"
  case approveWithdrawal = "cash.approve"
  case rejectWithdrawal = "cash.reject"
  case registerAsset = "asset.register"
  case examineAsset = "asset.examine"
  case issueEdition = "edition.issue"
  case openInstrument = "instrument.open"
  case haltInstrument = "instrument.halt"
  case resumeInstrument = "instrument.resume"
  case setCollar = "instrument.collar"
  case placeOrder = "order.place"
  case amendOrder = "order.amend"
  case cancelOrder = "order.cancel"
  case cancelAllOrders = "order.cancel-all"
  case cancelAfter = "order.cancel-after"
  case batchOrders = "order.batch"
  case planOrder = "order.plan"
  case notifyClaim = "claim.notify"
  case openClaim = "claim.open"
  case counterClaim = "claim.counter"
  case decideClaim = "claim.decide"
  case setRules = "rules.set"
  case request = "request"

  /// How much of a document stands open in its entry.
  package enum Openness: Sendable {
    /// The whole signed document.
    case whole
    /// These members; the signed document itself is sealed.
    case excerpt([String])
    /// Nothing.
    case sealed
    /// It never becomes an entry.
    case unlogged
  }

  /// How much of a document of this type stands open in its entry.
  package var openness: Openness {
    switch self {
    case .openAccount, .admitMember, .addKey, .revokeKey, .creditCash, .withdrawCash,
      .approveWithdrawal, .rejectWithdrawal, .notifyClaim:
      .sealed
    case .registerAsset, .examineAsset, .issueEdition, .openInstrument, .haltInstrument,
      .resumeInstrument, .setCollar, .openClaim, .decideClaim, .setRules:
      .whole
    case .placeOrder:
      .excerpt([
        "collar", "expiry", "instrument", "limit", "postOnly", "quantity", "selfTrade", "side",
        "terms", "timeInForce",
      ])
    case .amendOrder: .excerpt(["limit", "order", "quantity"])
    case .cancelOrder: .excerpt(["order"])
    case .cancelAllOrders: .excerpt(["instrument", "side"])
    case .cancelAfter: .excerpt(["instrument", "seconds"])
    case .batchOrders: .excerpt(["instrument", "orders", "terms"])
    case .counterClaim: .excerpt(["claim"])
    case .planOrder, .request: .unlogged
    }
  }

  /// Whether it only takes orders away, which has a lane of its own under load. A cancel-after timer
  /// takes none away when it comes, so it waits in line like an order.
  package var isCancel: Bool { self == .cancelOrder || self == .cancelAllOrders }

  /// Members beside the common ones: those required, and those allowed.
  var members: (required: [String], optional: [String]) {
    switch self {
    case .openAccount: (["contact", "name", "roles"], [])
    case .admitMember: (["member", "roles"], ["owner"])
    case .addKey, .revokeKey: (["key"], [])
    case .creditCash: (["amount", "member", "reference"], [])
    case .withdrawCash: (["amount"], [])
    case .approveWithdrawal: (["reference", "withdrawal"], [])
    case .rejectWithdrawal: (["reason", "withdrawal"], [])
    case .registerAsset:
      (
        [
          "authors", "basis", "category", "class", "description", "files", "kind", "making",
          "title",
        ], ["consent"]
      )
    case .examineAsset: (["asset", "decision", "reasons"], [])
    case .issueEdition: (["asset", "quantity", "terms"], [])
    case .openInstrument: (["edition", "symbol"], [])
    case .haltInstrument, .resumeInstrument: (["instrument", "reason"], [])
    case .setCollar: (["highest", "instrument", "lowest", "reason"], [])
    case .placeOrder, .planOrder:
      (
        ["instrument", "quantity", "side", "terms", "timeInForce"],
        ["collar", "expiry", "limit", "postOnly", "selfTrade"]
      )
    case .amendOrder: (["limit", "order", "quantity"], [])
    case .cancelOrder: (["order"], [])
    case .cancelAllOrders: (["instrument"], ["side"])
    case .cancelAfter: (["instrument", "seconds"], [])
    case .batchOrders: (["instrument", "orders", "terms"], [])
    case .notifyClaim: (["asset", "evidence", "grounds", "statement"], [])
    case .openClaim: (["asset", "claim", "reasons", "scope"], [])
    case .counterClaim: (["claim", "evidence", "statement"], [])
    case .decideClaim: (["claim", "decision", "reasons", "scope"], [])
    case .setRules: (["approval", "rules"], [])
    case .request: (["method", "path"], [])
    }
  }

  /// Members that every document has.
  package static let commonMembers = ["account", "audience", "created", "id", "proof", "type"]

  func checkMembers(_ document: JSON.Object) throws(Problem) {
    let (required, optional) = members
    let members = Members(document, of: "document of type \(rawValue)")
    try members.check(
      required: required + DocumentType.commonMembers, optional: optional + ["@context"])
    if self == .placeOrder || self == .planOrder { try OrderForm.requirePrice(members) }
  }

  /// The part of a document that stands open in its entry, where that is not the whole.
  package func excerpt(of document: JSON.Object) -> JSON.Object {
    guard case .excerpt(let names) = openness else { return JSON.Object() }
    // The names rise, as members do.
    return JSON.Object(
      rising: names.compactMap { name in document[name].map { JSON.Object.Member(name, $0) } })
  }
}
