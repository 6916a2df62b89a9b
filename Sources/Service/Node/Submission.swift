import Cryptography
import Documents
import Entries
import Fingerprints
import Journal
import Venue

/// A document on its way to the sequencer: its form and signatures are verified, its place in the
/// log is not yet known.
package struct Submission: Sendable {
  /// By which the answer finds its way back.
  package var ticket: UInt64
  /// The document, without its tree.
  package let document: Document
  /// What of its entry follows from it and the salt.
  package let part: DocumentPart
  /// What it asks.
  package var action: Action
  /// Sixteen random bytes from which the entry's salts will follow.
  package let salt: [UInt8]
  /// Sixteen random bytes that become an alias, if the owner has none yet.
  package var alias: Alias
  /// Disclosures that came beside the document.
  package var disclosures: [String]
  /// What a filing's files are and resemble.
  package var examination: Examination

  package init(
    ticket: UInt64, document: Document, action: Action, salt: [UInt8], alias: Alias,
    disclosures: [String] = [], examination: Examination = Examination()
  ) {
    self.action = action
    self.ticket = ticket
    part = DocumentPart(document, salt: salt)
    self.document = document.withoutTree()
    self.salt = salt
    self.alias = alias
    self.disclosures = disclosures
    self.examination = examination
  }
}

/// The answer to a submission.
package enum SubmissionResult: Sendable {
  /// It became an entry, accepted or refused.
  case entered(Receiptable)
  /// The same document came before: the answer is that of the entry with this number.
  case known(EntryNumber)
  /// It left no trace.
  case rejected(Problem)
  /// Its id is not remembered and its `created` lies outside the window: the journal's index decides.
  /// The account is that of the document; of an opening the one that its key belongs to, if it is any's.
  case outsideWindow(account: AccountNumber?)
}

/// What an answer is made of, for an entry that is durable.
package struct Receiptable: Sendable {
  package let sequence: EntryNumber
  package let time: Microseconds
  package let kind: EntryKind
  package let refusal: Refusal?
  /// Members of the answer, without braces.
  package let reply: [UInt8]
  /// The batch's checkpoint and everything needed to prove its leaves.
  package let proofs: CommitProofs
}

extension Document {
  /// Reads and verifies a document as the door does: what needs no state is judged here.
  ///
  /// Whether it is too old, or from the future, is the sequencer's to say: it knows what is an entry
  /// already.
  ///
  /// - Parameters:
  ///   - origin: the venue that it must be meant for.
  ///   - verifying: `false` for a document whose signatures are known to be good.
  package init(
    bytes: [UInt8], for origin: String, verifying: Bool = true
  ) throws(Problem) {
    try self.init(bytes: bytes, verifying: verifying)
    guard audience == origin else {
      throw Problem(
        400, "wrong-audience",
        "The document is meant for `\(audience)`; this venue is `\(origin)`.")
    }
  }
}

extension JournalReader {
  /// The entry of a document that is too old to be remembered. The journal's index is what proves that
  /// nothing ever happened under an old id.
  ///
  /// - Throws: `Problem` where there is none, or one of another document; `JournalError`.
  package func row(
    ofOld id: String, account: AccountNumber?, digest: Digest
  ) throws -> JournalRow {
    let rows = try account.map { try self.rows(account: $0, id: id) } ?? []
    guard !rows.isEmpty else {
      throw Problem(
        410, "expired",
        "`created` lies outside the last 24 hours and nothing was done under this id: sign it anew."
      )
    }
    guard let row = rows.first(where: { $0.digest == digest.bytes }) else {
      throw Problem(409, "id-reused", "Another document was sent under the id `\(id)`.")
    }
    return row
  }
}
