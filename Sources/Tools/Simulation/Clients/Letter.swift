import Cryptography
import Documents
import Fingerprints
import Venue

/// A document as its sender keeps it until it knows what became of it: an outbox's line, and all that
/// was ever answered to it.
final class Letter {
  /// The number of the command that made it, from 0.
  let number: Int
  /// Whether it is one that must be refused whatever stands in it.
  let isForged: Bool
  /// The document as it is sent.
  let bytes: [UInt8]
  let digest: Digest
  let type: DocumentType
  let account: AccountNumber?
  let id: String
  /// In seconds since 1970.
  let created: Int64
  /// The keys that signed, the sender's first.
  let signers: [Bytes32]
  /// What its sender meant: the oracle goes by this, not by what was read from the bytes.
  let action: Action
  let fingerprints: [FileFingerprint]

  /// How often it was sent.
  var attempts = 0
  /// Whether its sender waits for an answer.
  var isWaiting = true
  /// The entry that it became.
  var entry: EntryNumber?
  /// What it was answered first, once it was an entry.
  var answer: EntryAnswer?
  /// With which answer it was turned away for ever.
  var refusedForGood: String?

  init(_ draft: Draft, number: Int, bytes: [UInt8], id: String, created: Int64, isForged: Bool) {
    self.number = number
    self.isForged = isForged
    self.bytes = bytes
    digest = SHA256.hash(bytes)
    type = draft.type
    account = draft.account
    self.id = id
    self.created = created
    signers = draft.signers
    action = draft.action
    fingerprints = draft.fingerprints
  }
}

/// What a sender is told of a document that is an entry: the same for ever.
struct EntryAnswer: Equatable {
  var sequence: EntryNumber
  var time: Microseconds
  var refusal: String?
  var reply: [UInt8]
  /// The checkpoint with which it was acknowledged.
  var checkpoint: [UInt8]
}

/// What comes back for a document.
enum Answer {
  case entry(EntryAnswer, proof: [Digest]?)
  case problem(status: Int, code: String)
}
