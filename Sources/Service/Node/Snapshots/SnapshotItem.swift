import Entries
import Venue

/// What a second state follows of a commit: its commands, and what in it has to do with snapshots.
package struct SnapshotItem: Sendable {
  /// The first entry's number.
  var first: EntryNumber
  var applied: [AppliedCommand]
  /// The salt of an announcement, by position.
  var salts: [Int: [UInt8]] = [:]
  /// What an entry notes, by position.
  var notes: [Int: SnapshotRecord] = [:]

  /// What there is to follow of a commit; `nil` where it has no entries.
  package init?(_ commit: Commit) {
    guard let batch = commit.batch else { return nil }
    first = batch.size - UInt64(batch.rows.count)
    applied = commit.applied
    for (at, applied) in commit.applied.enumerated() {
      guard case .note = applied.command.action,
        let entry = try? Entry(bytes: batch.rows[at].entry)
      else { continue }
      if entry.kind == .snapshot {
        salts[at] = batch.rows[at].salt
      } else {
        notes[at] = try? SnapshotRecord(entry.open)
      }
    }
  }
}
