import Documents
import Entries
import Testing
import TransparencyLog
import Venue

@Suite("Pipelined replays")
struct PipelinedReplayTests {
  private let story: LogStory
  /// The first of many orders in a row.
  private let first: Int

  init() throws {
    story = try LogStory()
    let robe = try story.beginRobe()
    first = story.leaves.count
    for number in 0..<600 {
      _ = try story.place(
        number % 2 == 0 ? robe.seller : robe.buyer, by: number % 2 == 0 ? 1 : 2,
        number % 2 == 0 ? "sell" : "buy", number % 2 == 0 ? "1100" : "900", 1,
        number % 3 == 0 ? "GTC" : "IOC")
    }
  }

  /// The fault that a pipelined replay finds; `nil` when it finds none.
  private func fault(
    _ leaves: [[UInt8]], _ disclosed: [DisclosedEntry], threads: Int, verifying: Bool = true
  ) -> LogFault? {
    var replay = PipelinedReplay(scope: .full, threads: threads, verifying: verifying)
    do throws(LogFault) {
      for (leaf, line) in zip(leaves, disclosed) { try replay.put(leaf, disclosed: line) }
      try replay.finish()
    } catch {
      // Whoever goes on after a fault is told of no later one.
      #expect(throws: Never.self) { try replay.finish() }
      return error
    }
    return nil
  }

  /// The disclosures with the signature of one document changed.
  private func forged(_ at: Int) throws -> [DisclosedEntry] {
    var lines = story.disclosed
    let bytes = try #require(lines[at].document)
    var document = try #require(try CanonicalParser.parse(bytes).object)
    var proof = try #require(document["proof"]?.object)
    let value = try #require(proof["proofValue"]?.string)
    proof["proofValue"] = .string(value.dropLast() + (value.last == "2" ? "3" : "2"))
    document["proof"] = .object(proof)
    lines[at].document = JSON.object(document).canonicalBytes
    return lines
  }

  @Test("It comes to what a plain replay does", arguments: [0, 1, 3])
  func same(threads: Int) throws {
    var plain = Replay(scope: .full)
    var replay = PipelinedReplay(scope: .full, threads: threads)
    for (leaf, line) in zip(story.leaves, story.disclosed) {
      try plain.apply(leaf, disclosed: line)
      try replay.put(leaf, disclosed: line)
    }
    #expect(replay.pendingCount > 0)
    try replay.finish()
    #expect(replay.pendingCount == 0)
    #expect(replay.replay.fullDigest == plain.fullDigest)
    #expect(replay.replay.genesis?.origin == LogStory.origin)
  }

  @Test("A bad signature among many is named by its entry's number", arguments: [0, 1, 3])
  func signature(threads: Int) throws {
    for at in [first, first + 63, first + 64, first + 301, story.leaves.count - 1] {
      let lines = try forged(at)
      let found = try #require(fault(story.leaves, lines, threads: threads))
      #expect(found.entry == UInt64(at))
      #expect(found.what.contains("signature"))
    }
  }

  @Test("Without signatures everything else is still held to the rules")
  func withoutSignatures() throws {
    // The signed bytes are sealed, so that a document with another signature is another document.
    let lines = try forged(first + 5)
    let found = try #require(fault(story.leaves, lines, threads: 2, verifying: false))
    #expect(found.entry == UInt64(first + 5))
    #expect(!found.what.contains("signature"))
    #expect(fault(story.leaves, story.disclosed, threads: 2, verifying: false) == nil)
  }

  @Test("The fault with the lowest number wins, whichever is found first", arguments: [0, 1, 3])
  func lowest(threads: Int) throws {
    // What a replay finds only when the entry's turn has come, before a signature that is found ahead.
    var leaves = story.leaves
    let early = first + 40
    let json = try CanonicalParser.parse(leaves[early], depthMaximum: 18)
    leaves[early] =
      json.replacing(["outcome", "code"], with: "too-late").canonicalBytes
    #expect(fault(leaves, try forged(first + 41), threads: threads)?.entry == UInt64(early))
    #expect(fault(leaves, try forged(first + 400), threads: threads)?.entry == UInt64(early))
    // And the other way around.
    let found = fault(leaves, try forged(first + 39), threads: threads)
    #expect(found?.entry == UInt64(first + 39))
  }

  @Test("What waits is bounded, however long the log")
  func bound() throws {
    var replay = PipelinedReplay(scope: .full, threads: 2)
    var pendingMaximum = 0
    for (leaf, line) in zip(story.leaves, story.disclosed) {
      try replay.put(leaf, disclosed: line)
      pendingMaximum = max(pendingMaximum, replay.pendingCount)
    }
    #expect(pendingMaximum <= 4 * 2 * 64)
    try replay.finish()
  }
}
