import Documents
import Node
import Venue

// Readers of the feed, and the venue's side of their connections.
extension World {
  /// Rows read at a time while a reader catches up.
  private static let pageSize = 50
  /// How long a reader waits before it connects again, as the feed tells it to.
  private static let retry: Int64 = 1_000_000

  func connect(_ reader: FeedReader) {
    // It may have been told twice to connect.
    lose(reader)
    guard let machine else { return }  // The next start has it connect again.
    tally.connections += 1
    trace.add("connect", UInt64(reader.connection))
    reader.cursor = FeedCursor(
      after: reader.last, size: machine.feed.size, instrument: reader.instrument)
    reader.cursor?.plant = options.plant
    if reader.last == nil { reader.begin = machine.feed.size }
    reader.waiting = []
    reader.live = []
    reader.isEnded = false
    reader.arrival = clock.now
    agenda.add(.page(reader, connection: reader.connection), at: clock.now + 100)
  }

  /// The venue reads what the reader has missed: a page at a time, and subscribes when there is little.
  func page(_ reader: FeedReader) {
    guard let machine, reader.cursor != nil else { return }
    let size = UInt64(World.pageSize)
    if reader.subscription == nil, (reader.cursor?.next ?? 0) + size >= machine.feed.size {
      guard let subscription = machine.feed.subscribe(reader.sink) else { return }
      reader.subscription = subscription
    }
    if let subscription = reader.subscription, (reader.cursor?.next ?? 0) >= subscription.from {
      // All that is stored has been sent: what came live meanwhile is next.
      let waiting = reader.waiting
      reader.waiting = []
      return deliver(waiting.filter { reader.cursor?.takes($0) == true }, reader)
    }
    guard let rows = try? machine.reader.rows(from: reader.cursor?.next ?? 0, limit: World.pageSize)
    else { return breakOff(reader) }
    if rows.isEmpty { reader.cursor?.skip(to: machine.feed.size) }
    deliver(
      rows.flatMap { reader.cursor?.stored($0.sequence, $0.publicEvents) ?? [] }, reader)
    agenda.add(.page(reader, connection: reader.connection), at: clock.now + 200)
  }

  /// Sends what the feed gave since the last commit.
  func flushFeed() {
    for reader in readers where !reader.live.isEmpty || reader.isEnded {
      let live = reader.live
      reader.live = []
      guard !reader.isEnded else {
        breakOff(reader)
        continue
      }
      guard let cursor = reader.cursor, let subscription = reader.subscription,
        cursor.next >= subscription.from
      else {
        reader.waiting += live
        continue
      }
      deliver(live.filter { reader.cursor?.takes($0) == true }, reader)
    }
  }

  private func deliver(_ events: [FeedEvent], _ reader: FeedReader) {
    guard !events.isEmpty else { return }
    if let last = events.last, last.sequence >= witness.size {
      return fail("an event of entry \(last.sequence) is served before it is durable")
    }
    if !isEnding, network.hits(workload.breaks) {
      // Some of it arrives yet, perhaps up to the middle of an entry.
      let some = Array(events.prefix(Int(network.draw(0...Int64(events.count)))))
      reader.arrival = max(reader.arrival, clock.now + network.draw(workload.latency))
      agenda.add(.events(reader, connection: reader.connection, some), at: reader.arrival)
      agenda.add(.broken(reader, connection: reader.connection), at: reader.arrival)
      return stopServing(reader)
    }
    // A connection keeps its sequence, however long a message takes.
    reader.arrival = max(reader.arrival, clock.now + network.draw(workload.latency))
    agenda.add(.events(reader, connection: reader.connection, events), at: reader.arrival)
  }

  /// The connection breaks: what was on its way is lost, and the reader connects again.
  func breakOff(_ reader: FeedReader) {
    lose(reader)
    agenda.add(.connect(reader), at: clock.now + World.retry)
  }

  /// The venue's side of a connection is gone.
  func lose(_ reader: FeedReader) {
    reader.connection += 1
    stopServing(reader)
  }

  /// The venue sends nothing more over a connection; what is on its way may still arrive.
  private func stopServing(_ reader: FeedReader) {
    if let number = reader.subscription?.number {
      reader.subscription = nil
      machine?.feed.end(number)
    }
    reader.cursor = nil
    reader.waiting = []
    reader.live = []
    reader.isEnded = false
  }

  // MARK: The reader's side

  /// Events arrive: each must be the one that comes next.
  func receive(_ events: [FeedEvent], _ reader: FeedReader) {
    for event in events {
      tally.events += 1
      let position = EventPosition(sequence: event.sequence, position: event.position)
      guard let expected = next(reader), expected.position == position else {
        let wanted = next(reader).map { "\($0.position.sequence).\($0.position.position)" }
        return fail(
          "a reader of the feed gets event \(position.sequence).\(position.position) instead of "
            + (wanted ?? "none"))
      }
      guard expected.data.elementsEqual(event.data) else {
        return fail("event \(position.sequence).\(position.position) is not what happened")
      }
      if event.name == "trade", reader === readers.first { tally.trades += 1 }
      reader.last = position
      trace.add("event", position.sequence, UInt64(position.position))
    }
  }

  /// The event that a reader must get next, if it is durable.
  func next(_ reader: FeedReader) -> (position: EventPosition, data: ArraySlice<UInt8>)? {
    guard let begin = reader.last?.sequence ?? reader.begin else { return nil }
    var sequence = begin
    while sequence < witness.size {
      let lines = Witness.lines(witness.kept[Int(sequence)].events)
      for (at, line) in lines.enumerated() {
        let position = EventPosition(sequence: sequence, position: at)
        if let last = reader.last, position <= last { continue }
        if let instrument = reader.instrument {
          guard let name = Witness.text(after: "\"instrument\":\"", in: line),
            name.elementsEqual(instrument.utf8)
          else { continue }
        }
        return (position, line)
      }
      sequence += 1
    }
    return nil
  }
}
