import ArgumentParser
import Foundation
import Node
import TransparencyLog
import Venue

/// Makes a venue's folder with as many entries as one likes.
struct MakeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make", abstract: "Make a venue's folder with a long log.",
    discussion: """
      Every document is signed and goes through the node's own value, so that the log verifies. The
      folder has a journal, its second copy, a catalog, a snapshot, the log's tiles and the
      operator's export of all disclosures; `yunshang serve --data FOLDER --origin benchmark.example` goes on from it. A batch
      counts as many entries as it has orders. Prints one line:
      {"entries","leaves","ordersInBatches","seconds"}

      Example: benchmarks make --data ./long --entries 10000000 --batch 250
      """)

  @Option(help: ArgumentHelp("A new folder.", valueName: "dir"))
  var data: String

  @Option(help: "Entries, a batch counting as many as it has orders.")
  var entries = 1_000_000

  @Option(help: "Orders in a batch; 1 makes single orders only.")
  var batch = 250

  @Option(help: "Accounts that trade.")
  var traders = 200

  @Option(help: "Instruments on which they do.")
  var instruments = 10

  @Option(help: "What the flow is drawn from.")
  var seed: UInt64 = 1

  @Option(help: "Entries behind the snapshot, which a start replays.")
  var tail = 1_000_000

  @Flag(help: "Only the log and the export: no server starts from it.")
  var logOnly = false

  /// Documents that are signed at a time and committed together.
  private static let groupCount = 256
  private static let hour: Microseconds = 3_600_000_000
  /// Between one group of documents and the next, in microseconds.
  private static let pause: Microseconds = 1_000_000

  func validate() throws {
    guard (1...OrderLine.batchMaximum).contains(batch), (1...1_000_000_000).contains(entries),
      (1...1_000).contains(instruments), (instruments...10_000).contains(traders)
    else {
      throw ValidationError(
        "--batch is 1 to \(OrderLine.batchMaximum), --entries at most a billion, and there are at "
          + "least as many traders as instruments.")
    }
  }

  func run() throws {
    let begun = Clock.nanoseconds()
    guard !FileManager.default.fileExists(atPath: data) else {
      throw ValidationError("--data names a folder that is not there yet.")
    }
    try FileManager.default.createDirectory(
      atPath: data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let identity = try Identity(folder: data, origin: MadeVenue.origin)
    var writer = try VenueWriter(
      folder: data, key: identity.logKey.verifierKey, isWhole: !logOnly)
    // So long ago that the last entry lies in the past, whatever the number of entries.
    let span = Int64(entries / Self.groupCount + 1) * Self.pause
    var venue = MadeVenue(
      identity: identity,
      time: Int64(Date().timeIntervalSince1970) * 1_000_000 - span - Self.hour, seed: seed)
    try venue.open(traders: traders, listings: instruments) { try writer.write($0) }
    var flow = MadeFlow(
      traders: venue.traders, listings: venue.listings, batch: batch, seed: seed &+ 1)
    var made = Int(venue.node.nextSequence)
    var orders = 0
    var hasSnapshot = false
    while made < entries {
      venue.time += Self.pause
      var drafts: [MadeFlow.Draft] = []
      while drafts.count < Self.groupCount, made < entries {
        let draft = flow.next(venue.node.nextSequence + UInt64(drafts.count))
        made += draft.weight
        orders += draft.weight > 1 ? draft.weight : 0
        drafts.append(draft)
      }
      for submission in try flow.sign(drafts, at: venue.time) { venue.submit(submission) }
      try writer.write(try venue.close())
      if !logOnly, !hasSnapshot, made >= entries - tail {
        hasSnapshot = true
        let snapshot = try venue.snapshot { try writer.write($0) }
        try writer.keep(snapshot.bytes, of: snapshot.announced)
        made += 2
      }
    }
    try writer.finish(venue.node.state.venue)
    let seconds = Double(Clock.nanoseconds() - begun) / 1e9
    print(
      "{\"entries\":\(made),\"leaves\":\(venue.node.nextSequence),\"ordersInBatches\":\(orders),"
        + "\"seconds\":\(String(format: "%.1f", seconds))}")
  }
}
