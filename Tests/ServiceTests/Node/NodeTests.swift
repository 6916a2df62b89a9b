import Cryptography
import Documents
import Entries
import Journal
import Node
import Synchronization
import Testing
import TransparencyLog
import Venue

@Suite struct NodeTests {
  @Test func answersARepetitionFromTheRecordAndRefusesAReusedID() throws {
    var fixture = try NodeFixture()
    let key = NodeFixture.key(10)
    let account = try fixture.openTrader(key, cash: 1_000)
    let first = try fixture.document(
      "cash.withdraw", account: account, id: "w1", by: [key], [("amount", "100")])
    let other = try fixture.document(
      "cash.withdraw", account: account, id: "w1", by: [key], [("amount", "200")])
    // Twice in one batch, then again later, then another document under the same id.
    let together = try fixture.submit([first, first])
    guard case .entered(let made) = together[0] else { throw Problem(500, "test", "refused") }
    #expect(together[1].code == "known \(made.sequence)")
    do {
      let found = try fixture.submit(first).code
      #expect(found == "known \(made.sequence)")
    }
    do {
      let found = try fixture.submit(other).code
      #expect(found == "id-reused")
    }
    fixture.seconds += RememberedIDs.windowSeconds - 10
    do {
      let found = try fixture.submit(first).code
      #expect(found == "known \(made.sequence)")
    }
    let held = fixture.node.state.venue.balance(of: made.sequence - 3)?.held
    #expect(held == 100)
  }

  @Test func leavesOldUnknownDocumentsToTheIndex() throws {
    var fixture = try NodeFixture()
    let key = NodeFixture.key(10)
    let account = try fixture.openTrader(key, cash: 1_000)
    let old = try fixture.document(
      "cash.withdraw", account: account, id: "w1", by: [key], [("amount", "100")])
    let rows = fixture.rows.count
    fixture.seconds += RememberedIDs.windowSeconds + 1
    do {
      let found = try fixture.submit(old).code
      #expect(found == "outside-window \(account)")
    }
    let count = fixture.rows.count
    #expect(count == rows)
  }

  /// An answer that nothing was done must stay true, or its sender signs anew and both are done.
  @Test func leavesADocumentTooOldThoughTheClockIsSetBack() throws {
    var fixture = try NodeFixture()
    let key = NodeFixture.key(10)
    let account = try fixture.openTrader(key, cash: 1_000)
    let late = try fixture.document(
      "cash.withdraw", account: account, id: "w1", by: [key], [("amount", "100")])
    fixture.seconds += RememberedIDs.windowSeconds + 1
    var found = try fixture.submit(late).code
    #expect(found == "outside-window \(account)")
    fixture.seconds -= 10
    found = try fixture.submit(late).code
    #expect(found == "outside-window \(account)")
  }

  /// The door of a venue whose clock was set back must not turn away what is an entry already.
  @Test func knowsADocumentThatLiesAheadOfAClockThatWasSetBack() throws {
    var fixture = try NodeFixture()
    let key = NodeFixture.key(10)
    let account = try fixture.openTrader(key, cash: 1_000)
    let sent = try fixture.document(
      "cash.withdraw", account: account, id: "w1", by: [key], [("amount", "100")])
    var found = try fixture.submit(sent).code
    #expect(found == "accepted")
    fixture.seconds -= Document.secondsAheadMaximum + 10
    found = try fixture.submit(Document(bytes: sent.bytes, for: NodeFixture.origin)).code
    #expect(found.hasPrefix("known"))
  }

