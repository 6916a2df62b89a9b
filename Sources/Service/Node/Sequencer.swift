import Cryptography
import Documents
import Entries
import Foundation
import Journal
import Logging
import Synchronization
import Venue

/// The threads around the node: one steps it, one makes its commits durable.
///
/// While one batch is synced the next is applied; nothing of a batch is shown before it is durable.
package final class Sequencer: Sendable {
  /// The most documents in one batch.
  static let batchMaximum = 1_000
  /// Documents taken at a time: between two slices of a batch cancels go ahead again.
  private static let sliceMaximum = 64
  /// How long a batch goes on while more comes in, in nanoseconds. A batch of large documents would
  /// otherwise hold up every answer in it.
  private static let batchNanoseconds: UInt64 = 3_000_000
  /// Batches of at least so many documents begin at most every so many nanoseconds, since a
  /// transaction, its sync and its checkpoint cost as much for one document as for many. When few
  /// come in, each is taken at once.
  private static let gatheredCount = 8
  private static let gatherNanoseconds: UInt64 = 2_500_000
  /// New orders that may wait; beyond it they are shed.
  static let waitingMaximum = 4_000
  /// Cancels that may wait.
  static let cancelsWaitingMaximum = 20_000

  /// While the disk is waited for, it is tried again after so many looks at what else has come, each
  /// after so many microseconds.
  private static let diskPolls = 10
  private static let diskPollMicroseconds: UInt32 = 25_000
  /// Commits that may wait for the disk. The door takes no more documents then.
  private static let queueMaximum = 1_024

  /// The longest wait before the clock is looked at again while something will fall due, in seconds.
  private static let patienceMaximum = 1.0

  /// What waits for the sequencer.
  enum Item: Sendable {
    case submit(Submission, @Sendable (SubmissionResult) -> Void)
    case read(Look)
    /// An entry of the venue's own.
    case act(EntryKind, JSON.Object)
  }

  private let inbox = Mailbox<Item>(
    priorityMaximum: cancelsWaitingMaximum, ordinaryMaximum: waitingMaximum)
  private let outbox = Mailbox<Pending>(priorityMaximum: 0, ordinaryMaximum: 1)

  /// A commit on its way to the disk, and whom to tell.
  private struct Pending: Sendable {
    var commit: Commit
    var answers: [@Sendable (SubmissionResult) -> Void]
    /// Whether everybody was told already that the disk is waited for.
    var isExcused = false

    /// Tells everybody that the disk is waited for.
    mutating func excuse(_ readElsewhere: (@escaping Look) -> Void) {
      isExcused = true
      for (ticket, _) in commit.results { answers[Int(ticket)](.rejected(Problem.writingWaits)) }
      for read in commit.reads { readElsewhere(read.look) }
    }
  }
  private let durable: Atomic<UInt64>
  private let isPaused = Atomic<Bool>(false)
  private let finished = DispatchGroup()
  private let logger: Logger

  /// How many entries are durable.
  package var durableSize: UInt64 { durable.load(ordering: .acquiring) }
  /// Whether writing waits for room on the disk.
  package var waitsForDisk: Bool { isPaused.load(ordering: .relaxed) }
  /// How many documents wait.
  package var waiting: Int { inbox.count }

  init(size: UInt64, logger: Logger) {
    durable = Atomic(size)
    self.logger = logger
  }

  /// Starts both threads.
  ///
  /// - Parameters:
  ///   - publish: called on the second thread with each durable commit, in sequence.
  ///   - readElsewhere: has a state looked at that is durable, while this one is not.
  func start(
    _ node: consuming Node, _ committer: consuming Committer,
    publish: @escaping @Sendable (Commit) -> Void,
    readElsewhere: @escaping @Sendable (@escaping Look) -> Void
  ) {
    let nodeBox = HandOver(node)
    let committerBox = HandOver(committer)
    finished.enter()
    Thread.detachNewThread { [self] in
      sequence(nodeBox.take())
      outbox.close()
      finished.leave()
    }
    finished.enter()
    Thread.detachNewThread { [self] in
      commit(committerBox.take(), publish, readElsewhere)
      finished.leave()
    }
  }

  /// Sends a document to the sequencer; `false` when it is shed.
  package func submit(
    _ submission: Submission, isUrgent: Bool,
    then answer: @escaping @Sendable (SubmissionResult) -> Void
  ) -> Bool {
    inbox.put(.submit(submission, answer), isUrgent: isUrgent)
  }

  /// Looks at the state; the result comes once that state is durable. `false` when the sequencer has
  /// stopped or too much waits.
  package func read(_ look: @escaping Look) -> Bool { inbox.put(.read(look), isUrgent: true) }

  /// Has an entry of the venue's own made, soon; `false` when too much waits.
  func act(_ kind: EntryKind, _ open: JSON.Object) -> Bool {
    inbox.put(.act(kind, open), isUrgent: true)
  }

  /// Takes nothing more in, finishes what waits and ends both threads.
  func stop() {
    inbox.close()
    finished.wait()
  }

  /// UTC by this machine's clock.
  static func now() -> Microseconds {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Microseconds(time.tv_sec) * 1_000_000 + Microseconds(time.tv_nsec) / 1_000
  }

  private static func steady() -> UInt64 { DispatchTime.now().uptimeNanoseconds }

  private func sequence(_ taken: consuming Node) {
    var node = taken
    var previous: (count: Int, start: UInt64) = (0, 0)
    while var items = inbox.take(
      maximum: Sequencer.sliceMaximum, waiting: patience(until: node.state.venue.nextDue))
    {
      tick(&node)
      var answers: [@Sendable (SubmissionResult) -> Void] = []
      let start = Sequencer.steady()
      var time = Sequencer.now()
      while true {
        for item in items {
          switch item {
          case .submit(var submission, let answer):
            submission.ticket = UInt64(answers.count)
            answers.append(answer)
            _ = node.step(.submit(submission), at: time)
          case .read(let look): _ = node.step(.read(look), at: time)
          case .act(let kind, let open):
            let salt = RandomBytes.make(Disclosure.saltByteCount)
            _ = node.step(.act(kind, open, salt: salt), at: time)
          }
        }
        guard answers.count < Sequencer.batchMaximum else { break }
        let gone = Sequencer.steady() - start
        guard gone < Sequencer.batchNanoseconds else { break }
        items = inbox.takeWithoutWaiting(maximum: Sequencer.sliceMaximum)
        if items.isEmpty {
          guard
            answers.count >= Sequencer.gatheredCount || previous.count >= Sequencer.gatheredCount,
            start &+ gone &- previous.start < Sequencer.gatherNanoseconds
          else { break }
          usleep(500)
          items = inbox.takeWithoutWaiting(maximum: Sequencer.sliceMaximum)
        }
        time = Sequencer.now()
      }
      previous = (answers.count, start)
      guard let commit = node.step(.close, at: time), !commit.isEmpty else { continue }
      // One commit may wait while another is synced; more would only be latency.
      outbox.putWhenRoom(Pending(commit: commit, answers: answers))
    }
  }

  /// How long to wait for more before something falls due, in seconds; `nil` while nothing will. The
  /// clock may be set meanwhile, so it is looked at again after a while.
  private func patience(until due: Microseconds?) -> Double? {
    due.map { min(max(Double($0 - Sequencer.now()) / 1_000_000, 0), Sequencer.patienceMaximum) }
  }

  /// Deals with what has fallen due, with or without traffic. Each tick is a batch of its own, so that
  /// an hour at which very much expires neither grows one transaction nor holds up what comes in.
  private func tick(_ node: inout Node) {
    let time = Sequencer.now()
    while node.isDue(at: time) {
      _ = node.step(.tick(salt: RandomBytes.make(Disclosure.saltByteCount)), at: time)
      if let commit = node.step(.close, at: time) {
        outbox.putWhenRoom(Pending(commit: commit, answers: []))
      }
    }
  }

  private func commit(
    _ taken: consuming Committer, _ publish: @Sendable (Commit) -> Void,
    _ readElsewhere: (@escaping Look) -> Void
  ) {
    var committer = taken
    while var queue = outbox.take(maximum: 1) {
      while let pending = queue.first {
        guard carryOut(pending, &committer, publish) else {
          wait(&queue, readElsewhere)
          continue
        }
        queue.removeFirst()
        committer.tidy(isIdle: outbox.count == 0)
      }
    }
  }

  /// Makes a turn of the node durable and shows it; `false` where the disk is full or fails, which may
  /// pass. Any other failure ends the process, since after a failed sync nobody knows what is on the
  /// disk: the next start finds out.
  private func carryOut(
    _ pending: Pending, _ committer: inout Committer, _ publish: @Sendable (Commit) -> Void
  ) -> Bool {
    do throws(JournalError) {
      try committer.carryOut(pending.commit, isAnswered: pending.isExcused) {
        isPaused.store(false, ordering: .relaxed)
        if let batch = $0.batch { durable.store(batch.size, ordering: .releasing) }
        publish($0)
      } answer: {
        pending.answers[Int($0)]($1)
      }
      return true
    } catch {
      guard error.mayPass else {
        logger.critical("the journal cannot be written: \(error); stopping")
        exit(1)
      }
      if !isPaused.exchange(true, ordering: .relaxed) {
        logger.error("writing waits for the disk: \(error)")
      }
      return false
    }
  }

  /// Waits for the disk a moment. Whoever waits for an answer is told so meanwhile: what the venue has
  /// taken it will write when it can, and what it was asked to show it shows as of what is durable.
  private func wait(_ queue: inout [Pending], _ readElsewhere: (@escaping Look) -> Void) {
    for _ in 0..<Sequencer.diskPolls {
      for at in queue.indices where !queue[at].isExcused {
        queue[at].excuse(readElsewhere)
      }
      usleep(Sequencer.diskPollMicroseconds)
      if queue.count < Sequencer.queueMaximum {
        queue += outbox.takeWithoutWaiting(maximum: 1)
      }
    }
  }
}

extension Problem {
  /// To whoever sent a document before it was known that the disk is full.
  fileprivate static let writingWaits = Problem(
    503, "outcome-unknown",
    "The venue waits for its disk and may have taken this document: send it again in a moment, "
      + "unchanged, to learn what came of it; it never counts twice.")
}

/// Hands a value that cannot be copied to a thread, once.
private final class HandOver<Value: ~Copyable>: @unchecked Sendable {
  private var value: Value?

  init(_ value: consuming Value) { self.value = consume value }

  func take() -> Value {
    guard let taken = value.take() else { preconditionFailure("handed over twice") }
    return taken
  }
}
