import Cryptography

/// One entry as the journal keeps it: what is published, and apart from it what is sealed.
package struct JournalRow: Sendable, Equatable {
  /// The entry's number.
  package var sequence: UInt64
  /// The log's leaf.
  package var entry: [UInt8]
  /// The signed document, where it is sealed; empty where it stands open in the entry.
  package var document: [UInt8]
  /// The entry's salt.
  package var salt: [UInt8]
  /// Disclosures that travelled beside the document, one a line.
  package var disclosures: [UInt8]
  /// Public events, one a line.
  package var publicEvents: [UInt8]
  /// Sealed events, one a line.
  package var sealedEvents: [UInt8]
  /// The accounts that the sealed events concern, in their order.
  package var sealedAccounts: [UInt64]
  /// The answer to the sender.
  package var reply: [UInt8]
  /// The sender's account; `nil` for the venue's own acts.
  package var account: UInt64?
  /// The sender's id for the document.
  package var id: String?
  /// SHA-256 of the document, by which a repeated id is told from a reused one.
  package var digest: [UInt8]

  package init(
    sequence: UInt64, entry: [UInt8], document: [UInt8], salt: [UInt8], disclosures: [UInt8],
    publicEvents: [UInt8], sealedEvents: [UInt8], sealedAccounts: [UInt64], reply: [UInt8],
    account: UInt64?, id: String?, digest: [UInt8]
  ) {
    self.sequence = sequence
    self.entry = entry
    self.document = document
    self.salt = salt
    self.disclosures = disclosures
    self.publicEvents = publicEvents
    self.sealedEvents = sealedEvents
    self.sealedAccounts = sealedAccounts
    self.reply = reply
    self.account = account
    self.id = id
    self.digest = digest
  }

  /// SHA-256 over the hash of the row before it and all of its fields, each behind its length. O(row).
  func link(after previous: Digest) -> Digest {
    let hash = SHA256()
    previous.withBytes { hash.update($0) }
    func add(_ bytes: [UInt8]) {
      withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hash.update($0) }
      bytes.withUnsafeBytes { hash.update($0) }
    }
    func add(_ number: UInt64) {
      withUnsafeBytes(of: number.littleEndian) { hash.update($0) }
    }
    add(sequence)
    add(entry)
    add(document)
    add(salt)
    add(disclosures)
    add(publicEvents)
    add(sealedEvents)
    add(UInt64(sealedAccounts.count))
    for account in sealedAccounts { add(account) }
    add(reply)
    // An account's number is below 2^53.
    add(account ?? .max)
    var id = id ?? ""
    id.withUTF8 {
      add(UInt64($0.count))
      hash.update(UnsafeRawBufferPointer($0))
    }
    add(digest)
    return hash.finish()
  }
}

/// The rows of one transaction and the checkpoint that covers them.
package struct JournalBatch: Sendable {
  /// The rows, their numbers following each other.
  package var rows: [JournalRow]
  /// The tree's size after them.
  package var size: UInt64
  /// The signed checkpoint of that size.
  package var checkpoint: [UInt8]

  package init(rows: [JournalRow], size: UInt64, checkpoint: [UInt8]) {
    self.rows = rows
    self.size = size
    self.checkpoint = checkpoint
  }
}
