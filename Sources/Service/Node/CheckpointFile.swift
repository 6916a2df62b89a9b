import Foundation
import TransparencyLog

/// The side file that says how far the journal must reach: the newest checkpoint that was
/// acknowledged, written after each commit and not synced. A journal that ends before it has lost
/// entries that somebody holds a receipt for, and must not be carried on.
final class CheckpointFile: @unchecked Sendable {
  private let path: String
  private let descriptor: Int32
  private var length = -1

  init(path: String) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Refuses a journal that is shorter than the newest checkpoint.
  func check(journalSize: UInt64) throws {
    guard let data = FileManager.default.contents(atPath: path), !data.isEmpty,
      let checkpoint = try? Checkpoint(parsing: Array(data))
    else { return }
    guard checkpoint.size <= journalSize else {
      throw StartError(
        what:
          "the journal ends at \(journalSize) entries, but \(checkpoint.size) were acknowledged: "
          + "`yunshang repair` rebuilds the journal from its second copy")
    }
  }

  /// Replaces the checkpoint. A torn write leaves something that does not parse, and so nothing.
  func write(_ checkpoint: [UInt8]) {
    guard descriptor >= 0 else { return }
    _ = pwrite(descriptor, checkpoint, checkpoint.count, 0)
    if checkpoint.count != length { ftruncate(descriptor, off_t(checkpoint.count)) }
    length = checkpoint.count
  }
}
