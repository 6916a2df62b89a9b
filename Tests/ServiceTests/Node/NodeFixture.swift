import Cryptography
import Documents
import Entries
import Journal
import Node
import Testing
import TransparencyLog
import Venue

/// A node's value with an operator, driven by hand: no thread, clock or disk.
struct NodeFixture: ~Copyable {
  static let origin = "test.example"
  /// 2026-11-23T00:00:00Z.
  static let start: Int64 = 1_795_392_000

  let operatorKey = NodeFixture.key(1)
  let logKey: LogKey
  var node: Node
  var rows: [JournalRow] = []
  var seconds = NodeFixture.start
  private var count = 0

  static func key(_ number: UInt8) -> Ed25519.PrivateKey {
    guard let key = Ed25519.PrivateKey(seed: [UInt8](repeating: number, count: 32)) else {
      preconditionFailure("a seed has 32 bytes")
    }
    return key
  }

  init(preset: RulePreset = .openContinuous) throws {
    let signing = try LogKey(name: "\(NodeFixture.origin)/log", privateKey: NodeFixture.key(2))
    let record = GenesisRecord(
      origin: NodeFixture.origin, operatorKey: operatorKey.publicKey,
      logKey: signing.verifierKey.publicKey, credentialKey: NodeFixture.key(3).publicKey,
      rules: preset.rules, approval: "test")
    logKey = signing
    node = Node(origin: NodeFixture.origin, logKey: signing)
    let time = seconds * 1_000_000
    _ = node.step(.act(.genesis, record.json, salt: []), at: time)
    _ = node.step(.act(.term, JSON.Object([("epoch", 1)]), salt: []), at: time)
    rows += node.step(.close, at: time)?.batch?.rows ?? []
  }

  func document(
    _ type: String, account: String, id: String, by keys: [Ed25519.PrivateKey],
    _ members: [(String, JSON)] = []
  ) throws -> Document {
    var object = JSON.Object([
      ("account", .string(account)), ("audience", .string(NodeFixture.origin)),
      ("created", .string(Timestamp.format(seconds: seconds))), ("id", .string(id)),
      ("type", .string(type)),
    ])
    for (name, value) in members { object[name] = value }
    return try Document(bytes: JSON.object(Proof.sign(object, by: keys)).canonicalBytes)
  }

  /// Submits documents as one batch; their results in sequence.
  mutating func submit(_ documents: [Document]) throws -> [SubmissionResult] {
    for (ticket, document) in documents.enumerated() {
      count += 1
      let submission = Submission(
        ticket: UInt64(ticket), document: document, action: try document.action(),
        salt: [UInt8](repeating: UInt8(truncatingIfNeeded: count), count: 16),
        alias: Alias(high: 7, low: UInt64(count)))
      let nothing = node.step(.submit(submission), at: seconds * 1_000_000)
      #expect(nothing == nil)
    }
    let commit = try close()
    rows += commit.batch?.rows ?? []
    return commit.results.sorted { $0.ticket < $1.ticket }.map(\.result)
  }

  mutating func submit(_ document: Document) throws -> SubmissionResult {
    let results = try submit([document])
    return try #require(results.first)
  }

  /// Closes the batch.
  mutating func close() throws -> Commit {
    let commit = node.step(.close, at: seconds * 1_000_000)
    return try #require(commit)
  }

  /// Registers, issues and lists a work of `account`'s; its terms' digest.
  mutating func list(
    _ symbol: String, by key: Ed25519.PrivateKey, account: String, quantity: Int64 = 100
  ) throws -> String {
    func sequence(_ result: SubmissionResult) throws -> String {
      guard case .entered(let made) = result, made.refusal == nil else {
        throw Problem(500, "test", "\(result.code)")
      }
      return String(made.sequence)
    }
    let asset = try sequence(
      try submit(
        document(
          "asset.register", account: account, id: "asset-\(symbol)", by: [key],
          [
            (
              "authors",
              [
                [
                  "account": .string(account), "share": 10_000,
                  "name": "eh417RIz0WxsahYFaUd5jSLimXvAb99_7UYv94o2sgs",
                ]
              ]
            ), ("basis", "own-work"), ("category", "robe"), ("class", "UGC"),
            ("description", ""),
            (
              "files",
              [
                [
                  "mediaType": "text/plain", "name": "r", "role": "original", "size": 9,
                  "sha256": .string(String(repeating: "5", count: 64)),
                ]
              ]
            ), ("kind", "garment"), ("making", "human"), ("title", "Robe"),
          ])))
    let sheet = JSON.Object([
      ("fees", ["maker": 10, "taker": 20]), ("licence", "personal-display-1"),
      ("royalties", []), ("title", "One"),
    ])
    let edition = try sequence(
      try submit(
        document(
          "edition.issue", account: account, id: "edition-\(symbol)", by: [key],
          [
            ("asset", .string(asset)), ("quantity", .number(quantity)), ("terms", .object(sheet)),
          ])))
    _ = try sequence(
      try submit(
        document(
          "instrument.open", account: "0", id: "open-\(symbol)", by: [operatorKey],
          [("edition", .string(edition)), ("symbol", .string(symbol))])))
    return TermsSheet.digest(sheet).hex
  }

  /// Opens and admits a trader with cash; its account number.
  mutating func openTrader(_ key: Ed25519.PrivateKey, cash: Int64) throws -> String {
    let opened = try submit(
      document(
        "account.open", account: "new", id: "open", by: [key],
        [("contact", ""), ("name", "Trader"), ("roles", ["creator", "trader"])]))
    guard case .entered(let made) = opened else {
      throw Problem(500, "test", "the account was not opened: \(opened)")
    }
    let account = String(made.sequence)
    _ = try submit(
      document(
        "member.admit", account: "0", id: "admit-\(account)", by: [operatorKey],
        [("member", .string(account)), ("roles", ["creator", "trader"])]))
    _ = try submit(
      document(
        "cash.credit", account: "0", id: "credit-\(account)", by: [operatorKey],
        [
          ("amount", .string(String(cash))), ("member", .string(account)),
          ("reference", "test"),
        ]))
    return account
  }
}

extension SubmissionResult {
  /// The problem's code, or what else it is.
  var code: String {
    switch self {
    case .entered(let made): made.refusal?.rawValue ?? "accepted"
    case .known(let sequence): "known \(sequence)"
    case .rejected(let problem): problem.code
    case .outsideWindow(let account): "outside-window \(account ?? 0)"
    }
  }
}
