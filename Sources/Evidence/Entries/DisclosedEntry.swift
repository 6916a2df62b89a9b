import Cryptography
import Documents

/// What an entry seals, as an export hands it over: one line of canonical JSON.
///
/// A full export gives the entry's salt, from which every digest can be recomputed. An account's own
/// export gives only what concerns it: disclosures, and for the sealed events a list in which the
/// events of others are digests.
package struct DisclosedEntry: Sendable {
  /// The entry.
  package var sequence: UInt64
  /// The entry's salt; empty in an account's own export.
  package var salt: [UInt8]
  /// The sealed document; `nil` where the entry has none or it is another's.
  package var document: JSON.Object?
  /// In an account's own export: the document's disclosure.
  package var documentDisclosure: Disclosure?
  /// In an account's own export: each sealed event's disclosure, or its digest in base64url.
  package var events: [String]

  package init(
    sequence: UInt64, salt: [UInt8], document: JSON.Object?,
    documentDisclosure: Disclosure? = nil, events: [String] = []
  ) {
    self.sequence = sequence
    self.salt = salt
    self.document = document
    self.documentDisclosure = documentDisclosure
    self.events = events
  }

  /// As a line of the export, without its newline.
  package var line: [UInt8] {
    var object = JSON.Object([("sequence", .number(Int64(sequence)))])
    if !salt.isEmpty { object["salt"] = .string(Base64.encode(salt, .url)) }
    if let document { object["document"] = .object(document) }
    if let documentDisclosure { object["disclosures"] = [.string(documentDisclosure.text)] }
    if !events.isEmpty { object["sealedEvents"] = .array(events.map { .string($0) }) }
    return JSON.object(object).canonicalBytes
  }

  /// Reads a line of an export.
  package init(line: [UInt8]) throws(Problem) {
    let json = try CanonicalParser.parse(line, depthMaximum: CanonicalParser.depthMaximum + 2)
    guard let object = json.object else {
      throw Problem(400, "wrong-type", "A line of disclosures is a JSON object.")
    }
    let members = Members(object, of: "disclosures")
    try members.check(
      required: ["sequence"], optional: ["disclosures", "document", "salt", "sealedEvents"])
    sequence = UInt64(try members.number("sequence", 0...(1 << 53)))
    salt = []
    if members.has("salt") {
      guard let bytes = Base64.decode(try members.string("salt", 22...22), .url) else {
        throw Problem(400, "wrong-value", "`salt` is base64url.")
      }
      salt = bytes
    }
    document = members.has("document") ? try members.nested("document") : nil
    events = []
    if members.has("sealedEvents") {
      events = try members.array("sealedEvents", 0...(1 << 20)).compactMap(\.string)
    }
    if members.has("disclosures"), let first = try members.array("disclosures", 1...1).first?.string
    {
      documentDisclosure = Disclosure(text: first)
    }
  }
}
