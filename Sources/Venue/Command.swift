/// What one entry asks of the Venue, already decoded from its document.
package struct Command: Sendable {
  /// The account that signed; `nil` in public scope, where it is sealed.
  package var account: AccountNumber?
  /// The keys whose signatures the document carries, the sender's first; empty in public scope.
  package var signers: [Bytes32]
  /// What is asked.
  package var action: Action
  /// What only the sequencer could measure.
  package var facts: Facts

  package init(
    account: AccountNumber?, signers: [Bytes32] = [], action: Action, facts: Facts = Facts()
  ) {
    self.account = account
    self.signers = signers
    self.action = action
    self.facts = facts
  }
}

/// What the sequencer adds to a document, recorded in the entry.
package struct Facts: Sendable {
  /// The signer's alias in the edition concerned.
  package var alias: Alias?
  /// In public scope: positions that private checks refused.
  package var withheld: [UInt32] = []
  /// For a filing: earlier works that it resembles.
  package var similar: [Resemblance] = []

  package init() {}
}

/// How a new filing resembles an earlier work, as measured at filing.
package struct Resemblance: Sendable, Hashable {
  /// How close two works are; the raw value is the word on the wire.
  package enum Verdict: String, Sendable {
    case exact
    case samePicture = "same-picture"
    case sameShape = "same-shape"
    case partOf = "part-of"
    case sameTexture = "same-texture"
    case similar
  }
  /// The earlier work.
  package var asset: EntryNumber
  /// How close it is.
  package var verdict: Verdict
  /// 0 to 1,000.
  package var score: Int64

  package init(asset: EntryNumber, verdict: Verdict, score: Int64) {
    self.asset = asset
    self.verdict = verdict
    self.score = score
  }
}

/// Everything that can be asked. What is seldom asked and long stands elsewhere, so that an order is
/// handed on in few words.
package enum Action: Sendable {
  // The venue itself.
  indirect case genesis(Genesis)
  case term(epoch: UInt64)
  /// A snapshot was announced, or its digest noted: nothing changes by it.
  case note
  indirect case setRules(Rules, approval: String)

  // Members and money.
  case openAccount(key: Bytes32)
  case admit(member: AccountNumber, roles: Roles, owner: AccountNumber?)
  case addKey(Bytes32)
  case revokeKey(Bytes32)
  case credit(member: AccountNumber, amount: Fen)
  case withdraw(amount: Fen)
  case approveWithdrawal(EntryNumber)
  case rejectWithdrawal(EntryNumber)

  // Works and editions.
  indirect case registerAsset(Filing)
  case examineAsset(EntryNumber, cleared: Bool)
  indirect case issueEdition(Issue)
  case openInstrument(edition: EntryNumber, symbol: Symbol)
  case haltInstrument(Symbol)
  case resumeInstrument(Symbol)
  case setCollar(Symbol, Collar)

  // Orders.
  case placeOrder(OrderLine, instrument: Symbol, terms: Bytes32)
  case placeBatch([OrderLine], instrument: Symbol, terms: Bytes32)
  case amendOrder(OrderNumber, limit: Fen, quantity: Int64)
  case cancelOrder(OrderNumber)
  case cancelAll(instrument: Symbol, side: Side?)
  case cancelAfter(instrument: Symbol, seconds: Int64)

  /// What has fallen due: orders that expire and timers that run out.
  case tick

  // Claims.
  case notifyClaim(asset: EntryNumber)
  case openClaim(EntryNumber, asset: EntryNumber, scope: FreezeScope)
  case counterClaim(EntryNumber)
  case decideClaim(EntryNumber, ClaimDecision, scope: FreezeScope)

  /// In public scope: an entry whose content is wholly sealed.
  case sealed

  @inline(__always)
  var isTick: Bool { if case .tick = self { true } else { false } }
}

/// The first entry: who runs the venue, and under which rules it starts.
package struct Genesis: Sendable {
  /// The operator's first key; the operator's account is 0.
  package var operatorKey: Bytes32
  /// The rules at the start.
  package var rules: Rules
  /// The approval under which a continuous board is run; empty where none is needed.
  package var approval: String

  package init(operatorKey: Bytes32, rules: Rules, approval: String) {
    self.operatorKey = operatorKey
    self.rules = rules
    self.approval = approval
  }
}

/// A work as filed.
package struct Filing: Sendable {
  /// Who made it, and each one's share in basis points; the first is who filed it.
  package var authors: [(account: AccountNumber, share: Int64)]
  /// The SHA-256 of each original file.
  package var originals: [Bytes32]

  package init(authors: [(account: AccountNumber, share: Int64)], originals: [Bytes32]) {
    self.authors = authors
    self.originals = originals
  }
}

/// An edition as issued.
package struct Issue: Sendable {
  /// The work it is an edition of.
  package var asset: EntryNumber
  /// How many units.
  package var quantity: Int64
  /// What every order on it must name.
  package var terms: Terms

  package init(asset: EntryNumber, quantity: Int64, terms: Terms) {
    self.asset = asset
    self.quantity = quantity
    self.terms = terms
  }
}
