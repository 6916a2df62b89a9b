import Foundation

/// A client on a thread of its own.
final class LoadThread: @unchecked Sendable {
  // The thread alone uses both until it signals that it is done.
  private var client: LoadClient
  private var result: Result<Tally, any Error> = .failure(BenchmarkError("the client did not run"))
  private let done = DispatchSemaphore(value: 0)

  init(_ client: consuming LoadClient) { self.client = client }

  /// Begins to send a pool's requests, the first of which is due at `start`.
  func start(_ pool: RequestPool, from start: UInt64) {
    Thread.detachNewThread { [self] in
      result = Result { try client.run(pool, from: start) }
      done.signal()
    }
  }

  /// Waits for the last answer.
  func wait() throws -> Tally {
    done.wait()
    return try result.get()
  }
}
