import Catalog
import Documents
import Testing
import Venue

@Suite("Catalog: accounts") struct CatalogAccountsTests {
  @Test("An account shows its opening, admission, owner and keys") func accounts() async throws {
    let story = try VenueStory()
    let folder = try CatalogFolder()
    let first = try story.member("云", roles: ["creator", "trader"])
    var second = VenueStory.Person(key: try story.newKey(), account: 0)
    second.account = try story.send(
      .openAccount, by: second, [("name", "Second"), ("contact", ""), ("roles", ["trader"])])
    let opened = story.time
    var catalog = try folder.catalog(of: story.rows)
    #expect(
      try await catalog.account(second.account) == [
        "account": .string(String(second.account)), "name": "Second", "contact": "",
        "roles": [], "requested": ["trader"], "status": "pending",
        "owner": .string(String(second.account)), "opened": .number(opened),
        "keys": [["key": .string(second.did), "since": .number(Int64(second.account))]],
      ])

    try story.send(
      .admitMember, by: story.operatorPerson,
      [
        ("member", .string(String(second.account))), ("roles", ["trader"]),
        ("owner", .string(String(first.account))),
      ])
    let fresh = try story.newKey()
    let did = DIDKey.text(fresh.publicKey)
    let added = try story.send(.addKey, by: second, [("key", .string(did))], with: [fresh])
    let revoked = try story.send(.revokeKey, by: second, [("key", .string(second.did))])
    catalog = try folder.catalog(of: story.rows)
    let account = try #require(try await catalog.account(second.account))
    #expect(account["owner"] == .string(String(first.account)))
    #expect(account["status"] == "admitted" && account["roles"] == ["trader"])
    #expect(
      account["keys"] == [
        [
          "key": .string(second.did), "since": .number(Int64(second.account)),
          "revoked": .number(Int64(revoked)),
        ],
        ["key": .string(did), "since": .number(Int64(added))],
      ])

    let operatorAccount = try #require(try await catalog.account(0))
    #expect(operatorAccount["roles"] == ["operator"] && operatorAccount["status"] == "admitted")
    #expect(operatorAccount["keys"]?.array?.first?["key"] == .string(story.operatorPerson.did))
    let page = try await catalog.members(limit: 2)
    #expect(page["members"]?.array?.count == 2)
    #expect(page["next"] == .string(String(first.account)))
    let rest = try await catalog.members(after: first.account)
    #expect(rest["members"]?.array?.count == 1 && rest["next"] == nil)
    #expect(try await catalog.account(999) == nil)
  }

  @Test("A statement tells every change, and its balances run on") func statements() async throws {
    let board = try BoardStory(cash: 1_000_000)
    try board.order("sell", 3, at: 1000, by: board.creator)
    let buy = try board.order("buy", 5, at: 1000, by: board.buyer)
    let asked = try board.story.send(.withdrawCash, by: board.buyer, [("amount", "5000")])
    let paid = try board.story.send(
      .approveWithdrawal, by: board.story.operatorPerson,
      [("withdrawal", .string(String(asked))), ("reference", "bank 7")])
    let again = try board.story.send(.withdrawCash, by: board.buyer, [("amount", "100")])
    try board.story.send(
      .rejectWithdrawal, by: board.story.operatorPerson,
      [("withdrawal", .string(String(again))), ("reason", "name differs")])
    let folder = try CatalogFolder()
    let catalog = try folder.catalog(of: board.story.rows)

    let lines = try #require(
      try await catalog.statement(account: board.buyer.account)["lines"]?.array)
    #expect(
      lines.map { $0["reason"] } == [
        "credit", "bought", "withdrawal-requested", "withdrawal-approved",
        "withdrawal-requested", "withdrawal-rejected",
      ])
    var balance: Int64 = 0
    for line in lines {
      balance += try #require(line["change"]?.string.flatMap { Int64($0) })
      #expect(line["balance"] == .string(String(balance)))
    }
    let cash = try #require(board.story.balance(of: board.buyer))
    #expect(lines.last?["available"] == .string(String(cash.available)))
    #expect(lines.last?["held"] == .string(String(cash.held)))
    let bought = lines[1]
    #expect(bought["trade"] == .string("t\(buy).1") && bought["instrument"] == "ROBE")
    #expect(bought["price"] == "1000" && bought["quantity"] == 3 && bought["change"] == "-3006")
    #expect(lines[0]["reference"] == "wire 1")
    #expect(lines[3]["reference"] == "bank 7" && lines[3]["withdrawal"] == .string(String(asked)))

    let some = try await catalog.statement(account: board.buyer.account, from: buy, to: paid)
    #expect(some["lines"]?.array?.count == 3)
    let page = try await catalog.statement(account: board.buyer.account, limit: 4)
    let next = try #require(page["next"]?.string)
    let rest = try await catalog.statement(account: board.buyer.account, after: next)
    #expect((page["lines"]?.array ?? []) + (rest["lines"]?.array ?? []) == lines)
    await #expect(throws: Problem.self) {
      _ = try await catalog.statement(account: 1, after: "last")
    }

    let withdrawals = try #require(try await catalog.withdrawals()["withdrawals"]?.array)
    #expect(withdrawals.map { $0["status"] } == ["rejected", "approved"])
    #expect(withdrawals.map { $0["amount"] } == ["100", "5000"])
    #expect(withdrawals[1]["account"] == .string(String(board.buyer.account)))
    let none = try await catalog.withdrawals(account: board.seller.account)
    #expect(none == ["withdrawals": []])
    let older = try await catalog.withdrawals(account: board.buyer.account, before: again)
    #expect(older["withdrawals"]?.array?.count == 1)
  }

  @Test("Payees and the operator get lines of their own") func shares() async throws {
    let board = try BoardStory()
    try board.order("sell", 1, at: 10_000, by: board.creator)
    try board.order("buy", 1, at: 10_000, by: board.buyer)
    let folder = try CatalogFolder()
    let catalog = try folder.catalog(of: board.story.rows)
    let creator = try await catalog.statement(account: board.creator.account)
    #expect(creator["lines"]?.array?.map { $0["reason"] } == ["sold", "royalty"])
    let fees = try await catalog.statement(account: 0)
    #expect(fees["lines"]?.array?.map { $0["change"] } == ["30"])
  }
}
