import Documents
import Entries
import Journal
import Node
import Venue

/// The venue's process, from its start to its end: the same values that the threads of a running venue
/// are wrapped around, with the queues between them.
final class Machine {
  /// What waits for the sequencer.
  enum Item {
    case submit(Letter, Submission)
    case act(EntryKind, JSON.Object)
    case read(Look)
  }
  /// A turn of the node on its way to the disk.
  struct Turn {
    var commit: Commit
    /// Whose answers it has, by ticket.
    var letters: [Letter]
    /// What the clock showed while it was made.
    var clock: ClosedRange<Int64>
    var looks: [Look]
  }

  /// As the sequencer's.
  static let sliceMaximum = 64
  static let waitingMaximum = 4_000

  let number: Int
  var node: Node
  var committer: Committer
  let reader: JournalReader
  /// The state that follows and is kept now and then; `nil` where no snapshots are made.
  var maker: SnapshotMaker?
  let feed: Feed
  var urgent: [Item] = []
  var ordinary: [Item] = []
  /// The turn that is made durable, and one that waits.
  var turns: [Turn] = []
  /// Whether a turn of the sequencer, and a commit, are put down.
  var isTurnDue = false
  var isCommitDue = false
  /// When the sequencer looks at the clock next, because something will fall due.
  var tickTime: Int64?
  /// Since when something has been due that is not dealt with.
  var overdueSince: Int64?
  /// Whether writing waits for the disk.
  var isPaused = false
  /// What the catalog has not taken yet.
  var uncatalogued: [JournalRow] = []

  init(
    number: Int, _ node: consuming Node, _ committer: consuming Committer
  ) {
    self.number = number
    feed = Feed(size: node.nextSequence)
    self.node = node
    reader = committer.reader
    self.committer = committer
    maker = nil
  }

  /// Whether the sequencer may go on: one commit may wait while another is synced.
  var hasRoom: Bool { turns.count < 2 }
}

/// A look at the state, with what was seen.
final class Look: @unchecked Sendable {
  // Everything happens on the one thread of the simulation.
  let account: AccountNumber
  var size: EntryNumber?
  var available: Fen = 0
  var held: Fen = 0
  var openOrders = 0
  var isShown = false

  init(account: AccountNumber) { self.account = account }
}
