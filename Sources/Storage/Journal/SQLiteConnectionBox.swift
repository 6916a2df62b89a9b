import CSQLite
import Synchronization

/// The journal's connection at one address, with the lock under which the thread that writes and those
/// that read take turns.
final class SQLiteConnectionBox: @unchecked Sendable {
  let value: SQLiteConnection
  let lock = Mutex<Void>(())
  /// Frames in the write-ahead log.
  let frames = FrameCount()

  init(_ value: consuming SQLiteConnection) {
    self.value = value
    // In the place of the automatic checkpoint, which is such a watch itself.
    self.value.watchCommits(Unmanaged.passUnretained(frames).toOpaque()) { frames, _, _, count in
      if let frames { Unmanaged<FrameCount>.fromOpaque(frames).takeUnretainedValue().value = count }
      return SQLITE_OK
    }
  }
}

/// A number that SQLite tells the thread that commits, and that only this thread reads.
final class FrameCount: @unchecked Sendable {
  var value: Int32 = 0
}
