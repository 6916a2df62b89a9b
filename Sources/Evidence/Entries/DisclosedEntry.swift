import Cryptography
import Documents
import Glibc

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
  /// The sealed document's canonical bytes; `nil` where the entry has none or it is another's.
  package var document: [UInt8]?
  /// In an account's own export: the document's disclosure.
  package var documentDisclosure: Disclosure?
  /// In an account's own export: each sealed event's disclosure, or its digest in base64url.
  package var events: [String]

  package init(
    sequence: UInt64, salt: [UInt8], document: [UInt8]?,
    documentDisclosure: Disclosure? = nil, events: [String] = []
  ) {
    self.sequence = sequence
    self.salt = salt
    self.document = document
    self.documentDisclosure = documentDisclosure
    self.events = events
  }

  /// As a line of the export, without its newline. O(size).
  package var line: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity((document?.count ?? 0) + 96)
    func begin(_ name: StaticString) {
      out.append(UInt8(ascii: out.isEmpty ? "{" : ","))
      name.withUTF8Buffer { out.append(contentsOf: $0) }
    }
    if let documentDisclosure {
      begin("\"disclosures\":")
      JSON.array([.string(documentDisclosure.text)]).append(to: &out)
    }
    if let document {
      begin(Self.documentStart)
      out.append(contentsOf: document)
    }
    if !salt.isEmpty {
      begin(Self.saltStart)
      out.append(UInt8(ascii: "\""))
      salt.withUnsafeBytes { Base64.append($0, .url, to: &out) }
      out.append(UInt8(ascii: "\""))
    }
    if !events.isEmpty {
      begin("\"sealedEvents\":")
      JSON.array(events.map { .string($0) }).append(to: &out)
    }
    begin(Self.sequenceStart)
    out.append(contentsOf: String(sequence).utf8)
    out.append(UInt8(ascii: "}"))
    return out
  }

  private static let documentStart: StaticString = "\"document\":"
  private static let saltStart: StaticString = "\"salt\":"
  private static let sequenceStart: StaticString = "\"sequence\":"

  /// Reads a line of an export.
  package init(line: [UInt8]) throws(Problem) {
    if let read = DisclosedEntry(full: line) {
      self = read
      return
    }
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
    document =
      members.has("document") ? JSON.object(try members.nested("document")).canonicalBytes : nil
    events = []
    if members.has("sealedEvents") {
      events = try members.array("sealedEvents", 0...(1 << 20)).compactMap(\.string)
    }
    if members.has("disclosures"), let first = try members.array("disclosures", 1...1).first?.string
    {
      documentDisclosure = Disclosure(text: first)
    }
  }

  /// A line of a full export with a document, by its two ends: what stands between them is the
  /// document, which is read strictly when its entry is. `nil` for any other line.
  private init?(full line: [UInt8]) {
    let read = line.withUnsafeBytes { bytes -> (start: Int, end: Int, salt: [UInt8], UInt64)? in
      var end = bytes.count - 1
      guard end > 0, bytes[end] == UInt8(ascii: "}") else { return nil }
      var number: UInt64 = 0
      var place: UInt64 = 1
      let digitsEnd = end
      while end > 0, digitsEnd - end < 16, (0x30...0x39).contains(bytes[end - 1]) {
        end -= 1
        number += UInt64(bytes[end] - 0x30) * place
        place *= 10
      }
      let count = digitsEnd - end
      guard count == 1 || count > 1 && bytes[end] != UInt8(ascii: "0") else { return nil }
      func take(_ text: StaticString) -> Bool {
        let size = text.utf8CodeUnitCount
        guard end >= size, let base = bytes.baseAddress,
          memcmp(base + (end - size), text.utf8Start, size) == 0
        else { return false }
        end -= size
        return true
      }
      guard take("\",\"sequence\":"), end >= 22 else { return nil }
      let text = String(decoding: bytes[end - 22..<end], as: UTF8.self)
      end -= 22
      guard let salt = Base64.decode(text, .url), take(",\"salt\":\"") else { return nil }
      let start = 12
      guard end > start, bytes[..<start].elementsEqual("{\"document\":".utf8),
        bytes[start] == UInt8(ascii: "{")
      else { return nil }
      return (start, end, salt, number)
    }
    guard let read else { return nil }
    self.init(
      sequence: read.3, salt: read.salt, document: Array(line[read.start..<read.end]))
  }
}
