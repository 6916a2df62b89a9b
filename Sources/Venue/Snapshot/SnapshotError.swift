/// Why bytes are no snapshot that this engine can go on from.
package enum SnapshotError: Error, Equatable, CustomStringConvertible {
  /// They do not begin as a snapshot does.
  case notASnapshot
  /// They are laid out in another format.
  case otherFormat(UInt32)
  /// An engine of another behaviour wrote them: what it would answer next, this one might not.
  case otherEngine(UInt64)
  /// They end where more is needed.
  case incomplete(at: Int)
  /// They say something that no Venue comes to.
  case unsound(String, at: Int)

  package var description: String {
    switch self {
    case .notASnapshot: "these bytes are not a snapshot of a venue"
    case .otherFormat(let number):
      "the snapshot has format \(number), and this engine reads format \(Venue.snapshotFormat)"
    case .otherEngine(let number):
      "the snapshot was written by engine \(number), and this is engine \(Venue.engine)"
    case .incomplete(let offset): "the snapshot ends too soon, at byte \(offset)"
    case .unsound(let what, let offset): "the snapshot is unsound before byte \(offset): \(what)"
    }
  }
}
