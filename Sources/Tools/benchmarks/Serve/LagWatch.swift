import Foundation
import Synchronization

/// Asks the server how far its followers lag, all the while.
final class LagWatch: Sendable {
  private static let interval: UInt32 = 250_000

  private struct State {
    var worst = 0.0
    var isStopped = false
    var failure: String?
  }
  private let state = Mutex(State())
  private let finished = DispatchGroup()

  /// Begins to ask the server at `port`.
  init(port: UInt16) {
    finished.enter()
    Thread.detachNewThread { [self] in
      do {
        let socket = try Socket(port: port)
        while !state.withLock({ $0.isStopped }) {
          let lag = try LagWatch.lag(socket)
          state.withLock { $0.worst = max($0.worst, lag) }
          usleep(LagWatch.interval)
        }
      } catch {
        state.withLock { $0.failure = "\(error)" }
      }
      finished.leave()
    }
  }

  private static func lag(_ socket: Socket) throws -> Double {
    let (status, body) = try socket.exchange("GET", "/metrics")
    guard status == 200 else { return 0 }
    var worst = 0.0
    for line in String(decoding: body, as: UTF8.self).split(separator: "\n")
    where line.hasPrefix("yunshang_lag_seconds{") {
      worst = max(worst, line.split(separator: " ").last.flatMap { Double($0) } ?? 0)
    }
    return worst
  }

  /// Stops, and returns the worst lag, in seconds.
  func stop() throws -> Double {
    state.withLock { $0.isStopped = true }
    finished.wait()
    return try state.withLock {
      if let failure = $0.failure { throw BenchmarkError("the lag is not known: \(failure)") }
      return $0.worst
    }
  }
}
