import Client
import Cryptography
import Documents
import Foundation

/// Makes a market to measure: traders with cash and units, a registered work, its edition, and an
/// instrument. All of it goes through the venue's own door.
struct Market {
  /// What each trader is credited, in fen, and sold, in units.
  private static let cash = 1_000_000_000_000
  private static let unitsMaximum = 50_000
  private static let quantity = 10_000_000

  private let socket: Socket
  private let origin: String
  private let operatorKey: Ed25519.PrivateKey
  private let run: String
  private var nextID = 0

  /// - Parameter run: begins every id and names the instrument: letters and digits.
  init(port: UInt16, origin: String, operatorKey: Ed25519.PrivateKey, run: String) throws {
    socket = try Socket(port: port)
    self.origin = origin
    self.operatorKey = operatorKey
    self.run = run
  }

  /// Makes the market and returns the flow that trades on it.
  mutating func open(traders count: Int, mode: OrderFlow.Mode, seed: UInt64) throws -> OrderFlow {
    let issuer = try member("creator")
    let members = try (0..<count).map { _ in try member("trader") }
    for member in members {
      try send(
        .creditCash, "0", operatorKey,
        [
          ("amount", .string(String(Self.cash))), ("member", .string(member.account)),
          ("reference", "benchmark"),
        ])
    }
    let symbol = "B" + run.uppercased()
    let terms = try list(symbol, issuer, seed: seed)
    let units = min(Self.unitsMaximum, Self.quantity / count)
    try order(issuer, "sell", units * count, "GTC", symbol, terms)
    for member in members { try order(member, "buy", units, "IOC", symbol, terms) }
    return OrderFlow(
      traders: members.map { Trader(account: $0.account, audience: origin, key: $0.key) },
      symbol: symbol, terms: terms, mode: mode, run: run, created: created(), seed: seed)
  }

  private struct Member {
    var account: String
    var key: Ed25519.PrivateKey
  }

  private mutating func member(_ role: JSON) throws -> Member {
    let key = Ed25519.PrivateKey.generate()
    let opened = try send(
      .openAccount, "new", key, [("contact", "a@b.example"), ("name", "B"), ("roles", [role])])
    guard let account = opened["account"]?.string else {
      throw BenchmarkError("the opening's answer names no account")
    }
    try send(.admitMember, "0", operatorKey, [("member", .string(account)), ("roles", [role])])
    return Member(account: account, key: key)
  }

  /// Registers a work, issues it and opens its instrument; returns the terms' digest.
  private mutating func list(_ symbol: String, _ issuer: Member, seed: UInt64) throws -> String {
    let picture = TinyPicture.png(seed: seed ^ UInt64(Clock.nanoseconds()))
    let digest = SHA256.hash(picture)
    let path = "/v1/files/\(digest.hex)"
    let request = try document(
      .request, issuer.account, issuer.key, [("method", "PUT"), ("path", .string(path))])
    let (status, body) = try socket.exchange(
      "PUT", path, picture, isJSON: false,
      more: "Content-Type: image/png\r\nAuthorization: Proof \(Base64.encode(request, .url))\r\n")
    guard status == 201 else {
      throw BenchmarkError("the upload was refused: \(String(decoding: body, as: UTF8.self))")
    }
    let name = Disclosure(salt: RandomBytes.make(16), name: "name", value: "B")
    let asset = try send(
      .registerAsset, issuer.account, issuer.key,
      [
        (
          "authors",
          [
            [
              "account": .string(issuer.account),
              "name": .string(Base64.encode(name.digest.bytes, .url)), "share": 10_000,
            ]
          ]
        ),
        ("basis", "own-work"), ("category", "benchmark"), ("class", "UGC"), ("description", ""),
        (
          "files",
          [
            [
              "mediaType": "image/png", "name": "b.png", "role": "original",
              "sha256": .string(digest.hex), "size": .number(Int64(picture.count)),
            ]
          ]
        ),
        ("kind", "collectible"), ("making", "human"), ("title", .string("Benchmark \(run)")),
      ])
    let rules = try CanonicalParser.parse(try socket.exchange("GET", "/v1/rules").body)
    guard let fees = rules["rules"]?["fees"] else { throw BenchmarkError("no rules in force") }
    let sheet = JSON.Object([
      ("fees", fees), ("licence", "personal-display-1"),
      ("royalties", [["account": .string(issuer.account), "rate": 250]]),
      ("title", .string("Benchmark \(run)")),
    ])
    let edition = try send(
      .issueEdition, issuer.account, issuer.key,
      [
        ("asset", asset["asset"] ?? "0"), ("quantity", .number(Int64(Self.quantity))),
        ("terms", .object(sheet)),
      ])
    try send(
      .openInstrument, "0", operatorKey,
      [("edition", edition["edition"] ?? "0"), ("symbol", .string(symbol))])
    return TermsSheet.digest(sheet).hex
  }

  private mutating func order(
    _ member: Member, _ side: JSON, _ quantity: Int, _ force: JSON, _ symbol: String,
    _ terms: String
  ) throws {
    try send(
      .placeOrder, member.account, member.key,
      [
        ("instrument", .string(symbol)), ("limit", .string(String(OrderFlow.middle))),
        ("quantity", .number(Int64(quantity))), ("side", side), ("terms", .string(terms)),
        ("timeInForce", force),
      ])
  }

  private func created() -> String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp.format(seconds: Int64(time.tv_sec))
  }

  private mutating func document(
    _ type: DocumentType, _ account: String, _ key: Ed25519.PrivateKey, _ members: [(String, JSON)]
  ) throws -> [UInt8] {
    var object = JSON.Object(members)
    object["account"] = .string(account)
    object["audience"] = .string(origin)
    object["created"] = .string(created())
    object["id"] = .string("\(run)-setup-\(nextID)")
    object["type"] = .string(type.rawValue)
    nextID += 1
    return JSON.object(Proof.sign(object, by: [key])).canonicalBytes
  }

  @discardableResult
  private mutating func send(
    _ type: DocumentType, _ account: String, _ key: Ed25519.PrivateKey, _ members: [(String, JSON)]
  ) throws -> JSON {
    let body = try document(type, account, key, members)
    for _ in 0..<60 {
      let (status, reply) = try socket.exchange("POST", "/v1/documents", body)
      switch status {
      case 200: return try LooseJSON.parse(reply)
      case 429, 503: usleep(200_000)
      default:
        throw BenchmarkError(
          "\(type.rawValue) was refused: \(String(decoding: reply, as: UTF8.self))")
      }
    }
    throw BenchmarkError("\(type.rawValue) was shed for too long")
  }
}
