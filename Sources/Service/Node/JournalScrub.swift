import Entries
import Journal
import TransparencyLog

/// Reads a whole journal and holds it to its hashes, its signatures and the Venue's rules.
package enum JournalScrub {
  /// Checks every entry, every batch, and that each document is found by its sender's id. O(entries).
  ///
  /// - Parameter sound: told after each batch how many entries are sound so far.
  /// - Throws: an error that names what is not as it was written.
  package static func check(
    _ journal: borrowing Journal, key: VerifierKey, sound: (UInt64) -> Void = { _ in }
  ) throws {
    let (reader, size) = (journal.reader, journal.nextSequence)
    var state = LogState()
    while state.venue.nextSequence < size {
      let next = state.venue.nextSequence
      guard let end = try reader.checkpoint(covering: next) else {
        throw JournalError(what: "entries from \(next) on have no checkpoint")
      }
      for row in try reader.rows(from: next, limit: Int(end.size - next)) {
        try state.recover(row)
        try check(row, reader)
      }
      let checkpoint = try Checkpoint(parsing: end.checkpoint, verifiedBy: key)
      guard checkpoint.size == end.size, checkpoint.root == state.root else {
        throw JournalError(
          what: "the batch that ends at \(end.size) is not the one that was signed")
      }
      sound(end.size)
    }
    let epoch = try journal.epoch()
    guard epoch == state.venue.epoch else {
      throw JournalError(what: "its epoch is \(epoch), that of its entries \(state.venue.epoch)")
    }
  }

  /// That the index finds a document: otherwise it would be answered as if nothing had been done.
  private static func check(_ row: JournalRow, _ reader: JournalReader) throws {
    guard let account = row.account, let id = row.id else { return }
    let found = try reader.rows(account: account, id: id)
    guard found.contains(where: { $0.sequence == row.sequence }) else {
      throw JournalError(what: "journal row \(row.sequence): it is not found by its id")
    }
  }
}
