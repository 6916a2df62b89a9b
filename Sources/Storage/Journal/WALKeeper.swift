import CSQLite
import Foundation
import Synchronization

/// Moves the write-ahead log back into the database beside the writer, on a thread and a connection
/// of its own: done within a commit, copying 32 MiB and syncing them held every answer up for as long
/// as it took.
///
/// While the writer goes on, some of the log is always new. So the keeper copies twice, and what came
/// meanwhile, which is little, the writer copies itself between two commits; then the log begins
/// anew at its start.
final class WALKeeper: Sendable {
  /// Frames after which the log is moved.
  private static let frameCountMaximum: Int32 = 2_048
  /// Frames after which the writer does it alone, should the keeper not get on.
  private static let frameCountLimit: Int32 = 16_384

  /// Where the move stands.
  private enum Phase: Int, AtomicRepresentable {
    case resting
    case asked
    case copied
    case ended
  }

  private let phase = Atomic(Phase.resting)
  private let frames: UnsafeCounter
  private let wake = DispatchSemaphore(value: 0)

  /// Watches the writer's connection; the thread runs until `end()`.
  init(path: String, writer: borrowing SQLiteConnection) {
    frames = UnsafeCounter()
    writer.onCommit(count: frames)
    Thread.detachNewThread { [self] in
      var connection: SQLiteConnectionBox?
      if let opened = try? SQLiteConnection(path: path, isReadOnly: false) {
        connection = SQLiteConnectionBox(opened)
      }
      while true {
        wake.wait()
        guard phase.load(ordering: .acquiring) == .asked else { return }
        if let connection {
          for _ in 0..<2 { WALKeeper.copy(connection.value) }
        }
        _ = phase.compareExchange(
          expected: .asked, desired: .copied, ordering: .acquiringAndReleasing)
      }
    }
  }

  /// Ends the thread, after what it is doing.
  func end() {
    phase.store(.ended, ordering: .releasing)
    wake.signal()
  }

  /// Called by the writer after each commit.
  func committed(_ writer: borrowing SQLiteConnection) {
    let count = frames.value
    switch phase.load(ordering: .acquiring) {
    case .resting where count >= WALKeeper.frameCountMaximum:
      phase.store(.asked, ordering: .releasing)
      wake.signal()
    case .copied:
      WALKeeper.copy(writer)
      phase.store(.resting, ordering: .releasing)
    case .asked where count >= WALKeeper.frameCountLimit: WALKeeper.copy(writer)
    default: break
    }
  }

  /// Copies as much as there is without waiting for anyone. What fails now is done the next time.
  private static func copy(_ connection: borrowing SQLiteConnection) {
    try? connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
  }
}

/// A number that SQLite tells the thread that commits, and that only this thread reads.
final class UnsafeCounter: @unchecked Sendable {
  fileprivate(set) var value: Int32 = 0
}

extension SQLiteConnection {
  /// Has the frames in the write-ahead log told to `counter` after each commit, instead of their
  /// being copied then. The counter must live as long as the connection.
  fileprivate func onCommit(count counter: UnsafeCounter) {
    watchCommits(Unmanaged.passUnretained(counter).toOpaque()) { counter, _, _, frames in
      if let counter {
        Unmanaged<UnsafeCounter>.fromOpaque(counter).takeUnretainedValue().value = frames
      }
      return SQLITE_OK
    }
  }
}
