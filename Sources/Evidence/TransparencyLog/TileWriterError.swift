/// Why the tile folder refuses to go on.
package enum TileWriterError: Error, Equatable, CustomStringConvertible {
  /// The batch begins behind the folder's end: entries are missing in between.
  case gap(size: UInt64, first: UInt64)
  /// An entry was fed again with another hash than the folder has.
  case contradiction(entry: UInt64)
  /// Entries and hashes differ in number.
  case countsDiffer(entries: Int, hashes: Int)
  /// The checkpoint is of another log.
  case otherOrigin(String)
  /// The checkpoint is of another size than the folder has reached.
  case otherSize(checkpoint: UInt64, folder: UInt64)
  /// The checkpoint has another root than the folder's tree.
  case otherRoot(size: UInt64)

  package var description: String {
    switch self {
    case .gap(let size, let first): "the folder ends at \(size), the batch begins at \(first)"
    case .contradiction(let entry): "entry \(entry) is not the one that was published"
    case .countsDiffer(let entries, let hashes): "\(entries) entries but \(hashes) hashes"
    case .otherOrigin(let origin): "the checkpoint is of another log: \(origin.prefix(200))"
    case .otherSize(let checkpoint, let folder):
      "the checkpoint is of size \(checkpoint), the folder has \(folder) entries"
    case .otherRoot(let size): "the checkpoint's root at size \(size) is not the folder's"
    }
  }
}
