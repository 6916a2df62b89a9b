import Documents
import Entries
import Testing
import TransparencyLog
import Venue

/// Logs that are consistent in themselves, made by a venue that does what it must not.
@Suite("A false operator is caught")
struct FalseOperatorTests {
  private func fault(_ story: LogStory, _ scope: Venue.Scope = .full) -> UInt64? {
    var replay = Replay(scope: scope)
    for (leaf, disclosed) in zip(story.leaves, story.disclosed) {
      do throws(LogFault) {
        try replay.apply(leaf, disclosed: scope == .full ? disclosed : nil)
      } catch {
        return error.entry
      }
    }
    return nil
  }

  @Test("A key that does not stand signs nothing")
  func keys() throws {
    let story = try LogStory()
    let robe = try story.beginRobe()
    let foreign = try story.place(robe.seller, by: 2, "sell", "1", 1)
    #expect(fault(story) == foreign)
    let other = try LogStory()
    let again = try other.beginRobe()
    try other.add(.addKey, again.buyer, by: [2, 5], [("key", .string(other.keyText(5)))])
    try other.add(.revokeKey, again.buyer, by: [5], [("key", .string(other.keyText(2)))])
    #expect(fault(other) == nil)
    let revoked = try other.place(again.buyer, by: 2, "buy", "1", 1)
    #expect(fault(other) == revoked)
  }

  @Test("One owner has one alias in one edition")
  func secondAlias() throws {
    let story = try LogStory()
    let robe = try story.beginRobe()
    let number = try story.place(
      robe.buyer, by: 2, "buy", "1", 1, alias: Alias(high: 77, low: 77))
    #expect(fault(story) == number)
  }

  @Test("One alias has one owner: nobody sells another's units")
  func stolenAlias() throws {
    let story = try LogStory()
    let robe = try story.beginRobe()
    let edition = story.venue.editions[0]
    let stolen = Alias(high: robe.seller, low: edition.number)
    let number = try story.place(robe.poor, by: 3, "sell", "2", 50, alias: stolen)
    #expect(fault(story) == number, "`poor` has no units to sell")
  }

  @Test("One alias has one owner: nobody cancels another's orders")
  func stolenCancel() throws {
    let story = try LogStory()
    let robe = try story.beginRobe()
    let edition = story.venue.editions[0]
    let stolen = Alias(high: robe.seller, low: edition.number)
    let order = robe.trade - 1
    let number = try story.add(
      .cancelOrder, robe.poor, by: [3], [("order", .string("\(order).0"))], alias: stolen)
    #expect(fault(story) == number)
  }

  @Test("What a snapshot came to is what is noted of it")
  func snapshots() throws {
    let story = try LogStory()
    let robe = try story.beginRobe()
    var record = story.announceSnapshot()
    _ = try story.place(robe.buyer, by: 2, "buy", "1", 1)
    _ = story.note(record)
    #expect(fault(story) == nil)
    #expect(fault(story, .open) == nil)
    // A second note of the same snapshot, and one of an entry that announces none.
    let again = story.note(record)
    #expect(fault(story) == again)

    let other = try LogStory()
    _ = try other.beginRobe()
    record = other.announceSnapshot()
    record.sealedDigest = record.stateDigest
    let sealed = other.note(record)
    #expect(fault(other) == sealed)
    #expect(fault(other, .open) == nil, "the public does not see what is sealed")

    let third = try LogStory()
    _ = try third.beginRobe()
    record = third.announceSnapshot()
    record.stateDigest = record.sealedDigest
    let open = third.note(record)
    #expect(fault(third) == open)
    #expect(fault(third, .open) == open)
  }

  @Test("A document is applied once")
  func twice() throws {
    let story = try LogStory()
    let robe = try story.beginRobe()
    let document = try #require(story.documents[robe.trade])
    let number = try story.add(document)
    #expect(fault(story) == number, "the buyer signed one order, not two")
  }
}
