import Cryptography
import Documents
import TransparencyLog
import Venue

/// What of an entry follows from its document and salt alone, so that it can be made before the
/// entry has a number.
package struct DocumentPart: Sendable {
  /// The open part's canonical bytes.
  package let open: [UInt8]
  /// Digests of what is sealed, in base64url.
  package let sealed: [String]

  /// The part of an entry without a document.
  package init(open: [UInt8]) {
    self.open = open
    sealed = []
  }

  /// The part of a document's entry, as its type says. O(size).
  package init(_ document: Document, salt: [UInt8]) {
    if case .whole = document.type.openness {
      open = document.bytes
      sealed = []
      return
    }
    open = JSON.object(document.type.excerpt(of: document.object)).canonicalBytes
    var sealer = Sealer(entrySalt: salt)
    let digest = sealer.digest(Array("document".utf8), document.bytes[...])
    sealed = [digest.withBytes { Base64.encode($0, .url) }]
  }
}

/// An entry as it was made: its leaf, and what of it is kept apart from what is published.
package struct SealedEntry: Sendable {
  /// The leaf's bytes.
  package let bytes: [UInt8]
  /// The leaf's RFC 6962 hash.
  package let leaf: Digest
  /// The salt from which all of the entry's salts follow; empty where nothing is sealed.
  package let salt: [UInt8]

  /// Makes the entry of a command that was applied.
  ///
  /// - Parameters:
  ///   - document: the signed document; `nil` for the venue's own acts.
  ///   - open: the open part; `nil` takes it from the document as its type says.
  ///   - salt: 16 random bytes, drawn for this entry.
  package init(
    sequence: EntryNumber, time: Microseconds, kind: EntryKind, document: Document?,
    open: JSON.Object? = nil, facts: EntryFacts, salt: [UInt8], outcome: borrowing Outcome,
    hasher: borrowing TreeHasher
  ) {
    let part = document.map { DocumentPart($0, salt: salt) }
    self.init(
      sequence: sequence, time: time, kind: kind,
      part: part ?? DocumentPart(open: JSON.object(open ?? JSON.Object()).canonicalBytes),
      facts: facts, salt: salt, outcome: outcome, hasher: hasher)
  }

  /// Makes the entry of a command that was applied, of whose document all is known that it needs.
  package init(
    sequence: EntryNumber, time: Microseconds, kind: EntryKind, part: DocumentPart,
    facts: EntryFacts, salt: [UInt8], outcome: borrowing Outcome, hasher: borrowing TreeHasher
  ) {
    var facts = facts
    facts.venue.withheld = outcome.withheld
    bytes = Entry.bytes(
      sequence: sequence, time: time, kind: kind, open: part.open, sealed: part.sealed,
      facts: facts, outcome: SealedEntry.record(of: outcome, salt: salt, hasher: hasher))
    leaf = hasher.leaf(bytes)
    self.salt = salt
  }

  /// What an entry needs beside its document and facts: the outcome, names and numbers.
  private static let overheadMaximum = 1_024

  /// Whether the entry of a wholly open document stays below the log's limit. O(facts).
  package static func fits(_ document: Document, _ facts: EntryFacts) -> Bool {
    document.bytes.count + facts.byteCount + overheadMaximum <= Entry.byteCountMaximum
  }

  /// The disclosure of a sealed document.
  package static func documentDisclosure(_ document: [UInt8], salt: [UInt8]) -> Disclosure {
    Disclosure(entrySalt: salt, name: "document", canonical: document[...])
  }

  /// The disclosure of the sealed event at `index`.
  package static func eventDisclosure(
    _ event: ArraySlice<UInt8>, index: Int, salt: [UInt8]
  ) -> Disclosure {
    Disclosure(
      entrySalt: salt, name: String(decoding: eventName(index), as: UTF8.self), canonical: event)
  }

  private static func eventName(_ index: Int) -> [UInt8] {
    Array("event/".utf8) + String(index).utf8
  }

  /// What an outcome comes to in its entry.
  package static func record(
    of outcome: borrowing Outcome, salt: [UInt8], hasher: borrowing TreeHasher
  ) -> Entry.OutcomeRecord {
    let code =
      outcome.refusal.map { $0.isPrivate ? Refusal.withheld.rawValue : $0.rawValue }
      ?? Entry.acceptedCode
    var leaves: [Digest] = []
    for index in 0..<outcome.publicEvents.count {
      leaves.append(hasher.leaf(outcome.publicEvents[index]))
    }
    var sealedLeaves: [Digest] = []
    if outcome.sealedEvents.count > 0 {
      var sealer = Sealer(entrySalt: salt)
      for index in 0..<outcome.sealedEvents.count {
        let digest = sealer.digest(eventName(index), outcome.sealedEvents[index])
        sealedLeaves.append(digest.withBytes { hasher.leaf($0) })
      }
    }
    return Entry.OutcomeRecord(
      code: code, count: leaves.count, root: MerkleTree.root(of: leaves, hasher: hasher),
      sealedCount: sealedLeaves.count,
      sealedRoot: MerkleTree.root(of: sealedLeaves, hasher: hasher))
  }
}
