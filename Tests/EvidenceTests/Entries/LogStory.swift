import Cryptography
import Documents
import Entries
import Testing
import TransparencyLog
import Venue

/// A log told document by document, as a node makes it: signed, applied, sealed.
final class LogStory {
  static let origin = "story.test"

  private(set) var venue = Venue(scope: .full)
  private(set) var leaves: [[UInt8]] = []
  private(set) var disclosed: [DisclosedEntry] = []
  private(set) var outcomes: [Outcome] = []
  private(set) var documents: [Document?] = []
  private let hasher = TreeHasher()
  private var time: Microseconds = 1_795_471_200_000_000

  /// The number that the next entry will have.
  var next: UInt64 { venue.nextSequence }

  static var rules: Rules {
    Rules(
      name: "story", matching: .continuous, fees: Fees(maker: 10, taker: 20), royaltyCap: 3000,
      tick: 1, limitMaximum: 100_000, quantityMaximum: 10_000, accountOrdersMaximum: 100)
  }

  /// The operator's key is number 100.
  init() throws {
    let genesis = GenesisRecord(
      origin: Self.origin, operatorKey: Sample.key(100).publicKey,
      logKey: Sample.key(101).publicKey,
      credentialKey: Sample.key(102).publicKey, rules: RuleSet.write(Self.rules), approval: "沪 1")
    append(.genesis, nil, genesis.json, try genesis.command(), EntryFacts())
    append(
      .term, nil, JSON.Object([("epoch", 1)]), Command(account: nil, action: .term(epoch: 1)),
      EntryFacts())
  }

  private func append(
    _ kind: EntryKind, _ document: Document?, _ open: JSON.Object?, _ command: Command,
    _ facts: EntryFacts
  ) {
    time += 1000
    let sequence = next
    let outcome = venue.apply(command, at: time)
    let salt = [UInt8](repeating: UInt8(truncatingIfNeeded: sequence &+ 40), count: 16)
    let entry = SealedEntry(
      sequence: sequence, time: time, kind: kind, document: document, open: open, facts: facts,
      salt: salt, outcome: outcome, hasher: hasher)
    leaves.append(entry.bytes)
    var sealed: [UInt8]?
    if let document, document.object != (try? Entry(bytes: entry.bytes).open) {
      sealed = document.bytes
    }
    disclosed.append(DisclosedEntry(sequence: sequence, salt: salt, document: sealed))
    outcomes.append(outcome)
    documents.append(document)
  }

  /// Lets time pass.
  func wait(seconds: Int64) { time += seconds * 1_000_000 }

  /// Deals with what has fallen due, as the node does; the tick's number.
  @discardableResult
  func tick() -> Int {
    append(
      .tick, nil, JSON.Object(), Command(account: nil, action: .tick), EntryFacts())
    return leaves.count - 1
  }

  /// Announces a snapshot; what the state came to.
  func announceSnapshot() -> SnapshotRecord {
    append(
      .snapshot, nil, JSON.Object(), Command(account: nil, action: .note), EntryFacts())
    return SnapshotRecord(of: venue, salt: disclosed[disclosed.count - 1].salt)
  }

  /// Notes what a snapshot is said to have come to; the entry's number.
  func note(_ record: SnapshotRecord) -> UInt64 {
    append(.snapshotDigest, nil, record.json, Command(account: nil, action: .note), EntryFacts())
    return next - 1
  }

  /// Adds a document of `account` (`nil` opens one), signed by the keys with these numbers.
  @discardableResult
  func add(
    _ type: DocumentType, _ account: UInt64?, by keys: [UInt8], _ members: [(String, JSON)],
    similar: [Resemblance] = [], alias: Alias? = nil, id: String? = nil
  ) throws -> UInt64 {
    var object = JSON.Object(members)
    object["account"] = .string(account.map(String.init) ?? "new")
    object["audience"] = .string(Self.origin)
    object["created"] = "2026-11-23T22:00:00Z"
    object["id"] = .string(id ?? "d-\(next)")
    object["type"] = .string(type.rawValue)
    return try add(
      Document(bytes: JSON.object(Proof.sign(object, by: keys.map(Sample.key))).canonicalBytes),
      similar: similar, alias: alias)
  }

  /// Adds a document as it is.
  @discardableResult
  func add(
    _ document: Document, similar: [Resemblance] = [], alias: Alias? = nil
  ) throws -> UInt64 {
    let sequence = next
    let action = try document.action()
    var facts = Facts()
    facts.similar = similar
    facts.alias = alias ?? self.alias(document.account, action)
    let command = Command(
      account: document.account, signers: document.signers.map(\.word), action: action,
      facts: facts)
    append(.document(document.type), document, nil, command, EntryFacts(venue: facts))
    return sequence
  }

  private func alias(_ account: UInt64?, _ action: Action) -> Alias? {
    guard let owner = account.flatMap({ venue.account($0)?.owner }) else { return nil }
    if case .issueEdition = action { return Alias(high: owner, low: next) }
    guard let symbol = action.instrument(in: venue), let listed = venue.instrument(symbol) else {
      return nil
    }
    return Alias(high: owner, low: venue.editions[venue.instruments[listed].edition].number)
  }

  /// Opens and admits an account with some cash.
  func member(_ key: UInt8, _ roles: [JSON], cash: String? = nil) throws -> UInt64 {
    let number = try add(
      .openAccount, nil, by: [key],
      [("contact", "c@example.org"), ("name", "沈云"), ("roles", .array(roles))])
    try add(
      .admitMember, 0, by: [100], [("member", .string("\(number)")), ("roles", .array(roles))])
    if let cash {
      try add(
        .creditCash, 0, by: [100],
        [("amount", .string(cash)), ("member", .string("\(number)")), ("reference", "bank 1")])
    }
    return number
  }

  func place(
    _ account: UInt64, by key: UInt8, _ side: String, _ limit: String, _ quantity: Int64,
    _ force: String = "GTC", alias: Alias? = nil, id: String? = nil
  ) throws -> UInt64 {
    try add(
      .placeOrder, account, by: [key],
      [
        ("instrument", "ROBE"), ("limit", .string(limit)), ("quantity", .number(quantity)),
        ("side", .string(side)),
        ("terms", .string(Hex.encode(venue.editions[0].terms.digest.bytes))),
        ("timeInForce", .string(force)),
      ], alias: alias, id: id)
  }

  /// What an account's own export has of an entry.
  func own(_ sequence: Int, of account: UInt64) -> DisclosedEntry {
    let outcome = outcomes[sequence]
    let salt = disclosed[sequence].salt
    var events: [String] = []
    for (index, owner) in outcome.sealedAccounts.enumerated() {
      let disclosure = SealedEntry.eventDisclosure(
        outcome.sealedEvents[index], index: index, salt: salt)
      events.append(
        owner == account ? disclosure.text : Base64.encode(disclosure.digest.bytes, .url))
    }
    if !outcome.sealedAccounts.contains(account) { events = [] }
    var document: Disclosure?
    if documents[sequence]?.account == account,
      let value = disclosed[sequence].document.flatMap({ try? CanonicalParser.parse($0) })
    {
      document = disclosure(salt, "document", value)
    }
    return DisclosedEntry(
      sequence: UInt64(sequence), salt: [], document: nil, documentDisclosure: document,
      events: events)
  }
}

/// A disclosure as the contract says it is made, from its entry's salt.
func disclosure(_ salt: [UInt8], _ name: String, _ value: JSON) -> Disclosure {
  Disclosure(salt: Disclosure.salt(entry: salt, name: name), name: name, value: value)
}
