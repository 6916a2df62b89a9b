import Cryptography
import Documents
import Entries
import Files
import Journal
import Venue

/// The snapshots that are kept, as files named by the entry that announced each and the one that says
/// what it came to.
///
/// A snapshot without the second is incomplete and is never chosen; neither is one whose bytes or whose
/// state are not what was noted on the log.
package struct SnapshotStore: Sendable {
  /// Snapshots that are kept: the newest, and one older in case the newest cannot be read.
  private static let keptCount = 2
  private static let suffix = ".snapshot"
  private static let pending = ".pending"

  private let files: any FileStore

  package init(_ files: any FileStore) { self.files = files }

  private static func digits(_ number: EntryNumber) -> String {
    let digits = String(number)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Keeps a snapshot, which is incomplete until its digest is on the log. O(bytes), synced.
  package func put(_ bytes: [UInt8], of snapshot: EntryNumber) throws(FileStoreError) {
    for name in try files.names() where name.hasSuffix(SnapshotStore.pending) {
      try files.remove(name)
    }
    try files.replace(
      SnapshotStore.digits(snapshot) + SnapshotStore.pending,
      with: bytes + SHA256.hash(bytes).bytes)
  }

  /// The digest of a snapshot has become durable as the entry `digest`: from now on it may be chosen,
  /// and older ones but one are given up.
  package func complete(
    _ snapshot: EntryNumber, digest: EntryNumber
  ) throws(FileStoreError) {
    let number = SnapshotStore.digits(snapshot)
    guard try files.names().contains(number + SnapshotStore.pending) else { return }
    try files.rename(
      number + SnapshotStore.pending,
      to: number + "-" + SnapshotStore.digits(digest) + SnapshotStore.suffix)
    for old in try names().dropLast(SnapshotStore.keptCount) { try files.remove(old) }
  }

  /// The state of the newest snapshot that is what the log says of it; `nil` where there is none. Each
  /// that cannot be used is named to `unused`. O(state).
  package func newest(
    _ journal: JournalReader, unused: (String) -> Void
  ) throws(FileStoreError) -> LogState? {
    for name in try names().reversed() {
      do {
        return try state(name, journal)
      } catch {
        unused("\(name): \(error)")
      }
    }
    return nil
  }

  /// Calls `body` with the name of each complete snapshot, the oldest first, and what is wrong with it.
  /// O(states).
  func forEach(
    _ journal: JournalReader, _ body: (String, (any Error)?) -> Void
  ) throws(FileStoreError) {
    for name in try names() {
      do {
        _ = try state(name, journal)
        body(name, nil)
      } catch {
        body(name, error)
      }
    }
  }

  private func names() throws(FileStoreError) -> [String] {
    try files.names().filter { $0.hasSuffix(SnapshotStore.suffix) }
  }

  private func state(_ name: String, _ journal: JournalReader) throws -> LogState {
    let numbers = name.dropLast(SnapshotStore.suffix.count).split(separator: "-")
      .map { UInt64($0) ?? 0 }
    guard numbers.count == 2, var bytes = try files.read(name), bytes.count > Digest.byteCount
    else { throw SnapshotError.notASnapshot }
    let sum = Array(bytes.suffix(Digest.byteCount))
    bytes.removeLast(Digest.byteCount)
    guard SHA256.hash(bytes).bytes == sum else {
      throw JournalError(what: "its bytes are not those that were written")
    }
    guard let announced = try journal.row(numbers[0]), let noted = try journal.row(numbers[1])
    else { throw JournalError(what: "the journal does not reach it") }
    let state = try LogState(snapshot: bytes)
    let entry = try Entry(bytes: noted.entry)
    guard entry.kind == .snapshotDigest, state.venue.nextSequence == numbers[0] + 1,
      try SnapshotRecord(entry.open) == SnapshotRecord(of: state.venue, salt: announced.salt)
    else { throw JournalError(what: "its state is not the one that the log says") }
    return state
  }
}
