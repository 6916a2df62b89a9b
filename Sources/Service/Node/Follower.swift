import Catalog
import Foundation
import Journal
import Logging
import Synchronization
import TransparencyLog
import Venue

/// Something that follows the journal on a thread of its own and may lag: tiles and feed, catalog.
///
/// It starts at any number, catches up from the journal, and then takes what becomes durable.
package final class Follower: Sendable {
  /// Batches that may wait; the sequencer is held back beyond it, which bounds memory.
  private static let waitingMaximum = 2_048
  /// How far it may lag before new orders are held back, in seconds.
  private static let orderLagMaximum = 0.8
  /// How far it may lag before what is durable is held back too, cancels included, in seconds.
  private static let lagMaximum = 1.6
  /// Rows read from the journal at a time.
  private static let pageSize = 1_000

  /// What becomes durable, with the time at which it did.
  struct Item: Sendable {
    var rows: [JournalRow]
    var since: Double
  }

  /// What the follower does with rows, in sequence; none when nothing came for a while. Returns how
  /// many entries it has followed to the end.
  typealias Body = @Sendable (_ rows: [JournalRow]) throws -> UInt64

  /// How long a follower waits for rows before it is called without any, in seconds.
  private static let pauseSeconds = 0.05

  /// A turn of at least so many rows is followed by a pause in which more gather: what is done once a
  /// turn then costs each row less.
  private static let gatheredCount = 64
  /// Batches that end such a pause: the queue must not fill up by it.
  private static let gatheredItemCount = 512

  private static let niceness: Int32 = 5

  /// How long a disk that is full or fails is left alone, in microseconds.
  private static let diskPauseMicroseconds: UInt32 = 250_000

  private let mailbox = Mailbox<Item>(priorityMaximum: 0, ordinaryMaximum: waitingMaximum)
  private let isPaused = Atomic<Bool>(false)
  private let done: Mutex<(size: UInt64, behindSince: Double?)>
  private let name: String
  private let gatherSeconds: Double
  private let logger: Logger
  private let finished = DispatchGroup()

  /// - Parameter gathering: how long rows gather while many come in, in seconds.
  init(name: String, from size: UInt64, gathering: Double, logger: Logger) {
    self.name = name
    gatherSeconds = gathering
    self.logger = logger
    done = Mutex((size, nil))
  }

  /// How many entries it has followed.
  package var size: UInt64 { done.withLock { $0.size } }

  /// How many seconds it lags behind what is durable.
  package var lag: Double {
    let since = done.withLock { $0.behindSince }
    return since.map { max(0, Follower.now() - $0) } ?? 0
  }

  /// Whether it waits for room on the disk.
  package var waitsForDisk: Bool { isPaused.load(ordering: .relaxed) }

  /// Whether it lags so far that new orders are better held back: a venue that takes more than it can
  /// show would fall behind for ever. Cancels go on.
  var isBehind: Bool { lag > Follower.orderLagMaximum }

  static func now() -> Double { ProcessInfo.processInfo.systemUptime }

  func start(_ reader: JournalReader, body: @escaping Body) {
    finished.enter()
    Thread.detachNewThread { [self] in
      // A turn is a long stretch of work, and who waits for an answer goes first; that it does not
      // fall behind is what holding the sequencer back is for.
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Follower.niceness)
      do {
        if let next = try catchUp(reader, patient(body)) { try follow(from: next, patient(body)) }
      } catch {
        // It can be rebuilt from the journal: the next start does.
        logger.critical("\(name) cannot follow the journal: \(error); stopping")
        exit(1)
      }
      finished.leave()
    }
  }

  /// A body that waits for a disk which is full or fails: the journal has what is not followed yet.
  private func patient(_ body: @escaping Body) -> Body {
    return { [self] rows in
      while true {
        do {
          let reached = try body(rows)
          isPaused.store(false, ordering: .relaxed)
          return reached
        } catch let error where Follower.mayPass(error) {
          if !isPaused.exchange(true, ordering: .relaxed) {
            logger.error("\(name) waits for the disk: \(error)")
          }
          usleep(Follower.diskPauseMicroseconds)
        }
      }
    }
  }

  private static func mayPass(_ error: any Error) -> Bool {
    switch error {
    case is FileFault: true
    case let error as CatalogError: error.mayPass
    case let error as JournalError: error.mayPass
    default: false
    }
  }

  /// Follows what the journal already has; the number of the next row, or `nil` where the venue was
  /// told to stop meanwhile, which does not wait for the rest: the next start goes on.
  private func catchUp(_ reader: JournalReader, _ body: Body) throws -> UInt64? {
    var next = size
    while !mailbox.isClosed {
      let rows = try reader.rows(from: next, limit: Follower.pageSize)
      let reached = try body(rows)
      done.withLock { $0.size = reached }
      guard let last = rows.last else { return next }
      next = last.sequence + 1
    }
    return nil
  }

  private func follow(from first: UInt64, _ body: Body) throws {
    var next = first
    var isBusy = false
    while true {
      if isBusy { mailbox.pause(seconds: gatherSeconds, until: Follower.gatheredItemCount) }
      guard
        let items = mailbox.take(
          maximum: Follower.waitingMaximum, waiting: Follower.pauseSeconds)
      else { break }
      // What was durable before the catching up ended has been seen already.
      let rows = items.flatMap(\.rows).filter { $0.sequence >= next }
      isBusy = rows.count >= Follower.gatheredCount
      let reached = try body(rows)
      next = rows.last.map { $0.sequence + 1 } ?? next
      let waiting = mailbox.first?.since
      done.withLock { $0 = (reached, reached < next ? $0.behindSince : waiting) }
    }
    let reached = try body([])
    done.withLock { $0.size = reached }
  }

  /// Hands over rows that have become durable. Waits while the follower lags too far, unless it is the
  /// disk that it lags for: then little comes, since the door takes nothing.
  func put(_ rows: [JournalRow]) {
    while lag > Follower.lagMaximum, !waitsForDisk { usleep(2_000) }
    let now = Follower.now()
    done.withLock { $0.behindSince = $0.behindSince ?? now }
    mailbox.putWhenRoom(Item(rows: rows, since: now))
  }

  /// Waits until `size` entries have been followed, at most two seconds.
  package func reaches(_ size: UInt64) async {
    for _ in 0..<2_000 where self.size < size {
      try? await Task.sleep(for: .milliseconds(1))
    }
  }

  func stop() {
    mailbox.close()
    finished.wait()
  }
}
