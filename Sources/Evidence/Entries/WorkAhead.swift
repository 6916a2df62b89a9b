import Foundation

/// Does work on several threads ahead of one that takes what it came to, in the sequence in which it was
/// put in.
///
/// Bounded: what is put in waits in pieces of at most `pieceCountMaximum` inputs, and of those there are
/// at most `pieceMaximum`. Used from one thread, which does a piece itself rather than wait for one that
/// nobody has begun; without any threads it does them all.
package final class WorkAhead<Input: Sendable, Output: Sendable> {
  /// Inputs that a thread takes at a time.
  package static var pieceCountMaximum: Int { 64 }
  /// A piece of at least so many bytes is not added to.
  private static var pieceByteCount: Int { 256 << 10 }

  /// Pieces that were handed over and not taken back.
  package let pieceMaximum: Int
  private let shared: Shared
  private var gathered: [Input] = []
  private var gatheredByteCount = 0
  private var pieces: [Piece] = []

  /// How many inputs were put in whose results were not taken.
  package private(set) var pendingCount = 0

  /// - Parameters:
  ///   - threads: how many threads of its own it has.
  ///   - body: the work. It is done in any sequence.
  package init(threads: Int, _ body: @escaping @Sendable (Input) -> Output) {
    pieceMaximum = 4 * max(threads, 1)
    shared = Shared(body)
    for _ in 0..<threads { Thread.detachNewThread { [shared] in shared.work() } }
  }

  deinit { shared.end() }

  /// Puts an input in, and takes results where too much is under way.
  ///
  /// - Parameter byteCount: how much memory it takes.
  package func put(
    _ input: Input, byteCount: Int, take: (Output) throws -> Void
  ) rethrows {
    gathered.append(input)
    gatheredByteCount += byteCount
    pendingCount += 1
    guard
      gathered.count >= Self.pieceCountMaximum || gatheredByteCount >= Self.pieceByteCount
    else { return }
    handOver()
    while pieces.count >= pieceMaximum { try takeFirst(take) }
  }

  /// Takes all results that are left.
  package func finish(take: (Output) throws -> Void) rethrows {
    if !gathered.isEmpty { handOver() }
    while !pieces.isEmpty { try takeFirst(take) }
  }

  private func handOver() {
    let piece = Piece(gathered)
    gathered = []
    gatheredByteCount = 0
    pieces.append(piece)
    shared.put(piece)
  }

  private func takeFirst(_ take: (Output) throws -> Void) rethrows {
    for output in shared.results(of: pieces.removeFirst()) {
      pendingCount -= 1
      try take(output)
    }
  }

  /// Some inputs, and once they were worked on what they came to. Both change under the lock only.
  private final class Piece: @unchecked Sendable {
    var inputs: [Input]
    var outputs: [Output] = []
    var isDone = false

    init(_ inputs: [Input]) { self.inputs = inputs }
  }

  /// What the threads share. They hold it alone, so that they end with who put the work in.
  private final class Shared: @unchecked Sendable {
    private let condition = NSCondition()
    private var waiting: [Piece] = []
    private var isEnding = false
    private let body: @Sendable (Input) -> Output

    init(_ body: @escaping @Sendable (Input) -> Output) { self.body = body }

    func put(_ piece: Piece) {
      condition.withLock { waiting.append(piece) }
      condition.broadcast()
    }

    func end() {
      condition.withLock {
        isEnding = true
        waiting = []
      }
      condition.broadcast()
    }

    func work() {
      while let piece = next() { run(piece) }
    }

    private func next() -> Piece? {
      condition.withLock {
        while waiting.isEmpty {
          if isEnding { return nil }
          condition.wait()
        }
        return waiting.removeFirst()
      }
    }

    /// Works on a piece that no other thread can have.
    private func run(_ piece: Piece) {
      let outputs = piece.inputs.map(body)
      condition.withLock {
        piece.inputs = []
        piece.outputs = outputs
        piece.isDone = true
      }
      condition.broadcast()
    }

    /// What a piece came to; waits for it, or does it where nobody has begun it.
    func results(of piece: Piece) -> [Output] {
      let isWaiting = condition.withLock {
        guard let at = waiting.firstIndex(where: { $0 === piece }) else { return false }
        waiting.remove(at: at)
        return true
      }
      if isWaiting { run(piece) }
      return condition.withLock {
        while !piece.isDone { condition.wait() }
        return piece.outputs
      }
    }
  }
}