  @Test func takesAnIDAgainAfterItsDay() throws {
    var fixture = try NodeFixture()
    let key = NodeFixture.key(10)
    let account = try fixture.openTrader(key, cash: 1_000)
    let first = try fixture.document(
      "cash.withdraw", account: account, id: "w1", by: [key], [("amount", "100")])
    var found = try fixture.submit(first).code
    #expect(found == "accepted")
    // Another document, which is too early, and stays so when its id is nobody's any more.
    fixture.seconds += RememberedIDs.ownedSeconds - 1
    let early = try fixture.document(
      "cash.withdraw", account: account, id: "w1", by: [key], [("amount", "150")])
    found = try fixture.submit(early).code
    #expect(found == "id-reused")
    fixture.seconds += RememberedIDs.windowSeconds
    found = try fixture.submit(early).code
    #expect(found == "id-reused")
    let second = try fixture.document(
      "cash.withdraw", account: account, id: "w1", by: [key], [("amount", "200")])
    found = try fixture.submit(second).code
    #expect(found == "accepted")
    // The first one is older than what is remembered: the index knows which is which.
    found = try fixture.submit(first).code
    #expect(found == "outside-window \(account)")
  }

  @Test func looksForAnOldOpeningUnderTheAccountThatItOpened() throws {
    var fixture = try NodeFixture()
    let key = NodeFixture.key(10)
    let opening = try fixture.document(
      "account.open", account: "new", id: "open", by: [key],
      [("contact", ""), ("name", "Trader"), ("roles", [])])
    guard case .entered(let made) = try fixture.submit(opening) else {
      throw Problem(500, "test", "refused")
    }
    // Three days later, with something in between that makes the venue forget.
    fixture.seconds += 3 * RememberedIDs.windowSeconds
    _ = try fixture.openTrader(NodeFixture.key(11), cash: 1)
    let found = try fixture.submit(opening).code
    #expect(found == "outside-window \(made.sequence)")
  }

  @Test func makesNoEntryForAnUnknownKey() throws {
    var fixture = try NodeFixture()
    let key = NodeFixture.key(10)
    let account = try fixture.openTrader(key, cash: 1_000)
    let rows = fixture.rows.count
    let stranger = NodeFixture.key(11)
    for (signer, claimed) in [(stranger, account), (key, "0"), (fixture.operatorKey, account)] {
      let document = try fixture.document(
        "cash.withdraw", account: claimed, id: "x", by: [signer], [("amount", "1")])
      do {
        let found = try fixture.submit(document).code
        #expect(found == "unknown-key")
      }
    }
    let again = try fixture.document(
      "account.open", account: "new", id: "second", by: [key],
      [("contact", ""), ("name", "Twice"), ("roles", [])])
    do {
      let found = try fixture.submit(again).code
      #expect(found == "key-taken")
    }
    let count = fixture.rows.count
    #expect(count == rows)
  }

  @Test func refusesARevokedKey() throws {
    var fixture = try NodeFixture()
    let (key, second) = (NodeFixture.key(10), NodeFixture.key(12))
    let account = try fixture.openTrader(key, cash: 1_000)
    let add = try fixture.document(
      "key.add", account: account, id: "add", by: [key, second],
      [("key", .string(DIDKey.text(second.publicKey)))])
    do {
      let found = try fixture.submit(add).code
      #expect(found == "accepted")
    }
    let revoke = try fixture.document(
      "key.revoke", account: account, id: "revoke", by: [second],
      [("key", .string(DIDKey.text(key.publicKey)))])
    let late = try fixture.document(
      "cash.withdraw", account: account, id: "late", by: [key], [("amount", "1")])
    // In one batch: the revocation has the lower number.
    do {
      let found = try fixture.submit([revoke, late]).map(\.code)
      #expect(found == ["accepted", "unknown-key"])
    }
  }

  @Test func provesEveryEntryOfABatch() throws {
    var fixture = try NodeFixture()
    let key = NodeFixture.key(10)
    let account = try fixture.openTrader(key, cash: 1_000)
    let documents = try (0..<5).map {
      try fixture.document(
        "cash.withdraw", account: account, id: "w\($0)", by: [key], [("amount", "1")])
    }
    for result in try fixture.submit(documents) {
      guard case .entered(let made) = result else { throw Problem(500, "test", "refused") }
      let receipt = made.proofs.receipt(of: made.sequence)
      let parsed = try Receipt(parsing: receipt.bytes)
      let checkpoint = try parsed.verify(
        entry: fixture.rows[Int(made.sequence)].entry, key: fixture.logKey.verifierKey)
      let size = UInt64(fixture.rows.count)
      #expect(checkpoint.size == size)
      let (other, verifierKey) = (fixture.rows[0].entry, fixture.logKey.verifierKey)
      #expect(throws: (any Error).self) { try parsed.verify(entry: other, key: verifierKey) }
    }
  }

