import Cryptography
import Documents
import TransparencyLog
import Venue

/// One entry of the log as its leaf shows it: canonical JSON
/// `{facts, kind, open, outcome, sealed, sequence, time}`.
package struct Entry: Sendable {
  /// The largest entry, in bytes: a bundle counts each with 16 bits.
  package static let byteCountMaximum = 65_535

  /// What the outcome came to.
  package struct OutcomeRecord: Sendable, Equatable {
    /// `accepted`, or why not; a refusal that rests on something sealed is `withheld`.
    package var code: String
    /// How many public events there are.
    package var count: Int
    /// The RFC 6962 root over the public events.
    package var root: Digest
    /// How many sealed events there are.
    package var sealedCount: Int
    /// The RFC 6962 root over the sealed events' digests.
    package var sealedRoot: Digest
  }

  /// The word for an accepted command.
  package static let acceptedCode = "accepted"

  /// Its index in the log.
  package let sequence: EntryNumber
  /// When it was sequenced.
  package let time: Microseconds
  /// What it is.
  package let kind: EntryKind
  /// What anyone may read of its document.
  package private(set) var open: JSON.Object
  /// Digests of what is sealed, in base64url.
  package let sealed: [String]
  /// What the sequencer measured.
  package let facts: EntryFacts
  /// What it came to.
  package let outcome: OutcomeRecord

  /// Puts an entry together.
  package init(
    sequence: EntryNumber, time: Microseconds, kind: EntryKind, open: JSON.Object,
    sealed: [String], facts: EntryFacts, outcome: OutcomeRecord
  ) {
    self.sequence = sequence
    self.time = time
    self.kind = kind
    self.open = open
    self.sealed = sealed
    self.facts = facts
    self.outcome = outcome
  }

  /// Reads a leaf strictly: any other byte form is refused.
  package init(bytes: [UInt8]) throws(Problem) {
    try self.init(CanonicalParser.parse(bytes, depthMaximum: Entry.depthMaximum))
  }

  /// Reads a leaf whose open part is expected to be these canonical bytes. Where it is, it is not read
  /// again, and the entry has none.
  package static func read(
    _ bytes: [UInt8], expectingOpen open: [UInt8]
  ) throws(Problem) -> (entry: Entry, isAsExpected: Bool) {
    let (json, isAsExpected) = try CanonicalParser.parse(
      bytes, depthMaximum: depthMaximum, expecting: "open", open)
    return (try Entry(json, isOpenLeftOut: isAsExpected), isAsExpected)
  }

  /// One deeper than a document, which may stand in it as its open part.
  private static let depthMaximum = CanonicalParser.depthMaximum + 2

  private init(_ json: JSON, isOpenLeftOut: Bool = false) throws(Problem) {
    guard let object = json.object else {
      throw Problem(400, "wrong-type", "An entry is a JSON object.")
    }
    let members = Members(object, of: "entry")
    try members.check(required: [
      "facts", "kind", "open", "outcome", "sealed", "sequence", "time",
    ])
    sequence = UInt64(try members.number("sequence", 0...(1 << 53)))
    time = try members.number("time", 0...(1 << 53))
    let name = try members.string("kind", 1...40)
    guard let kind = EntryKind(rawValue: name) else {
      throw Problem(400, "unknown-kind", "There is no entry of kind `\(name)`.")
    }
    self.kind = kind
    open = isOpenLeftOut ? JSON.Object() : try members.nested("open")
    var sealed: [String] = []
    for element in try members.array("sealed", 0...16) {
      guard let text = element.string, text.utf8.count == 43 else {
        throw Problem(400, "wrong-value", "`sealed` lists digests in base64url.")
      }
      sealed.append(text)
    }
    self.sealed = sealed
    facts = try EntryFacts(try members.nested("facts"))
    let record = Members(try members.nested("outcome"), of: "outcome")
    try record.check(required: ["code", "count", "root", "sealedCount", "sealedRoot"])
    outcome = OutcomeRecord(
      code: try record.identifier("code", maximum: 60),
      count: Int(try record.number("count", 0...(1 << 40))),
      root: try record.digest("root"),
      sealedCount: Int(try record.number("sealedCount", 0...(1 << 40))),
      sealedRoot: try record.digest("sealedRoot"))
  }

  /// The entry without its open part, whose many small pieces need not wait in any queue.
  package consuming func withoutOpen() -> Entry {
    open = JSON.Object()
    return self
  }

  /// The leaf. O(size).
  package var bytes: [UInt8] {
    Entry.bytes(
      sequence: sequence, time: time, kind: kind, open: JSON.object(open).canonicalBytes,
      sealed: sealed, facts: facts, outcome: outcome)
  }

  /// A leaf whose open part is given as its canonical bytes. Its seven members stand in their fixed
  /// order. O(size).
  static func bytes(
    sequence: EntryNumber, time: Microseconds, kind: EntryKind, open: [UInt8], sealed: [String],
    facts: EntryFacts, outcome: OutcomeRecord
  ) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(open.count + 640)
    func put(_ text: StaticString) { text.withUTF8Buffer { out.append(contentsOf: $0) } }
    func put(_ number: some BinaryInteger) { out.append(contentsOf: String(number).utf8) }
    put("{\"facts\":")
    facts.append(to: &out)
    put(",\"kind\":\"")
    out.append(contentsOf: kind.rawValue.utf8)
    put("\",\"open\":")
    out.append(contentsOf: open)
    put(",\"outcome\":{\"code\":\"")
    out.append(contentsOf: outcome.code.utf8)
    put("\",\"count\":")
    put(outcome.count)
    put(",\"root\":\"")
    out.append(contentsOf: outcome.root.hex.utf8)
    put("\",\"sealedCount\":")
    put(outcome.sealedCount)
    put(",\"sealedRoot\":\"")
    out.append(contentsOf: outcome.sealedRoot.hex.utf8)
    put("\"},\"sealed\":[")
    for (at, digest) in sealed.enumerated() {
      put(at > 0 ? ",\"" : "\"")
      out.append(contentsOf: digest.utf8)
      put("\"")
    }
    put("],\"sequence\":")
    put(sequence)
    put(",\"time\":")
    put(time)
    put("}")
    return out
  }
}

/// What an entry is: a document of some type, or one of the venue's own acts.
package enum EntryKind: Sendable, Hashable {
  /// The first entry: who runs the venue, with which keys, under which rules.
  case genesis
  /// A period of leadership begins.
  case term
  /// What had fallen due was dealt with: orders expired, timers ran out.
  case tick
  /// The state as of this entry will be kept, so that a start need not replay what came before.
  case snapshot
  /// What a kept state came to.
  case snapshotDigest
  /// A signed document.
  case document(DocumentType)

  package init?(rawValue: String) {
    switch rawValue {
    case "genesis": self = .genesis
    case "term": self = .term
    case "tick": self = .tick
    case "snapshot": self = .snapshot
    case "snapshot-digest": self = .snapshotDigest
    default:
      guard let type = DocumentType(rawValue: rawValue) else { return nil }
      if case .unlogged = type.openness { return nil }
      self = .document(type)
    }
  }

  /// The word in the entry.
  package var rawValue: String {
    switch self {
    case .genesis: "genesis"
    case .term: "term"
    case .tick: "tick"
    case .snapshot: "snapshot"
    case .snapshotDigest: "snapshot-digest"
    case .document(let type): type.rawValue
    }
  }
}
