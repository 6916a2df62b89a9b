import Catalog
import Cryptography
import Documents
import Entries
import Testing
import TransparencyLog
import Venue

/// A venue whose every act becomes the row that a journal would hold: signed documents go through
/// the real Venue, and entries are made as the node makes them.
final class VenueStory {
  /// Somebody with a key and, once opened, an account.
  struct Person {
    let key: Ed25519.PrivateKey
    var account: AccountNumber
    var did: String { DIDKey.text(key.publicKey) }
  }

  static let origin = "venue.example"
  /// 2026-11-23T16:00:00Z: midnight in Asia/Shanghai.
  static let midnight: Microseconds = 1_795_449_600_000_000

  private(set) var rows: [CatalogRow] = []
  private(set) var operatorPerson: Person
  var venue = Venue(scope: .full)
  var time = VenueStory.midnight
  private let hasher = TreeHasher()
  private var documents = 0
  private var keys: UInt8 = 0
  private let signs: Bool

  /// - Parameter signs: `false` writes a proof that names its key and does not verify, which no
  ///   reader here verifies anyway.
  init(signs: Bool = true) throws {
    self.signs = signs
    operatorPerson = Person(key: try VenueStory.key(0), account: 0)
    let record = GenesisRecord(
      origin: VenueStory.origin, operatorKey: operatorPerson.key.publicKey,
      logKey: operatorPerson.key.publicKey, credentialKey: operatorPerson.key.publicKey,
      rules: RulePreset.openContinuous.rules, approval: "demo")
    append(
      .genesis, nil, open: record.json, EntryFacts(), venue.apply(try record.command(), at: time))
  }

  private static func key(_ number: UInt8) throws -> Ed25519.PrivateKey {
    try #require(Ed25519.PrivateKey(seed: [UInt8](repeating: number, count: 32)))
  }

  /// What the Venue says of an account's cash.
  func balance(of person: Person) -> CashLedger.Balance? { venue.balance(of: person.account) }

  /// What the Venue says of an instrument.
  func instrument(_ symbol: String) -> Instrument? {
    Symbol(symbol).flatMap { venue.instrument($0) }.map { venue.instruments[$0] }
  }

  /// Deals with what has fallen due by now, as the node does.
  func tick() {
    append(
      .tick, nil, open: JSON.Object(), EntryFacts(),
      venue.apply(Command(account: nil, action: .tick), at: time))
  }

  /// A key that nobody has yet.
  func newKey() throws -> Ed25519.PrivateKey {
    keys += 1
    return try VenueStory.key(keys)
  }

  private func append(
    _ kind: EntryKind, _ document: Document?, open: JSON.Object?, _ facts: EntryFacts,
    _ outcome: Outcome, disclosures: String = ""
  ) {
    let entry = SealedEntry(
      sequence: UInt64(rows.count), time: time, kind: kind, document: document, open: open,
      facts: facts, salt: [UInt8](repeating: 7, count: 16), outcome: outcome, hasher: hasher)
    var isOpen = document == nil
    if let type = document?.type, case .whole = type.openness { isOpen = true }
    rows.append(
      CatalogRow(
        sequence: UInt64(rows.count), entry: entry.bytes,
        document: isOpen ? [] : document?.bytes ?? [], disclosures: Array(disclosures.utf8),
        publicEvents: outcome.publicEvents.bytes, sealedEvents: outcome.sealedEvents.bytes,
        account: document?.account))
  }

