import Foundation
import Journal
import TransparencyLog

/// Writes the log's tiles and its checkpoint: every row at once, the checkpoint when nothing more
/// waits or a tenth of a second has gone by.
final class TilePublisher: @unchecked Sendable {
  private static let pause = 0.1

  private var writer: TileWriter
  private let reader: JournalReader
  private var published = 0.0

  init(path: String, origin: String, reader: JournalReader) throws {
    writer = try TileWriter(path: path, origin: origin)
    self.reader = reader
  }

  /// How many entries the folder has; rows are wanted from here on.
  var size: UInt64 { writer.size }

  /// Takes the next rows; none when the follower has caught up.
  func publish(_ rows: [JournalRow], isIdle: Bool) throws {
    if let first = rows.first {
      let hasher = TreeHasher()
      try writer.append(
        first: first.sequence, entries: rows.map(\.entry),
        leafHashes: rows.map { hasher.leaf($0.entry) })
    }
    let now = Follower.now()
    guard isIdle || now - published >= TilePublisher.pause, writer.size > writer.publishedSize,
      // Rows may end inside a batch while catching up; the batch's checkpoint comes with the rest.
      let covering = try reader.checkpoint(covering: writer.size - 1), covering.size == writer.size
    else { return }
    try writer.publish(covering.checkpoint)
    published = now
  }
}
