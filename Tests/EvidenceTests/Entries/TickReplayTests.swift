import Cryptography
import Documents
import Entries
import Testing
import TransparencyLog
import Venue

@Suite("Ticks in a replay")
struct TickReplayTests {
  private let story: LogStory
  private let robe: LogStory.Robe
  /// The tick at which the seller's timer ran out, and the one at which the buyer's order expired.
  private let ticks: (timer: Int, expiry: Int)

  init() throws {
    story = try LogStory()
    robe = try story.beginRobe()
    // LogStory's clock stands at 22:00:00 UTC and some milliseconds.
    _ = try story.add(
      .placeOrder, robe.buyer, by: [2],
      [
        ("expiry", "2026-11-23T22:02:00Z"), ("instrument", "ROBE"), ("limit", "900"),
        ("postOnly", true), ("quantity", 5), ("side", "buy"), ("terms", .string(story.termsText)),
        ("timeInForce", "GTD"),
      ])
    _ = try story.place(robe.seller, by: 1, "sell", "1100", 3)
    try story.add(
      .cancelAfter, robe.seller, by: [1], [("instrument", "ROBE"), ("seconds", 60)])
    story.wait(seconds: 61)
    let timer = story.tick()
    _ = try story.place(robe.seller, by: 1, "sell", "1200", 2)
    story.wait(seconds: 60)
    let expiry = story.tick()
    _ = try story.place(robe.buyer, by: 2, "buy", "800", 1)
    ticks = (timer, expiry)
  }

  private func fault(
    _ leaves: [[UInt8]], _ disclosed: [DisclosedEntry]? = nil, scope: Venue.Scope
  ) -> LogFault? {
    var replay = Replay(scope: scope)
    let disclosures = disclosed ?? story.disclosed
    for (at, leaf) in leaves.enumerated() {
      do throws(LogFault) {
        try replay.apply(leaf, disclosed: scope == .full ? disclosures[at] : nil)
      } catch {
        return error
      }
    }
    return nil
  }

  private func changed(
    _ leaf: [UInt8], _ changes: [([String], JSON?)]
  ) throws -> [UInt8] {
    var json = try CanonicalParser.parse(leaf, depthMaximum: 18)
    for (path, value) in changes { json = json.replacing(path[...], with: value) }
    return json.canonicalBytes
  }

  @Test("All scopes follow what falls due", arguments: [Venue.Scope.full, .open])
  func scopes(scope: Venue.Scope) throws {
    #expect(fault(story.leaves, scope: scope) == nil)
    let timer = try Entry(bytes: story.leaves[ticks.timer])
    let expiry = try Entry(bytes: story.leaves[ticks.expiry])
    // Two orders of the seller's, the buyer's one.
    #expect((timer.outcome.count, expiry.outcome.count) == (2, 1))
    #expect(timer.kind == .tick && timer.open.members.isEmpty && timer.sealed.isEmpty)
    var replay = Replay(scope: scope)
    for (at, leaf) in story.leaves.enumerated() {
      try replay.apply(leaf, disclosed: scope == .full ? story.disclosed[at] : nil)
    }
    #expect(replay.stateDigest == SHA256.hash(story.venue.publicState()))
  }

  @Test("A missing tick is a fault", arguments: [Venue.Scope.full, .open])
  func missing(scope: Venue.Scope) throws {
    for tick in [ticks.timer, ticks.expiry] {
      var (leaves, disclosed) = (story.leaves, story.disclosed)
      leaves.remove(at: tick)
      disclosed.remove(at: tick)
      leaves[tick] = try changed(leaves[tick], [(["sequence"], .number(Int64(tick)))])
      let found = fault(leaves, disclosed, scope: scope)
      #expect(found?.entry == UInt64(tick) && found?.what == "a tick is missing before it")
    }
  }