  /// Sends a document, a second after the last one; returns its number.
  @discardableResult func send(
    _ type: DocumentType, by person: Person, _ members: [(String, JSON)],
    with others: [Ed25519.PrivateKey] = [], similar: [Resemblance] = [],
    fingerprints: [JSON] = [], disclosures: String = "", expecting: Refusal? = nil,
    mayBeRefused: Bool = false
  ) throws -> UInt64 {
    time += 1_000_000
    let sequence = UInt64(rows.count)
    var object = JSON.Object(members)
    object["type"] = .string(type.rawValue)
    object["account"] = type == .openAccount ? "new" : .string(String(person.account))
    object["audience"] = .string(VenueStory.origin)
    object["created"] = .string(Timestamp.format(seconds: time / 1_000_000))
    object["id"] = .string("d\(documents)")
    documents += 1
    if signs {
      object = Proof.sign(object, by: [person.key] + others)
    } else {
      object["proof"] = [
        "verificationMethod": .string(DIDKey.verificationMethod(person.key.publicKey))
      ]
    }
    let document = try Document(bytes: JSON.object(object).canonicalBytes, verifying: signs)
    var facts = Facts()
    facts.alias = Alias(high: 1, low: person.account)
    facts.similar = similar
    let outcome = venue.apply(
      Command(
        account: document.account, signers: document.signers.map(\.word),
        action: try document.action(), facts: facts), at: time)
    if !mayBeRefused {
      #expect(outcome.refusal == expecting, "\(type.rawValue) at \(sequence)")
    }
    append(
      .document(type), document, open: nil,
      EntryFacts(venue: facts, fingerprints: fingerprints), outcome, disclosures: disclosures)
    return sequence
  }

  /// A new account, admitted, with cash.
  func member(_ name: String, roles: [JSON], cash: Int64 = 0) throws -> Person {
    var person = Person(key: try newKey(), account: 0)
    person.account = try send(
      .openAccount, by: person,
      [
        ("name", .string(name)), ("contact", .string("\(name)@example.com")),
        ("roles", .array(roles)),
      ])
    try send(
      .admitMember, by: operatorPerson,
      [("member", .string(String(person.account))), ("roles", .array(roles))])
    if cash > 0 {
      try send(
        .creditCash, by: operatorPerson,
        [
          ("member", .string(String(person.account))), ("amount", .string(String(cash))),
          ("reference", "wire 1"),
        ])
    }
    return person
  }

  /// A filing by one author; its only original is `file`, 64 hexadecimal digits.
  @discardableResult func work(
    by person: Person, title: String, description: String = "", category: String = "dress",
    file: String, kind: String = "garment", similar: [Resemblance] = [],
    fingerprints: [JSON] = [], expecting: Refusal? = nil
  ) throws -> UInt64 {
    let name = Disclosure(salt: [1, 2, 3, 4], name: "name", value: "云裳工作室")
    return try send(
      .registerAsset, by: person,
      [
        ("title", .string(title)), ("description", .string(description)),
        ("kind", .string(kind)), ("class", "UGC"), ("category", .string(category)),
        ("basis", "own-work"), ("making", "human"),
        (
          "authors",
          [
            [
              "account": .string(String(person.account)), "share": 10000,
              "name": .string(Base64.encode(name.digest.bytes, .url)),
            ]
          ]
        ),
        (
          "files",
          [
            [
              "mediaType": "image/png", "name": "robe.png", "role": "original",
              "sha256": .string(file), "size": 1000,
            ]
          ]
        ),
      ], similar: similar, fingerprints: fingerprints, disclosures: name.text + "\n",
      expecting: expecting)
  }

  /// An edition of a work with a royalty for its issuer, and its terms' digest.
  func edition(
    of asset: UInt64, by person: Person, quantity: Int64
  ) throws -> (number: UInt64, terms: String) {
    let sheet: JSON = [
      "fees": ["maker": 10, "taker": 20], "licence": "personal-display-1",
      "royalties": [["account": .string(String(person.account)), "rate": 500]],
      "title": "First edition",
    ]
    let number = try send(
      .issueEdition, by: person,
      [("asset", .string(String(asset))), ("quantity", .number(quantity)), ("terms", sheet)])
    return (number, TermsSheet.digest(try #require(sheet.object)).hex)
  }

  /// A single order; returns its entry's number.
  @discardableResult func order(
    _ side: String, _ quantity: Int64, at limit: Int64, by person: Person, on symbol: String,
    terms: String, timeInForce: String = "GTC", expecting: Refusal? = nil,
    mayBeRefused: Bool = false
  ) throws -> UInt64 {
    try send(
      .placeOrder, by: person,
      [
        ("instrument", .string(symbol)), ("limit", .string(String(limit))),
        ("quantity", .number(quantity)), ("side", .string(side)), ("terms", .string(terms)),
        ("timeInForce", .string(timeInForce)),
      ], expecting: expecting, mayBeRefused: mayBeRefused)
  }
}
