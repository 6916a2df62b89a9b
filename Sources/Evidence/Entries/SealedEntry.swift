import Cryptography
import Documents
import TransparencyLog
import Venue

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
    var sealed: [String] = []
    var shown = open ?? JSON.Object()
    if let document {
      switch document.type.openness {
      case .whole: shown = document.object
      case .excerpt, .sealed, .unlogged:
        shown = document.type.excerpt(of: document.object)
        let disclosure = SealedEntry.documentDisclosure(document.bytes, salt: salt)
        sealed.append(Base64.encode(disclosure.digest.bytes, .url))
      }
    }
    var facts = facts
    facts.venue.withheld = outcome.withheld
    let entry = Entry(
      sequence: sequence, time: time, kind: kind, open: shown, sealed: sealed, facts: facts,
      outcome: SealedEntry.record(of: outcome, salt: salt, hasher: hasher))
    bytes = entry.bytes
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
    Disclosure(entrySalt: salt, name: "event/\(index)", canonical: event)
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
    for index in 0..<outcome.sealedEvents.count {
      let disclosure = eventDisclosure(outcome.sealedEvents[index], index: index, salt: salt)
      sealedLeaves.append(hasher.leaf(disclosure.digest.bytes))
    }
    return Entry.OutcomeRecord(
      code: code, count: leaves.count, root: MerkleTree.root(of: leaves, hasher: hasher),
      sealedCount: sealedLeaves.count,
      sealedRoot: MerkleTree.root(of: sealedLeaves, hasher: hasher))
  }
}
