import Cryptography
import Documents
import Entries
import Testing
import TransparencyLog
import Venue

@Suite("Replays")
struct ReplayTests {
  private let story: LogStory
  private let robe: LogStory.Robe

  init() throws {
    story = try LogStory()
    robe = try story.tellRobe()
  }

  /// The fault that a replay finds in these leaves; `nil` when it finds none.
  private func fault(
    _ leaves: [[UInt8]], _ disclosed: [DisclosedEntry]? = nil, scope: Venue.Scope = .full,
    of story: LogStory? = nil
  ) -> LogFault? {
    let disclosures = disclosed ?? (story ?? self.story).disclosed
    var replay = Replay(scope: scope)
    for (at, leaf) in leaves.enumerated() {
      do throws(LogFault) {
        try replay.apply(
          leaf, disclosed: scope == .full && at < disclosures.count ? disclosures[at] : nil)
      } catch {
        return error
      }
    }
    return nil
  }

  private func changed(_ at: Int, _ path: [String], _ value: JSON?) throws -> [[UInt8]] {
    var leaves = story.leaves
    let json = try CanonicalParser.parse(leaves[at], depthMaximum: 18)
    leaves[at] = json.replacing(path[...], with: value).canonicalBytes
    return leaves
  }

  @Test("All see the same books; the full replay sees the cash too")
  func scopes() throws {
    var full = Replay(scope: .full)
    var open = Replay(scope: .open)
    for (at, leaf) in story.leaves.enumerated() {
      try full.apply(leaf, disclosed: story.disclosed[at])
      try open.apply(leaf, disclosed: nil)
      #expect(full.stateDigest == open.stateDigest)
    }
    #expect(full.stateDigest == SHA256.hash(story.venue.publicState()))
    #expect(
      full.fullDigest == SHA256.hash(story.venue.publicState() + story.venue.sealedState()))
    #expect(full.genesis?.origin == LogStory.origin && open.genesis?.approval == "沪 1")
    #expect(open.venue.accounts.isEmpty && full.venue.accounts.count == 5)
    #expect(full.venue.imbalance() == nil)
  }

  @Test("Each account proves its own cash, and nobody's else")
  func own() throws {
    for account in [0, robe.seller, robe.buyer, robe.poor, robe.auditor] {
      var own = OwnReplay(account: "\(account)")
      for at in story.leaves.indices {
        let line = story.own(at, of: account)
        let read = try DisclosedEntry(line: line.line)
        try own.apply(story.leaves[at], read)
      }
      let known = story.venue.balance(of: account)
      let balance = try #require(known)
      #expect(own.available == balance.available && own.held == balance.held)
    }
  }

  @Test("A false own export is caught at its entry")
  func ownTampering() throws {
    func fault(_ at: Int, _ change: (inout DisclosedEntry) -> Void) -> UInt64? {
      var own = OwnReplay(account: "\(robe.buyer)")
      for index in story.leaves.indices {
        var line = story.own(index, of: robe.buyer)
        if index == at { change(&line) }
        do throws(LogFault) { try own.apply(story.leaves[index], line) } catch {
          return error.entry
        }
      }
      return nil
    }
    let trade = robe.trade
    #expect(fault(trade) { _ in } == nil)
    #expect(fault(trade) { $0.events.removeLast() } == UInt64(trade))
    #expect(fault(trade) { $0.events.swapAt(0, 1) } == UInt64(trade))
    #expect(fault(trade) { $0.events[0] = "WyJh" } == UInt64(trade))
    #expect(fault(trade) { $0.events[0] = $0.events[1] } == UInt64(trade))
    let other = story.own(trade + 1, of: robe.buyer).documentDisclosure
    #expect(fault(trade) { $0.documentDisclosure = other } == UInt64(trade))
    // A trade left out shows at the account's next change.
    #expect((fault(trade) { $0.events = [] } ?? 0) > UInt64(trade))
  }

  @Test(
    "Each digit of what an entry says is held to the rules",
    arguments: [
      Venue.Scope.full, .open,
    ])
  func digits(scope: Venue.Scope) throws {
    let tally = Tally()
    for at in 2..<story.leaves.count {
      let entry = try Entry(bytes: story.leaves[at])
      // What the public replay cannot recompute is sealed; there the tree's root stands for it.
      let sealedMembers = ["sealedCount", "sealedRoot"]
      let json = try CanonicalParser.parse(story.leaves[at], depthMaximum: 18)
      for path in json.memberPaths {
        guard path.count > 1, ["open", "outcome"].contains(path[0]) else { continue }
        if scope == .open, sealedMembers.contains(path[1]) { continue }
        let value = json.at(path[...])
        let digits: String
        switch value {
        case .number(let number): digits = String(number)
        case .string(let text): digits = text
        default: continue
        }
        guard let other = flipped(digits) else { continue }
        let change: JSON = value?.number == nil ? .string(other) : .number(Int64(other) ?? 0)
        let leaves = Array(try changed(at, path, change).prefix(at + 1))
        let found = fault(leaves, scope: scope)
        tally.count += 1
        if scope == .open, found == nil, case .excerpt = openness(entry) {
          // Where an excerpt had no consequence, only its seal and the tree bind it.
          tally.unbound += 1
          continue
        }
        #expect(found?.entry == UInt64(at), "entry \(at) \(path)")
      }
    }
    #expect(tally.count > 100)
    #expect(tally.unbound < 20)
  }

  private final class Tally {
    var count = 0
    var unbound = 0
  }

  private func openness(_ entry: Entry) -> DocumentType.Openness {
    if case .document(let type) = entry.kind { type.openness } else { .sealed }
  }

  private func flipped(_ text: String) -> String? {
    guard let at = text.lastIndex(where: { ("1"..."8").contains($0) }),
      let digit = text[at].wholeNumberValue
    else { return nil }
    return text.replacingCharacters(at, with: "\(digit + 1)")
  }

  @Test("Entries neither change places nor go missing", arguments: [Venue.Scope.full, .open])
  func places(scope: Venue.Scope) throws {
    for at in 2..<story.leaves.count - 1 {
      var swapped = story.leaves
      swapped.swapAt(at, at + 1)
      var disclosed = story.disclosed
      disclosed.swapAt(at, at + 1)
      #expect(fault(swapped, disclosed, scope: scope)?.entry == UInt64(at))
      var shorter = story.leaves
      shorter.remove(at: at)
      disclosed = story.disclosed
      disclosed.remove(at: at)
      #expect(fault(shorter, disclosed, scope: scope)?.entry == UInt64(at))
      var twice = story.leaves
      twice.insert(twice[at], at: at)
      disclosed = story.disclosed
      disclosed.insert(disclosed[at], at: at)
      #expect(fault(twice, disclosed, scope: scope)?.entry == UInt64(at + 1))
    }
    #expect(fault(Array(story.leaves.dropFirst()), scope: scope)?.entry == 0)
  }

  @Test("What is withheld must be what private checks refuse")
  func withheld() throws {
    for scope in [Venue.Scope.full, .open] {
      let single = UInt64(robe.refusedPrivately)
      let batch = UInt64(robe.batch)
      let none = try changed(robe.refusedPrivately, ["facts", "withheld"], nil)
      #expect(fault(none, scope: scope)?.entry == single)
      let moved = try changed(robe.batch, ["facts", "withheld"], [0])
      #expect(fault(moved, scope: scope)?.entry == batch)
      let bare = try changed(robe.batch, ["facts", "withheld"], nil)
      #expect(fault(bare, scope: scope)?.entry == batch)
      let more = try changed(robe.trade, ["facts", "withheld"], [0])
      #expect(fault(more, scope: scope)?.entry == UInt64(robe.trade))
    }
    let more = try changed(robe.batch, ["facts", "withheld"], [1, 7])
    #expect(fault(more)?.entry == UInt64(robe.batch))
  }

  @Test("A wrong salt, a missing or foreign disclosure is caught at its entry")
  func disclosures() throws {
    for at in 2..<story.leaves.count {
      let hasSealed =
        story.disclosed[at].document != nil || story.outcomes[at].sealedEvents.count > 0
      var salted = story.disclosed
      salted[at].salt[0] ^= 1
      #expect(fault(story.leaves, salted)?.entry == (hasSealed ? UInt64(at) : nil))
      guard story.disclosed[at].document != nil else { continue }
      var missing = story.disclosed
      missing[at].document = nil
      #expect(fault(story.leaves, missing)?.entry == UInt64(at))
      var foreign = story.disclosed
      foreign[at].document = story.disclosed[at == 2 ? 5 : 2].document
      #expect(fault(story.leaves, foreign)?.entry == UInt64(at))
    }
  }

  @Test("An entry has nothing beside what its kind has", arguments: [Venue.Scope.full, .open])
  func nothingElse(scope: Venue.Scope) throws {
    let digest = JSON.string(String(repeating: "A", count: 43))
    let whole = Int(robe.asset)
    let sealedToo = try changed(whole, ["sealed"], [digest])
    #expect(fault(sealedToo, scope: scope)?.entry == UInt64(whole), "an open kind seals nothing")
    let openToo = try changed(2, ["open", "zzz"], 1)
    #expect(fault(openToo, scope: scope)?.entry == 2, "a sealed kind shows nothing")
    let more = try changed(robe.trade, ["open", "zzz"], 1)
    #expect(fault(more, scope: scope)?.entry == UInt64(robe.trade), "an excerpt has its members")
    let unsealed = try changed(robe.trade, ["sealed"], [])
    #expect(fault(unsealed, scope: scope)?.entry == UInt64(robe.trade), "its document is sealed")
  }

  @Test("Time does not go back")
  func time() throws {
    let before = try Entry(bytes: story.leaves[robe.trade - 1]).time
    let same = try changed(robe.trade, ["time"], .number(before))
    #expect(fault(Array(same.prefix(robe.trade + 1))) == nil)
    let earlier = try changed(robe.trade, ["time"], .number(before - 1))
    #expect(fault(earlier)?.entry == UInt64(robe.trade))
  }

  @Test("The genesis is the first entry and no other, and the engine must be this one")
  func genesis() throws {
    let again = try changed(5, ["kind"], "genesis")
    #expect(fault(again)?.entry == 5)
    let newer = try changed(0, ["open", "engine"], 2)
    #expect(fault(newer)?.entry == 0)
    let unsound = try changed(0, ["open", "rules", "royaltyCap"], 9999)
    #expect(fault(unsound)?.entry == 0)
    let elsewhere = try changed(0, ["open", "origin"], "other.test")
    #expect(fault(elsewhere)?.entry == 2, "the first document is meant for another venue")
  }
}

extension String {
  func replacingCharacters(_ at: Index, with text: String) -> String {
    String(self[..<at]) + text + String(self[index(after: at)...])
  }
}
