import Node
import Venue

/// A reader of the feed with its connection: it resumes with the last id that it got, and must see
/// every public event once and in sequence.
final class FeedReader: @unchecked Sendable {
  // Everything happens on the one thread of the simulation.
  /// The one instrument it asks for.
  let instrument: String?
  /// The number of its connection, counted up; events of an earlier one are lost.
  var connection = 0
  /// What it got last.
  var last: EventPosition?
  /// Where its reading began: it is promised all from here on.
  var begin: EntryNumber?

  // On the venue's side.
  /// Where the venue stands in serving it; `nil` while it is not connected.
  var cursor: FeedCursor?
  /// Its place among the feed's subscribers, and the first entry that comes live.
  var subscription: (number: Int, from: EntryNumber)?
  /// What came live while stored events were still being sent.
  var waiting: [FeedEvent] = []
  /// What is to be sent at the end of this commit.
  var live: [FeedEvent] = []
  /// When the last thing sent arrives: a connection keeps its sequence.
  var arrival: Int64 = 0

  init(instrument: String?) { self.instrument = instrument }

  /// What it is sent to. More than a reader may fall behind by is more than one turn brings.
  var sink: Feed.Sink {
    Feed.Sink { [unowned self] item in
      if case .event(let event) = item { live.append(event) }
      return waiting.count + live.count <= Feed.bufferMaximum
    } finish: { [unowned self] in
      subscription = nil
      isEnded = true
    }
  }
  /// Whether the venue has ended its subscription.
  var isEnded = false
}
