import Documents
import Entries
import Foundation
import Journal
import Node
import Testing
import TransparencyLog

@Suite struct TilePublisherTests {
  /// Rows that came before a fault are published after it, with or without any more: a reader who
  /// waits for them must not wait for the next document.
  @Test func goesOnAfterAFaultOfTheDisk() throws {
    let path = NSTemporaryDirectory() + "publisher-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var journal = try Journal(path: path + "/journal.sqlite")
    var fixture = try NodeFixture()
    var rows: [JournalRow] = []
    func batch() throws -> JournalBatch {
      let document = try fixture.document(
        "account.open", account: "new", id: "open-\(fixture.node.nextSequence)",
        by: [NodeFixture.key(UInt8(40 + fixture.node.nextSequence))],
        [("contact", ""), ("name", "Trader"), ("roles", ["trader"])])
      let nothing = fixture.node.step(
        .submit(
          Submission(
            ticket: 0, document: document, action: try document.action(),
            salt: [UInt8](repeating: 9, count: 16), alias: .init(high: 1, low: 2))),
        at: fixture.seconds * 1_000_000)
      #expect(nothing == nil)
      return try #require(try fixture.close().batch)
    }
    let first = JournalBatch(
      rows: fixture.rows, size: 2,
      checkpoint: fixture.logKey.checkpoint(size: 2, root: fixture.node.state.root))
    try journal.begin(epoch: 1, with: first)
    let log = path + "/log"
    let publisher = try TilePublisher(
      path: log, origin: "\(NodeFixture.origin)/log", reader: journal.reader)
    #expect(try publisher.publish(first.rows) == 2)
    let second = try batch()
    try journal.append(second, epoch: 1)
    rows = second.rows
    // A file stands where the folder of the tiles should.
    try FileManager.default.moveItem(atPath: log + "/tile", toPath: log + "/aside")
    try Data().write(to: URL(fileURLWithPath: log + "/tile"))
    var failed = false
    for _ in 0..<20 where !failed {
      do {
        #expect(try publisher.publish(rows) == 2)
        rows = []
        usleep(20_000)
      } catch is FileFault {
        failed = true
      }
    }
    #expect(failed && rows.isEmpty, "the fault came when there were no rows any more")
    try FileManager.default.removeItem(atPath: log + "/tile")
    try FileManager.default.moveItem(atPath: log + "/aside", toPath: log + "/tile")
    usleep(100_000)
    #expect(try publisher.publish([]) == 3)
  }
}
