import Foundation

/// A few threads of its own for work that blocks. The runtime's own threads are as many as there are
/// cores: one that waits for a disk or a child process would keep every connection waiting.
package final class WorkerPool: Sendable {
  private static let yieldingNiceness: Int32 = 5

  private let mailbox: Mailbox<@Sendable () -> Void>

  /// A pool of `threads` with room for `waiting` pieces of work, and apart from them for
  /// `urgentWaiting` that are done first.
  ///
  /// - Parameter isYielding: whether its threads let others go first when there is not enough
  ///   processor time for all.
  package init(
    threads: Int, waiting: Int, urgentWaiting: Int = 0, isYielding: Bool = false
  ) {
    mailbox = Mailbox(priorityMaximum: urgentWaiting, ordinaryMaximum: waiting)
    for _ in 0..<threads {
      Thread.detachNewThread { [mailbox] in
        // On Linux this is a matter of the thread that asks.
        if isYielding {
          setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, WorkerPool.yieldingNiceness)
        }
        while let work = mailbox.take(maximum: 1) { for one in work { one() } }
      }
    }
  }

  deinit { mailbox.close() }

  /// Has `body` done on one of the threads; `false` when too much waits.
  package func put(isUrgent: Bool, _ body: @escaping @Sendable () -> Void) -> Bool {
    mailbox.put(body, isUrgent: isUrgent)
  }

  /// Runs `body` on one of the threads. `nil` when too much waits.
  package func run<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T? {
    await withCheckedContinuation { continuation in
      if !mailbox.put({ continuation.resume(returning: body()) }) {
        continuation.resume(returning: nil)
      }
    }
  }
}
