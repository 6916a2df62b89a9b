import Cryptography
import Documents
import Venue

/// Ids of the last days: which entry each became, and the digest by which a repetition is told from
/// another document under the same id.
///
/// An id is its document's for a day: whoever makes another one under it must have made it after that.
/// This goes by when the other document was made, not by when it comes, so that what was refused once
/// stays refused. An id is remembered for as long as a document that it must be refused to could still be
/// taken for a new one, which is another day.
package struct RememberedIDs: Sendable {
  /// How old `created` may be, in seconds.
  package static let windowSeconds: Int64 = 24 * 3600
  /// How long an id is its document's, in seconds: the window, and as much as the clocks of both documents
  /// may differ, so that the one is too old for a new one by the time at which the other comes.
  package static let ownedSeconds: Int64 = windowSeconds + 2 * Document.secondsAheadMaximum + 1
  private static let keptMicroseconds: Microseconds =
    (ownedSeconds + windowSeconds) * 1_000_000

  private struct Key: Hashable, Sendable {
    var account: AccountNumber
    var id: String
  }
  private struct Line: Sendable {
    var key: Key
    var time: Microseconds
  }

  /// What an id became.
  package struct Known: Sendable {
    package var sequence: EntryNumber
    package var digest: Digest
    var time: Microseconds

    /// Whether another document, made at so many seconds since 1970, may have the id.
    package func isFree(for created: Int64) -> Bool {
      created >= time / 1_000_000 + RememberedIDs.ownedSeconds
    }
  }

  private var entries = LookupTable<Key, Known>()
  private var lines: ArraySlice<Line> = []

  /// How many ids are remembered.
  package var count: Int { entries.count }

  package init() {}

  /// The entry that an id became.
  package func entry(account: AccountNumber, id: String) -> Known? {
    entries[Key(account: account, id: id)]
  }

  /// Remembers an id, and forgets those that have left the window.
  package mutating func remember(
    account: AccountNumber, id: String, sequence: EntryNumber, digest: Digest, at time: Microseconds
  ) {
    while let first = lines.first, first.time < time - RememberedIDs.keptMicroseconds {
      // The id may be another document's by now.
      if entries[first.key]?.time == first.time { entries[first.key] = nil }
      lines.removeFirst()
    }
    let key = Key(account: account, id: id)
    entries[key] = Known(sequence: sequence, digest: digest, time: time)
    lines.append(Line(key: key, time: time))
  }

  /// One id that is remembered.
  package struct Record: Sendable {
    package let account: AccountNumber
    package let id: String
    package let sequence: EntryNumber
    package let digest: Digest
    package let time: Microseconds

    package init(
      account: AccountNumber, id: String, sequence: EntryNumber, digest: Digest, time: Microseconds
    ) {
      self.account = account
      self.id = id
      self.sequence = sequence
      self.digest = digest
      self.time = time
    }
  }

  /// All that is remembered, the oldest first: remembered again in this sequence, it is the same.
  package func forEach(_ body: (Record) -> Void) {
    for line in lines {
      guard let known = entries[line.key], known.time == line.time else { continue }
      body(
        Record(
          account: line.key.account, id: line.key.id, sequence: known.sequence,
          digest: known.digest, time: line.time))
    }
  }

  /// Remembers what `forEach` gave. O(1).
  package mutating func remember(_ record: Record) {
    remember(
      account: record.account, id: record.id, sequence: record.sequence, digest: record.digest,
      at: record.time)
  }
}
