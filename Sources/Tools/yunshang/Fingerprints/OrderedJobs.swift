import Foundation
import Synchronization

/// Work on items on several threads, whose results come in the items' order.
enum OrderedJobs {
  /// Results that may wait for an earlier one.
  private static let aheadMaximum = 256

  private struct State<Result: Sendable>: Sendable {
    var next = 0
    var done: [Int: Result] = [:]
  }

  /// Calls `work` for every index below `count` on `jobs` threads, and `show` on this one, in order.
  static func run<Result: Sendable>(
    _ count: Int, jobs: Int, work: @escaping @Sendable (Int) -> Result,
    show: (Result) throws -> Void
  ) rethrows {
    if jobs == 1 {
      for at in 0..<count { try show(work(at)) }
      return
    }
    let state = Mutex(State<Result>())
    let ready = DispatchSemaphore(value: 0)
    let room = DispatchSemaphore(value: aheadMaximum)
    for _ in 0..<min(jobs, count) {
      Thread.detachNewThread {
        while true {
          room.wait()
          let at = state.withLock { state in
            defer { state.next += 1 }
            return state.next
          }
          guard at < count else {
            room.signal()
            return
          }
          let result = work(at)
          state.withLock { $0.done[at] = result }
          ready.signal()
        }
      }
    }
    for at in 0..<count {
      var result: Result?
      while true {
        result = state.withLock { $0.done.removeValue(forKey: at) }
        if result != nil { break }
        ready.wait()
      }
      if let result { try show(result) }
      room.signal()
    }
  }
}