  @Test("A tick when nothing is due is a fault", arguments: [Venue.Scope.full, .open])
  func falseTick(scope: Venue.Scope) throws {
    for at in [1, robe.trade, ticks.expiry + 1] {
      var leaves = story.leaves
      leaves[at] = try changed(
        leaves[at],
        [
          (["facts"], .object(JSON.Object())), (["kind"], "tick"),
          (["open"], .object(JSON.Object())), (["sealed"], []),
        ])
      let found = fault(leaves, scope: scope)
      #expect(found?.entry == UInt64(at) && found?.what == "it is a tick, and nothing is due")
    }
    // The first entry is the genesis, whatever else.
    var leaves = story.leaves
    leaves[0] = try changed(leaves[0], [(["kind"], "tick")])
    #expect(fault(leaves, scope: scope)?.entry == 0)
  }

  @Test("A tick that leaves something out is a fault", arguments: [Venue.Scope.full, .open])
  func partial(scope: Venue.Scope) throws {
    let hasher = TreeHasher()
    let events = story.outcomes[ticks.timer].publicEvents
    for kept in [0, 1] {
      let root = MerkleTree.root(
        of: (0..<kept).map { hasher.leaf(events[$0]) }, hasher: hasher)
      var leaves = story.leaves
      leaves[ticks.timer] = try changed(
        leaves[ticks.timer],
        [
          (["outcome", "count"], .number(Int64(kept))),
          (["outcome", "root"], .string(root.hex)),
        ])
      #expect(fault(leaves, scope: scope)?.entry == UInt64(ticks.timer))
    }
  }

  @Test(
    "A tick that comes early does nothing, and one that comes late does more",
    arguments: [
      Venue.Scope.full, .open,
    ])
  func otherTimes(scope: Venue.Scope) throws {
    let time = try Entry(bytes: story.leaves[ticks.timer]).time
    for (change, what) in [(Int64(-2), "nothing is due"), (60, "not what the rules make of it")] {
      var leaves = story.leaves
      leaves[ticks.timer] = try changed(
        leaves[ticks.timer], [(["time"], .number(time + change * 1_000_000))])
      let found = fault(leaves, scope: scope)
      #expect(found?.entry == UInt64(ticks.timer) && found?.what.contains(what) == true)
    }
  }

  @Test("A tick shows nothing and seals no document", arguments: [Venue.Scope.full, .open])
  func nothingElse(scope: Venue.Scope) throws {
    let changes: [([String], JSON)] = [
      (["open", "reason"], "late"),
      (["facts", "alias"], .string(String(repeating: "0", count: 32))),
      (["sealed"], [.string(String(repeating: "A", count: 43))]),
    ]
    for change in changes {
      var leaves = story.leaves
      leaves[ticks.timer] = try changed(leaves[ticks.timer], [change])
      #expect(fault(leaves, scope: scope)?.entry == UInt64(ticks.timer), "\(change.0)")
    }
  }

  @Test("An account proves what a tick gave back to it")
  func own() throws {
    var own = OwnReplay(account: "\(robe.buyer)")
    for at in story.leaves.indices {
      try own.apply(story.leaves[at], try DisclosedEntry(line: story.own(at, of: robe.buyer).line))
    }
    let known = story.venue.balance(of: robe.buyer)
    let balance = try #require(known)
    #expect(own.available == balance.available && own.held == balance.held)
  }

  @Test("A timer's alias is its owner's")
  func alias() throws {
    let other = try LogStory()
    let robe = try other.beginRobe()
    let stolen = Alias(high: robe.seller, low: other.venue.editions[0].number)
    let number = try other.add(
      .cancelAfter, robe.poor, by: [3], [("instrument", "ROBE"), ("seconds", 1)], alias: stolen)
    var replay = Replay(scope: .full)
    var found: LogFault?
    for (leaf, disclosed) in zip(other.leaves, other.disclosed) {
      do throws(LogFault) { try replay.apply(leaf, disclosed: disclosed) } catch {
        found = error
        break
      }
    }
    #expect(found?.entry == number, "nobody takes another's orders away")
  }
}
