import Catalog
import Documents
import Testing
import Venue

@Suite("Catalog: works and claims") struct CatalogRightsTests {
  @Test("A work shows all that its filing said, and what came of it") func works() async throws {
    let board = try BoardStory()
    let folder = try CatalogFolder()
    let catalog = try folder.catalog(of: board.story.rows)
    let work = try #require(try await catalog.asset(board.asset))
    let number = String(board.asset)
    #expect(work["asset"] == .string(number) && work["title"] == "Cloud Robe 云裳")
    #expect(work["kind"] == "garment" && work["class"] == "UGC" && work["category"] == "dress")
    #expect(work["basis"] == "own-work" && work["making"] == "human")
    #expect(work["status"] == "registered" && work["frozen"] == [])
    #expect(work["editions"] == [.string(String(board.edition))])
    #expect(work["instruments"] == ["ROBE"] && work["similar"] == [])
    #expect(work["preview"] == .string("/v1/assets/\(number)/preview"))
    #expect(work["authors"]?.array?.first?["share"] == 10000)
    #expect(work["files"]?.array?.first?["sha256"] == .string(BoardStory.file))
    #expect(try await catalog.asset(0) == nil)

    #expect(
      try await catalog.similar(board.asset) == [
        "similar": [], "fingerprints": [["codes": [], "sha256": .string(BoardStory.file)]],
      ])
    #expect(try await catalog.authors(of: board.asset) == [board.creator.account])
    #expect(
      try await catalog.authorNames(of: board.asset) == [
        [
          "account": .string(String(board.creator.account)), "name": "云裳工作室",
          "share": 10000,
        ]
      ])
    let owners = try await catalog.assetsHavingFile(BoardStory.file)
    #expect(owners.map(\.asset) == [board.asset] && owners.map(\.role) == ["original"])

    let edition = try #require(try await catalog.edition(board.edition))
    #expect(edition["quantity"] == 100 && edition["instrument"] == "ROBE")
    #expect(edition["issuer"] == .string(String(board.creator.account)))
    #expect(edition["termsDigest"] == .string(board.terms))
    #expect(edition["terms"]?["royalties"]?.array?.first?["rate"] == 500)
    #expect(try await catalog.editions(of: board.asset) == [edition])
  }

  @Test(
    "A text is found as a substring, in any script and case",
    arguments: [
      ("robe", 1), ("CLOUD R", 1), ("云裳", 1), ("裳", 1), ("丝绸旗袍", 1), ("旗袍", 1),
      ("dress", 2), ("a", 1), ("\"light\"", 1), ("100%", 1), ("%", 1), ("_", 0), ("AND", 0),
      ("robe*", 0), ("title:robe", 0), ("", 2),
    ])
  func searching(query: String, count: Int) async throws {
    let board = try BoardStory()
    try board.story.work(
      by: board.creator, title: "丝绸旗袍", description: "", file: String(repeating: "0c", count: 32))
    let folder = try CatalogFolder()
    let catalog = try folder.catalog(of: board.story.rows)
    let found = try await catalog.assets(Catalog.AssetFilter(query: query))
    #expect(found["assets"]?.array?.count == count)
  }

  @Test("Works are narrowed and paged") func listing() async throws {
    let story = try VenueStory()
    let creator = try story.member("C", roles: ["creator"])
    var numbers: [UInt64] = []
    for index in 10..<15 {
      numbers.append(
        try story.work(
          by: creator, title: "Work \(index)", file: String(repeating: "\(index)", count: 32),
          kind: index % 2 == 0 ? "garment" : "material"))
    }
    let folder = try CatalogFolder()
    let catalog = try folder.catalog(of: story.rows)
    var seen: [JSON] = []
    var after: UInt64?
    repeat {
      let page = try await catalog.assets(after: after, limit: 2)
      seen += page["assets"]?.array?.compactMap { $0["asset"] } ?? []
      after = page["next"]?.string.flatMap { UInt64($0) }
    } while after != nil
    #expect(seen == numbers.map { .string(String($0)) })
    let filter = Catalog.AssetFilter(
      query: "work", kind: "material", class: "UGC", status: "registered")
    #expect(try await catalog.assets(filter)["assets"]?.array?.count == 2)
    let none = Catalog.AssetFilter(class: "OGC")
    #expect(try await catalog.assets(none) == ["assets": []])
    for query in [String(repeating: "长", count: 100), "a\u{0}b"] {
      await #expect(throws: Problem.self) {
        _ = try await catalog.assets(Catalog.AssetFilter(query: query))
      }
    }
  }

  @Test("Text is shown as it was signed, whatever characters it has") func oddText() async throws {
    let story = try VenueStory()
    let creator = try story.member("Quote \" and \u{0} nul", roles: ["creator"])
    let title = "before\u{0}after \"\\ 🧥\n"
    let asset = try story.work(by: creator, title: title, file: BoardStory.file)
    let folder = try CatalogFolder()
    let catalog = try folder.catalog(of: story.rows)
    #expect(try await catalog.asset(asset)?["title"] == .string(title))
    #expect(
      try await catalog.account(creator.account)?["name"] == "Quote \" and \u{0} nul")
    for query in ["after", "🧥", "\"\\"] {
      let found = try await catalog.assets(Catalog.AssetFilter(query: query))
      #expect(found["assets"]?.array?.count == 1)
    }
  }

  private func notify(_ board: BoardStory, by person: VenueStory.Person) throws -> UInt64 {
    try board.story.send(
      .notifyClaim, by: person,
      [
        ("asset", .string(String(board.asset))), ("grounds", "copyright"),
        ("statement", "Mine."), ("evidence", [.string(String(repeating: "e1", count: 32))]),
      ])
  }

  @Test("A claim goes from notice to decision; the bulletin is redacted") func claims() async throws
  {
    let board = try BoardStory()
    let folder = try CatalogFolder()
    let resting = try board.order("sell", 5, at: 900, by: board.creator)
    let claim = try notify(board, by: board.buyer)
    let claimText = JSON.string(String(claim))
    let asset = JSON.string(String(board.asset))
    var catalog = try folder.catalog(of: board.story.rows)
    var full = try #require(try await catalog.claim(claim))
    #expect(full["status"] == "noticed" && full["statement"] == "Mine." && full["scope"] == [])
    #expect(full["notifier"] == .string(String(board.buyer.account)))
    #expect(try await catalog.bulletin() == ["entries": []])
    #expect(try await catalog.claimReaders(claim) == [board.buyer.account])

    let opening: [(String, JSON)] = [
      ("claim", claimText), ("asset", asset), ("scope", ["deliver", "trade"]),
      ("reasons", "In form."),
    ]
    try board.story.send(.openClaim, by: board.auditor, opening)
    let opened = board.story.time
    catalog = try folder.catalog(of: board.story.rows)
    #expect(try await catalog.frozen(board.asset) == ["deliver", "trade"])
    #expect(
      try await catalog.bulletin() == [
        "entries": [
          [
            "claim": claimText, "asset": asset, "title": "Cloud Robe 云裳", "status": "open",
            "scope": ["deliver", "trade"], "opened": .number(opened), "reasons": "In form.",
          ]
        ]
      ])
    let pulled = try await catalog.orders(account: board.creator.account, status: .all)
    #expect(pulled["orders"]?.array?.first?["order"] == .string("\(resting).0"))
    #expect(pulled["orders"]?.array?.first?["status"] == "cancelled")
    #expect(
      try await catalog.claimReaders(claim)
        == [board.creator.account, board.buyer.account].sorted())

    try board.story.send(
      .counterClaim, by: board.creator,
      [
        ("claim", claimText), ("statement", "No, mine."),
        ("evidence", [.string(String(repeating: "e2", count: 32))]),
      ])
    try board.story.send(
      .decideClaim, by: board.auditor,
      [
        ("claim", claimText), ("decision", "partial"), ("scope", ["issue"]),
        ("reasons", "Half of it."),
      ])
    catalog = try folder.catalog(of: board.story.rows)
    full = try #require(try await catalog.claim(claim))
    #expect(full["status"] == "partial" && full["counter"]?["statement"] == "No, mine.")
    #expect(full["counter"]?["account"] == .string(String(board.creator.account)))
    #expect(full["decision"]?["reasons"] == "Half of it." && full["scope"] == ["issue"])
    #expect(full["openingReasons"] == "In form.")
    #expect(try await catalog.frozen(board.asset) == ["issue"])
    #expect(try await catalog.claimsWithEvidence(String(repeating: "e1", count: 32)) == [claim])
    #expect(try await catalog.claimsWithEvidence(String(repeating: "e2", count: 32)) == [claim])
    #expect(try await catalog.claims(.undecided) == ["claims": []])
    #expect(try await catalog.claims()["claims"] == [full])
    let text = String(decoding: try await catalog.bulletin().canonicalBytes, as: UTF8.self)
    #expect(!text.contains("mine") && !text.contains("Mine") && !text.contains("notifier"))
    #expect(text.contains("Half of it."))
    #expect(try await catalog.claim(0) == nil)
    #expect(try await catalog.claimReaders(0) == nil)
  }

  @Test("What several claims freeze is joined, and each lifts its own") func freezes() async throws
  {
    let board = try BoardStory()
    let folder = try CatalogFolder()
    var claims: [JSON] = []
    for scope: JSON in [["deliver"], ["deliver", "issue"]] {
      let claim = JSON.string(String(try notify(board, by: board.buyer)))
      claims.append(claim)
      try board.story.send(
        .openClaim, by: board.auditor,
        [
          ("claim", claim), ("asset", .string(String(board.asset))), ("scope", scope),
          ("reasons", "In form."),
        ])
    }
    var catalog = try folder.catalog(of: board.story.rows)
    #expect(try await catalog.asset(board.asset)?["frozen"] == ["deliver", "issue"])
    try board.story.send(
      .decideClaim, by: board.auditor,
      [("claim", claims[1]), ("decision", "released"), ("scope", []), ("reasons", "No.")])
    catalog = try folder.catalog(of: board.story.rows)
    #expect(try await catalog.asset(board.asset)?["frozen"] == ["deliver"])
  }

  @Test("An exact copy is contested by a claim without notice, until it is released")
  func contested() async throws {
    let board = try BoardStory()
    let folder = try CatalogFolder()
    let copy = try board.story.work(
      by: try board.story.member("Other", roles: ["creator"]), title: "Copy",
      file: BoardStory.file,
      similar: [Resemblance(asset: board.asset, verdict: .exact, score: 1000)])
    var catalog = try folder.catalog(of: board.story.rows)
    var work = try #require(try await catalog.asset(copy))
    #expect(work["status"] == "contested" && work["frozen"] == ["issue", "trade"])
    #expect(
      try await catalog.similar(copy)?["similar"] == [
        [
          "asset": .string(String(board.asset)), "verdict": "exact", "score": 1000,
          "algorithm": "sha256-1",
        ]
      ])
    let claim = try #require(try await catalog.claim(copy))
    #expect(claim["notifier"] == nil && claim["status"] == "open" && claim["evidence"] == [])
    #expect(
      try await catalog.assetsHavingFile(BoardStory.file).map(\.asset) == [board.asset, copy])
    try board.story.send(
      .decideClaim, by: board.auditor,
      [
        ("claim", .string(String(copy))), ("decision", "released"), ("scope", []),
        ("reasons", "The same person."),
      ])
    catalog = try folder.catalog(of: board.story.rows)
    work = try #require(try await catalog.asset(copy))
    #expect(work["status"] == "registered" && work["frozen"] == [])
  }

  @Test("An examined work shows the auditor's finding") func examined() async throws {
    let board = try BoardStory()
    let near = try board.story.work(
      by: try board.story.member("Other", roles: ["creator"]), title: "Near",
      file: String(repeating: "0d", count: 32),
      similar: [Resemblance(asset: board.asset, verdict: .samePicture, score: 900)])
    let folder = try CatalogFolder()
    var catalog = try folder.catalog(of: board.story.rows)
    #expect(try await catalog.asset(near)?["status"] == "examination")
    try board.story.send(
      .examineAsset, by: board.auditor,
      [("asset", .string(String(near))), ("decision", "refused"), ("reasons", "A copy.")])
    catalog = try folder.catalog(of: board.story.rows)
    #expect(try await catalog.asset(near)?["status"] == "refused")
  }
}
