import Cryptography
import Documents
import Entries
import Node
import TransparencyLog
import Venue

/// A venue made without a server: members with cash and units, works, editions and instruments, all of
/// it through the node's own value and from signed documents.
struct MadeVenue: ~Copyable {
  /// The venue's name.
  static let origin = "benchmark.example"
  /// What each trader is credited, in fen.
  private static let cash = "1000000000000"
  /// What each trader is sold to begin with, in units.
  private static let units = 2_000
  /// The price of that first sale, in fen.
  private static let firstPrice = "10000"

  /// A listed edition.
  struct Listing {
    var symbol: String
    /// The digest of its terms sheet.
    var terms: String
  }

  private(set) var node: Node
  /// Who trades; trader `n` on the listing `n` mod the number of listings.
  private(set) var traders: [Trader] = []
  private(set) var listings: [Listing] = []
  /// The clock that documents and entries go by, in microseconds.
  var time: Microseconds
  private let identity: Identity
  private var random: Random
  private var documentCount = 0

  /// A venue with its first two entries, not closed yet.
  init(identity: Identity, time: Microseconds, seed: UInt64) {
    self.identity = identity
    self.time = time
    random = Random(seed: seed)
    node = Node(origin: MadeVenue.origin, logKey: identity.logKey)
    let record = GenesisRecord(
      origin: MadeVenue.origin, operatorKey: identity.operatorKey.publicKey,
      logKey: identity.logKey.verifierKey.publicKey,
      credentialKey: identity.credentialKey.publicKey, rules: RulePreset.openContinuous.rules,
      approval: "benchmark: no approval of any authority stands behind this board")
    _ = node.step(.act(.genesis, record.json, salt: []), at: time)
    _ = node.step(.act(.term, JSON.Object([("epoch", 1)]), salt: []), at: time)
  }

  /// Makes the market.
  mutating func open(
    traders count: Int, listings listingCount: Int, write: (Commit) throws -> Void
  ) throws {
    let issuer = try member("creator", write)
    let members = try (0..<count).map { _ in try member("trader", write) }
    for member in members {
      _ = try enter(
        .creditCash, "0", identity.operatorKey,
        [
          ("amount", .string(MadeVenue.cash)), ("member", .string(member.account)),
          ("reference", "benchmark"),
        ], write)
    }
    for number in 0..<listingCount { try list("B\(number)", issuer, quantity: count, write) }
    for (number, member) in members.enumerated() {
      let listing = listings[number % listingCount]
      try order(issuer, "sell", "GTC", listing, write)
      try order(member, "buy", "IOC", listing, write)
    }
    traders = members.map {
      Trader(account: $0.account, audience: MadeVenue.origin, key: $0.key)
    }
  }

  private struct Member {
    var account: String
    var key: Ed25519.PrivateKey
  }

  private mutating func member(
    _ role: JSON, _ write: (Commit) throws -> Void
  ) throws -> Member {
    let key = Ed25519.PrivateKey.generate()
    let account = try enter(
      .openAccount, "new", key, [("contact", "a@b.example"), ("name", "B"), ("roles", [role])],
      write)
    _ = try enter(
      .admitMember, "0", identity.operatorKey,
      [("member", .string(account)), ("roles", [role])], write)
    return Member(account: account, key: key)
  }

