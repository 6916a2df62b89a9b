import Foundation
import Journal
import TransparencyLog

/// Writes the log's tiles and its checkpoint: every row at once, the checkpoint a few times a second,
/// since each publication makes and removes files.
package final class TilePublisher: @unchecked Sendable {
  private static let pauseSeconds = 0.05
  /// The pause when many entries come in: their tiles fill up by themselves, and each publication
  /// writes the last of every level once more.
  private static let busyPauseSeconds = 0.2
  private static let busyCount: UInt64 = 128

  /// Rows read at a time.
  private static let pageSize = 1_000

  private let path: String
  private let origin: String
  private var writer: TileWriter
  /// Whether the disk failed, after which the folder is opened again: it knows how far it came.
  private var isBroken = false
  private let reader: JournalReader
  /// The number after the last row that came.
  private var end: UInt64
  private var published = 0.0

  package init(path: String, origin: String, reader: JournalReader) throws {
    self.path = path
    self.origin = origin
    writer = try TileWriter(path: path, origin: origin)
    end = writer.size
    self.reader = reader
  }

  /// How many entries the folder has; rows are wanted from here on.
  package var size: UInt64 { writer.size }

  /// Takes the next rows, or none when none came for a while; how many entries are published. After a
  /// fault of the disk the same rows can come again.
  package func publish(_ rows: [JournalRow]) throws -> UInt64 {
    do {
      if isBroken {
        writer = try TileWriter(path: path, origin: origin)
        isBroken = false
      }
      return try take(rows)
    } catch {
      isBroken = true
      throw error
    }
  }

  private func append(_ rows: [JournalRow]) throws {
    guard let first = rows.first else { return }
    let hasher = TreeHasher()
    try writer.append(
      first: first.sequence, entries: rows.map(\.entry),
      leafHashes: rows.map { hasher.leaf($0.entry) })
  }

  private func take(_ rows: [JournalRow]) throws -> UInt64 {
    let next = rows.first?.sequence ?? end
    if let last = rows.last { end = last.sequence + 1 }
    // A folder that was opened again may be behind what came.
    while writer.size < next {
      try append(
        reader.rows(
          from: writer.size, limit: min(TilePublisher.pageSize, Int(next - writer.size))))
    }
    try append(rows)
    let now = Follower.now()
    let isBusy = writer.size - min(writer.size, writer.publishedSize) >= TilePublisher.busyCount
    let pause = isBusy ? TilePublisher.busyPauseSeconds : TilePublisher.pauseSeconds
    guard writer.size > writer.publishedSize, now - published >= pause,
      // Rows may end inside a batch while catching up; the batch's checkpoint comes with the rest.
      let covering = try reader.checkpoint(covering: writer.size - 1), covering.size == writer.size
    else { return writer.publishedSize }
    try writer.publish(covering.checkpoint)
    published = now
    return writer.publishedSize
  }
}
