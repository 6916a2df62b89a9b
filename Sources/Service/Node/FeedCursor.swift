import Venue

/// How far a reader of the feed has come, and what it is sent next: each public event once and in
/// sequence, first what is stored, then what comes live.
///
/// A value without connection or journal: whoever serves a reader asks it what of a page or of an
/// event is to be sent.
package struct FeedCursor: Sendable {
  /// The newest event that was sent.
  package private(set) var sent: EventPosition?
  /// The entry from which on stored events are wanted.
  package private(set) var next: EntryNumber
  /// The one instrument that is asked for, if it is one.
  private let instrument: String?
  /// A bug that a simulation has planted; see `Plant`.
  package var plant: Plant? {
    didSet { if plant == .resumeFeedLate, sent != nil { next += 1 } }
  }

  /// A reader that resumes behind the event `last`, or begins at the feed's end.
  ///
  /// - Parameter size: how many entries the feed has sent.
  package init(after last: EventPosition?, size: EntryNumber, instrument: String?) {
    sent = last
    next = last?.sequence ?? size
    self.instrument = instrument
  }

  /// What of the stored event lines of an entry is to be sent. Entries come in sequence, from `next` on.
  package mutating func stored(_ sequence: EntryNumber, _ lines: [UInt8]) -> [FeedEvent] {
    next = sequence + 1
    return FeedEvent.events(of: sequence, lines).filter { takes($0) }
  }

  /// Whether an event that came live is to be sent. The last stored page may have reached into what
  /// comes live.
  package mutating func takes(_ event: FeedEvent) -> Bool {
    let position = EventPosition(sequence: event.sequence, position: event.position)
    if let sent, position <= sent { return false }
    sent = position
    if plant == .skipFeedEvent, event.sequence == next { return false }
    return instrument == nil || event.instrument == instrument
  }

  /// Nothing more is stored: what follows comes live.
  package mutating func skip(to size: EntryNumber) { next = max(next, size) }
}

/// An event's id: its entry and its place there.
package struct EventPosition: Comparable, Sendable {
  /// The entry.
  package let sequence: EntryNumber
  /// The place in it, from 0.
  package let position: Int

  package init(sequence: EntryNumber, position: Int) {
    self.sequence = sequence
    self.position = position
  }

  package static func < (a: EventPosition, b: EventPosition) -> Bool {
    (a.sequence, a.position) < (b.sequence, b.position)
  }
}
