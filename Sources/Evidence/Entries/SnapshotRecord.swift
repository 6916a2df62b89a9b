import Cryptography
import Documents
import Venue

/// The open part of an entry that says what the state came to as of an earlier one.
package struct SnapshotRecord: Sendable, Equatable {
  /// The entry that announced the snapshot.
  package var snapshot: EntryNumber
  /// SHA-256 of the public state after it.
  package var stateDigest: Digest
  /// HMAC-SHA-256 of the public and the sealed state under that entry's salt: without the salt, which
  /// is sealed, nobody can try out what the sealed state may be.
  package var sealedDigest: Digest

  /// What the state of a Venue comes to as of the entry that was applied last. O(state).
  package init(of venue: borrowing Venue, salt: [UInt8]) {
    let state = venue.publicState()
    snapshot = venue.nextSequence - 1
    stateDigest = SHA256.hash(state)
    sealedDigest = HMACSHA256.code(key: salt, message: state + venue.sealedState())
  }

  /// Reads the open part.
  package init(_ object: JSON.Object) throws(Problem) {
    let members = Members(object, of: "snapshot-digest")
    try members.check(required: ["sealedDigest", "snapshot", "stateDigest"])
    snapshot = UInt64(try members.number("snapshot", 0...(1 << 53)))
    stateDigest = try members.digest("stateDigest")
    sealedDigest = try members.digest("sealedDigest")
  }

  /// As the entry shows it.
  package var json: JSON.Object {
    JSON.Object([
      ("sealedDigest", .string(sealedDigest.hex)), ("snapshot", .number(Int64(snapshot))),
      ("stateDigest", .string(stateDigest.hex)),
    ])
  }
}
