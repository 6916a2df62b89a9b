import Foundation
import Journal
import Venue

/// One public event as the feed sends it.
package struct FeedEvent: Sendable {
  /// The entry and the event's position in it: the event's id.
  package let sequence: EntryNumber
  package let position: Int
  /// The event's name.
  package let name: String
  /// The instrument it concerns, if it names one.
  package let instrument: String?
  /// The event as canonical JSON.
  package let data: [UInt8]

  /// Splits an entry's public events; names are read from their fixed places in canonical JSON.
  package static func events(of sequence: EntryNumber, _ lines: [UInt8]) -> [FeedEvent] {
    lines.split(separator: 10).enumerated().map { position, line in
      FeedEvent(
        sequence: sequence, position: position, name: value("event", in: line) ?? "event",
        instrument: value("instrument", in: line), data: Array(line))
    }
  }

  /// The value of a string member of the event itself. Events hold no text that senders chose, so
  /// the first place where the member's name stands is the member.
  private static func value(_ name: String, in line: ArraySlice<UInt8>) -> String? {
    let mark = Array("\"\(name)\":\"".utf8)
    guard let start = end(of: mark, in: line),
      let end = line[start...].firstIndex(of: UInt8(ascii: "\""))
    else { return nil }
    return String(decoding: line[start..<end], as: UTF8.self)
  }

  /// Where `mark` ends at its first place in `line`.
  private static func end(of mark: [UInt8], in line: ArraySlice<UInt8>) -> Int? {
    guard line.count >= mark.count else { return nil }
    return (line.startIndex...line.endIndex - mark.count).first { at in
      mark.indices.allSatisfy { line[at + $0] == mark[$0] }
    }.map { $0 + mark.count }
  }
}

/// What a subscriber is sent.
package enum FeedItem: Sendable {
  /// A public event.
  case event(FeedEvent)
  /// Nothing happened for a while; the connection stands.
  case heartbeat
}

/// What goes out to subscribers: every durable public event, in sequence, once.
package final class Feed: @unchecked Sendable {
  /// A reader that falls this many events behind is closed, and resumes where it was.
  package static let bufferMaximum = 1_024
  /// The most subscribers at a time.
  package static let subscriberMaximum = 2_000

  /// Ends a subscription when let go of.
  package final class Subscription: Sendable {
    /// The events; ends when the reader falls behind or the node stops.
    package let events: AsyncStream<FeedItem>
    private let end: @Sendable () -> Void

    fileprivate init(events: AsyncStream<FeedItem>, end: @escaping @Sendable () -> Void) {
      self.events = events
      self.end = end
    }
    deinit { end() }
  }

  /// What a subscriber is sent to.
  package struct Sink: Sendable {
    /// Takes an item; `false` when the reader has fallen too far behind for it.
    let take: @Sendable (FeedItem) -> Bool
    /// The subscription has ended.
    let finish: @Sendable () -> Void

    package init(
      take: @escaping @Sendable (FeedItem) -> Bool, finish: @escaping @Sendable () -> Void
    ) {
      self.take = take
      self.finish = finish
    }
  }

  private let lock = NSLock()
  /// In the sequence in which they came.
  private var subscribers: [(number: Int, sink: Sink)] = []
  private var nextNumber = 0
  private var isClosed = false
  private var sent: EntryNumber

  /// A feed that goes on behind so many entries.
  package init(size: EntryNumber) { sent = size }

  /// How many entries have been sent: a subscriber sees all from here on.
  package var size: EntryNumber { lock.withLock { sent } }
  /// How many listen.
  package var subscriberCount: Int { lock.withLock { subscribers.count } }

  /// Subscribes. The second value is the number of the first entry that will come by itself;
  /// anything before it is in the journal. `nil` when there are too many subscribers.
  package func subscribe() -> (Subscription, from: EntryNumber)? {
    let (stream, continuation) = AsyncStream.makeStream(
      of: FeedItem.self, bufferingPolicy: .bufferingOldest(Feed.bufferMaximum))
    let sink = Sink {
      if case .dropped = continuation.yield($0) { return false }
      return true
    } finish: {
      continuation.finish()
    }
    guard let (number, from) = subscribe(sink) else { return nil }
    return (Subscription(events: stream) { [weak self] in self?.end(number) }, from)
  }

  /// Subscribes with what takes the events, on the thread that sends them. Returns the subscription's
  /// number, and that of the first entry that will come by itself.
  package func subscribe(_ sink: Sink) -> (number: Int, from: EntryNumber)? {
    lock.withLock {
      guard !isClosed, subscribers.count < Feed.subscriberMaximum else { return nil }
      let number = nextNumber
      nextNumber += 1
      subscribers.append((number, sink))
      return (number, sent)
    }
  }

  /// Ends a subscription.
  package func end(_ number: Int) {
    let sink = lock.withLock { () -> Sink? in
      guard let at = subscribers.firstIndex(where: { $0.number == number }) else { return nil }
      return subscribers.remove(at: at).sink
    }
    sink?.finish()
  }

  /// Sends the events of rows, which end before `size`, to everyone.
  package func send(_ rows: [JournalRow], size: EntryNumber) {
    lock.withLock {
      sent = size
      guard !subscribers.isEmpty else { return }
      let events = rows.flatMap { FeedEvent.events(of: $0.sequence, $0.publicEvents) }
      subscribers.removeAll { _, sink in
        for event in events where !sink.take(.event(event)) {
          sink.finish()
          return true
        }
        return false
      }
    }
  }

  /// Tells everyone that the connection stands. A reader whose buffer is full is left alone: the
  /// next event will tell.
  package func beat() {
    lock.withLock {
      for (_, sink) in subscribers { _ = sink.take(.heartbeat) }
    }
  }

  /// Ends all subscriptions: their readers connect again elsewhere or later.
  package func close() {
    lock.withLock {
      isClosed = true
      for (_, sink) in subscribers { sink.finish() }
      subscribers = []
    }
  }
}
