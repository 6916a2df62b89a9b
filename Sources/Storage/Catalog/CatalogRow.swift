/// What the catalog needs of one journal row.
package struct CatalogRow: Sendable {
  /// The entry's number.
  package var sequence: UInt64
  /// The log's leaf, canonical JSON.
  package var entry: [UInt8]
  /// The signed document, where it is sealed; empty where it stands open in the entry or there is
  /// none.
  package var document: [UInt8]
  /// Disclosures of names that travelled beside the document, one base64url text a line.
  package var disclosures: [UInt8]
  /// Public events, one canonical JSON a line.
  package var publicEvents: [UInt8]
  /// Sealed events, one canonical JSON a line.
  package var sealedEvents: [UInt8]
  /// The sender's account; `nil` for an opening and for the venue's own acts.
  package var account: UInt64?

  package init(
    sequence: UInt64, entry: [UInt8], document: [UInt8], disclosures: [UInt8],
    publicEvents: [UInt8], sealedEvents: [UInt8], account: UInt64?
  ) {
    self.sequence = sequence
    self.entry = entry
    self.document = document
    self.disclosures = disclosures
    self.publicEvents = publicEvents
    self.sealedEvents = sealedEvents
    self.account = account
  }
}