  @Test func recoversTheSameStateFromItsRows() throws {
    var fixture = try NodeFixture()
    let key = NodeFixture.key(10)
    let account = try fixture.openTrader(key, cash: 1_000)
    let documents = try (0..<3).map {
      try fixture.document(
        "cash.withdraw", account: account, id: "w\($0)", by: [key],
        [("amount", .string(String(400 + $0)))])
    }
    let results = try fixture.submit(documents)
    #expect(results.map(\.code) == ["accepted", "accepted", "insufficient-cash"])
    var again = LogState()
    for row in fixture.rows { try again.recover(row) }
    let isSame = [
      again.venue.publicState() == fixture.node.state.venue.publicState(),
      again.venue.sealedState() == fixture.node.state.venue.sealedState(),
      again.root == fixture.node.state.root,
    ]
    #expect(isSame == [true, true, true])
    // From what the second copy has, the whole rows come back.
    var rebuilt = LogState()
    for row in fixture.rows {
      let made = try rebuilt.rebuild(CopiedBatch.Row(row))
      #expect(made == row)
    }
    let root = rebuilt.root
    #expect(root == again.root)
    // A journal that was tampered with does not replay.
    var broken = LogState()
    var rows = fixture.rows
    rows[rows.count - 1].entry = Array(
      String(decoding: rows[rows.count - 1].entry, as: UTF8.self)
        .replacing("withheld", with: "accepted").utf8)
    var failure: (any Error)?
    do { for row in rows { try broken.recover(row) } } catch { failure = error }
    #expect(failure != nil)
  }

  @Test func showsAReadOnlyAfterItsBatch() throws {
    var fixture = try NodeFixture()
    let seen = SeenSize()
    let read = Node.Event.read { venue in
      let size = venue.nextSequence
      return { seen.value.withLock { $0 = size } }
    }
    let nothing = fixture.node.step(read, at: fixture.seconds * 1_000_000)
    #expect(nothing == nil)
    let commit = try fixture.close()
    #expect(commit.batch == nil)
    #expect(seen.value.withLock { $0 } == nil)
    for read in commit.reads { read.show() }
    #expect(seen.value.withLock { $0 } == 2)
  }

  private final class SeenSize: Sendable {
    let value = Mutex<UInt64?>(nil)
  }

  @Test func takesNoOrdersUnderTheDefaultRules() throws {
    var fixture = try NodeFixture(preset: .prudent)
    let matching = fixture.node.state.venue.rules?.matching
    #expect(matching == .negotiated)
    let key = NodeFixture.key(10)
    let account = try fixture.openTrader(key, cash: 1_000)
    let order = try fixture.document(
      "order.place", account: account, id: "o", by: [key],
      [
        ("instrument", "QIPAO"), ("limit", "100"), ("quantity", 1), ("side", "buy"),
        ("terms", .string(String(repeating: "0", count: 64))), ("timeInForce", "GTC"),
      ])
    do {
      let found = try fixture.submit(order).code
      #expect(found == "unknown-instrument")
    }
  }

  @Test func knowsWhatFitsIntoAnEntry() throws {
    let fixture = try NodeFixture()
    let document = try fixture.document(
      "claim.open", account: "0", id: "x", by: [fixture.operatorKey],
      [
        ("asset", "1"), ("claim", "2"), ("reasons", .string(String(repeating: "r", count: 8_000))),
        ("scope", ["trade"]),
      ])
    let code: JSON = ["hex": .string(String(repeating: "0", count: 64))]
    #expect(SealedEntry.fits(document, EntryFacts(fingerprints: [])))
    #expect(
      SealedEntry.fits(document, EntryFacts(fingerprints: Array(repeating: code, count: 700))))
    #expect(
      !SealedEntry.fits(document, EntryFacts(fingerprints: Array(repeating: code, count: 800))))
  }
}
