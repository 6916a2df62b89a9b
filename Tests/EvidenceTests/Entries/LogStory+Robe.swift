import Documents
import Venue

extension LogStory {
  /// Who is who in the story of the robe, and where its turns are.
  struct Robe {
    var seller: UInt64 = 0
    var buyer: UInt64 = 0
    var poor: UInt64 = 0
    var auditor: UInt64 = 0
    var asset: UInt64 = 0
    var trade = 0
    var refusedPrivately = 0
    var batch = 0
    var opened = 0
  }

  /// A market up to its first trade: seller (key 1), buyer (2), poor (3), auditor (4).
  func beginRobe() throws -> Robe {
    var robe = Robe()
    robe.seller = try member(1, ["creator", "trader"])
    robe.buyer = try member(2, ["trader"], cash: "1000000")
    robe.poor = try member(3, ["trader"], cash: "502")
    robe.auditor = try member(4, ["auditor"])
    let digest = JSON.string(String(repeating: "5", count: 64))
    robe.asset = try add(
      .registerAsset, robe.seller, by: [1],
      [
        (
          "authors",
          [
            [
              "account": .string("\(robe.seller)"),
              "name": "eh417RIz0WxsahYFaUd5jSLimXvAb99_7UYv94o2sgs", "share": 10_000,
            ]
          ]
        ), ("basis", "own-work"), ("category", "robe"), ("class", "UGC"), ("description", ""),
        (
          "files",
          [
            [
              "mediaType": "image/png", "name": "r.png", "role": "original", "sha256": digest,
              "size": 9,
            ]
          ]
        ), ("kind", "garment"), ("making", "human"), ("title", "云裳"),
      ])
    let edition = try add(
      .issueEdition, robe.seller, by: [1],
      [
        ("asset", .string("\(robe.asset)")), ("quantity", 100),
        (
          "terms",
          [
            "fees": ["maker": 10, "taker": 20], "licence": "personal-display-1",
            "royalties": [["account": .string("\(robe.auditor)"), "rate": 300]], "title": "one",
          ]
        ),
      ])
    try add(
      .openInstrument, 0, by: [100],
      [("edition", .string("\(edition)")), ("symbol", "ROBE")])
    _ = try place(robe.seller, by: 1, "sell", "1000", 10)
    robe.trade = Int(try place(robe.buyer, by: 2, "buy", "1000", 4))
    return robe
  }

  /// The whole story: private refusals, a batch with a withheld position, a freeze and its end.
  func tellRobe() throws -> Robe {
    var robe = try beginRobe()
    let bid = try place(robe.buyer, by: 2, "buy", "900", 5)
    robe.refusedPrivately = Int(try place(robe.poor, by: 3, "buy", "1000", 4))
    robe.batch = Int(
      try add(
        .batchOrders, robe.poor, by: [3],
        [
          ("instrument", "ROBE"),
          (
            "orders",
            [
              ["buy", "100", 4, "GTC"], ["buy", "100", 4, "GTC"], ["sell", "9", 1, "GTC"],
              ["buy", "99", 1, "IOC"],
            ]
          ), ("terms", .string(termsText)),
        ]))
    try add(
      .amendOrder, robe.buyer, by: [2],
      [("limit", "950"), ("order", .string("\(bid).0")), ("quantity", 6)])
    try add(
      .amendOrder, robe.poor, by: [3],
      [("limit", "500"), ("order", .string("\(robe.batch).0")), ("quantity", 4)])
    try add(.cancelOrder, robe.poor, by: [3], [("order", .string("\(bid).0"))])
    try add(.addKey, robe.buyer, by: [2, 5], [("key", .string(keyText(5)))])
    try add(.revokeKey, robe.buyer, by: [5], [("key", .string(keyText(2)))])
    let claim = try add(
      .notifyClaim, robe.poor, by: [3],
      [
        ("asset", .string("\(robe.asset)")), ("evidence", []), ("grounds", "copyright"),
        ("statement", "mine"),
      ])
    robe.opened = Int(
      try add(
        .openClaim, robe.auditor, by: [4],
        [
          ("asset", .string("\(robe.asset)")), ("claim", .string("\(claim)")),
          ("reasons", "in form"), ("scope", ["trade"]),
        ]))
    _ = try place(robe.buyer, by: 5, "buy", "900", 5)
    try add(
      .counterClaim, robe.seller, by: [1],
      [("claim", .string("\(claim)")), ("evidence", []), ("statement", "no, mine")])
    try add(
      .decideClaim, robe.auditor, by: [4],
      [
        ("claim", .string("\(claim)")), ("decision", "released"), ("reasons", "no proof"),
        ("scope", []),
      ])
    _ = try place(robe.buyer, by: 5, "buy", "900", 5)
    _ = try place(robe.seller, by: 1, "sell", "900", 9, "IOC")
    try add(.cancelAllOrders, robe.seller, by: [1], [("instrument", "ROBE")])
    let withdrawal = try add(.withdrawCash, robe.buyer, by: [5], [("amount", "1000")])
    try add(
      .approveWithdrawal, 0, by: [100],
      [("reference", "bank 2"), ("withdrawal", .string("\(withdrawal)"))])
    try add(.haltInstrument, 0, by: [100], [("instrument", "ROBE"), ("reason", "r")])
    try add(.resumeInstrument, 0, by: [100], [("instrument", "ROBE"), ("reason", "r")])
    try add(
      .setRules, 0, by: [100],
      [("approval", "沪 2"), ("rules", .object(RuleSet.write(Self.rules)))])
    return robe
  }

  var termsText: String {
    venue.editions[0].terms.digest.bytes.map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  func keyText(_ number: UInt8) -> String { DIDKey.text(Sample.key(number).publicKey) }
}