  private mutating func list(
    _ symbol: String, _ issuer: Member, quantity: Int, _ write: (Commit) throws -> Void
  ) throws {
    let asset = try enter(
      .registerAsset, issuer.account, issuer.key,
      [
        (
          "authors",
          [
            [
              "account": .string(issuer.account), "share": 10_000,
              "name": .string(Base64.encode(RandomBytes.make(32), .url)),
            ]
          ]
        ),
        ("basis", "own-work"), ("category", "benchmark"), ("class", "UGC"), ("description", ""),
        (
          "files",
          [
            [
              "mediaType": "image/png", "name": "b.png", "role": "original",
              "sha256": .string(Hex.encode(RandomBytes.make(32))), "size": 1_000,
            ]
          ]
        ),
        ("kind", "collectible"), ("making", "human"), ("title", .string("Benchmark \(symbol)")),
      ], write)
    let sheet = JSON.Object([
      ("fees", ["maker": 10, "taker": 20]), ("licence", "personal-display-1"),
      ("royalties", [["account": .string(issuer.account), "rate": 250]]),
      ("title", .string("Benchmark \(symbol)")),
    ])
    let edition = try enter(
      .issueEdition, issuer.account, issuer.key,
      [
        ("asset", .string(asset)), ("quantity", .number(Int64(quantity * MadeVenue.units))),
        ("terms", .object(sheet)),
      ], write)
    _ = try enter(
      .openInstrument, "0", identity.operatorKey,
      [("edition", .string(edition)), ("symbol", .string(symbol))], write)
    listings.append(Listing(symbol: symbol, terms: TermsSheet.digest(sheet).hex))
  }

  private mutating func order(
    _ member: Member, _ side: JSON, _ force: JSON, _ listing: Listing,
    _ write: (Commit) throws -> Void
  ) throws {
    _ = try enter(
      .placeOrder, member.account, member.key,
      [
        ("instrument", .string(listing.symbol)), ("limit", .string(MadeVenue.firstPrice)),
        ("quantity", .number(Int64(MadeVenue.units))), ("side", side),
        ("terms", .string(listing.terms)), ("timeInForce", force),
      ], write)
  }

  /// Signs and enters one document as a batch of its own; its entry's number.
  private mutating func enter(
    _ type: DocumentType, _ account: String, _ key: Ed25519.PrivateKey,
    _ members: [(String, JSON)], _ write: (Commit) throws -> Void
  ) throws -> String {
    documentCount += 1
    let object = JSON.Object(
      members + [
        ("account", .string(account)), ("audience", .string(MadeVenue.origin)),
        ("created", .string(Timestamp.format(seconds: time / 1_000_000))),
        ("id", .string("m-\(documentCount)")), ("type", .string(type.rawValue)),
      ])
    let document = try Document(
      bytes: JSON.object(Proof.sign(object, by: [key])).canonicalBytes, verifying: false)
    let submission = Submission(
      ticket: 0, document: document, action: try document.action(), salt: random.bytes16(),
      alias: random.alias())
    submit(submission)
    let commit = try close()
    try write(commit)
    guard case .entered(let made)? = commit.results.first?.result, made.refusal == nil else {
      throw BenchmarkError("a \(type.rawValue) was refused")
    }
    return String(made.sequence)
  }

  /// Announces a snapshot, makes it, and notes on the log what it comes to, as a running venue does.
  mutating func snapshot(
    write: (Commit) throws -> Void
  ) throws -> (bytes: [UInt8], announced: UInt64) {
    let salt = random.bytes16()
    _ = node.step(.act(.snapshot, JSON.Object(), salt: salt), at: time)
    try write(try close())
    let record = SnapshotRecord(of: node.state.venue, salt: salt)
    let bytes = node.state.snapshot()
    _ = node.step(.act(.snapshotDigest, record.json, salt: random.bytes16()), at: time)
    try write(try close())
    return (bytes, record.snapshot)
  }

  /// Enters a document.
  mutating func submit(_ submission: Submission) { _ = node.step(.submit(submission), at: time) }

  /// Closes the batch.
  mutating func close() throws -> Commit {
    guard let commit = node.step(.close, at: time) else {
      throw BenchmarkError("the node closed no batch")
    }
    return commit
  }
}

extension Random {
  /// Sixteen random bytes, for a salt.
  mutating func bytes16() -> [UInt8] {
    var words = (next(), next())
    return withUnsafeBytes(of: &words) { Array($0) }
  }

  /// An alias.
  mutating func alias() -> Alias { Alias(high: next(), low: next()) }
}
