import Cryptography
import Venue

/// Ids of the last 24 hours: which entry each became, and the digest by which a repetition is told
/// from another document under the same id.
///
/// An id must be remembered as long as its document could still be taken for a new one: the window
/// and the two minutes that `created` may lie ahead.
package struct RememberedIDs: Sendable {
  /// How old `created` may be, in seconds.
  package static let windowSeconds: Int64 = 24 * 3600
  private static let keptMicroseconds: Microseconds = (windowSeconds + 120) * 1_000_000

  private struct Key: Hashable, Sendable {
    var account: AccountNumber
    var id: String
  }
  private struct Line: Sendable {
    var key: Key
    var time: Microseconds
  }

  private var entries = LookupTable<Key, (sequence: EntryNumber, digest: Digest)>()
  private var lines: ArraySlice<Line> = []

  /// How many ids are remembered.
  package var count: Int { entries.count }

  package init() {}

  /// The entry that an id became.
  package func entry(
    account: AccountNumber, id: String
  ) -> (sequence: EntryNumber, digest: Digest)? {
    entries[Key(account: account, id: id)]
  }

  /// Remembers an id, and forgets those that have left the window.
  package mutating func remember(
    account: AccountNumber, id: String, sequence: EntryNumber, digest: Digest, at time: Microseconds
  ) {
    while let first = lines.first, first.time < time - RememberedIDs.keptMicroseconds {
      entries[first.key] = nil
      lines.removeFirst()
    }
    let key = Key(account: account, id: id)
    entries[key] = (sequence, digest)
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
      guard let known = entries[line.key] else { continue }
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
