import Files
import TransparencyLog

/// The side file that says how far the journal must reach: the newest checkpoint that was
/// acknowledged, written after each commit and not synced. A journal that ends before it has lost
/// entries that somebody holds a receipt for, and must not be carried on.
struct CheckpointFile: Sendable {
  static let name = "newest-checkpoint"
  private let files: any FileStore

  init(_ files: any FileStore) { self.files = files }

  /// Refuses a journal that is shorter than the newest checkpoint.
  func check(journalSize: UInt64) throws {
    guard let bytes = try files.read(CheckpointFile.name),
      let checkpoint = try? Checkpoint(parsing: bytes)
    else { return }
    guard checkpoint.size <= journalSize else {
      throw StartError(
        what:
          "the journal ends at \(journalSize) entries, but \(checkpoint.size) were acknowledged: "
          + "`yunshang repair` rebuilds the journal from its second copy")
    }
  }

  /// Replaces the checkpoint. A torn write leaves something that does not parse, and so nothing; so
  /// does a disk that fails, which is no reason to hold up an acknowledgement.
  func write(_ checkpoint: [UInt8]) {
    try? files.overwrite(CheckpointFile.name, with: checkpoint)
  }
}
