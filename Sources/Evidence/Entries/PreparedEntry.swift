import Cryptography
import Documents
import Venue

/// An entry read as far as that needs no state: parsed, its document's signatures verified, what was
/// disclosed of it compared with what it seals. It takes most of a replay's time, and can be done on
/// any thread and ahead of the replay.
package struct PreparedEntry: Sendable {
  /// Who sent its document, where that is known.
  struct Sender: Sendable {
    /// `nil` for an opening.
    var account: AccountNumber?
    var id: String
    var created: Int64
    var audience: String
    var digest: Digest
  }

  /// The entry, without what of it is in the command; `nil` where it cannot be read.
  private(set) var entry: Entry?
  /// What is asked of the Venue; `nil` where something does not hold.
  private(set) var command: Command?
  /// What does not hold. It is a fault only when the entry's turn has come.
  private(set) var problem: Problem?
  private(set) var sender: Sender?
  /// Whose log it is, in the first entry.
  private(set) var genesis: GenesisRecord?
  /// What the entry notes of a snapshot.
  private(set) var noted: SnapshotRecord?
  /// The entry's salt; empty where nothing was disclosed.
  let salt: [UInt8]

  /// Prepares a leaf.
  ///
  /// - Parameters:
  ///   - disclosed: in full scope, what the entry seals.
  ///   - verifying: `false` leaves signatures unverified, and nothing else.
  package init(
    _ bytes: [UInt8], disclosed: DisclosedEntry?, scope: Venue.Scope, verifying: Bool = true
  ) {
    salt = disclosed?.salt ?? []
    do throws(Problem) {
      if scope == .full, let document = disclosed?.document {
        try prepare(bytes, sealing: document, verifying)
      } else {
        let entry = try Entry(bytes: bytes)
        self.entry = entry
        try prepare(entry, scope, verifying)
      }
      entry = entry?.withoutOpen()
    } catch {
      problem = error
    }
  }

  /// Prepares an entry in full scope, of which a document was disclosed. The open part that the
  /// document gives is compared with the entry's as bytes, so that the larger half of the entry is not
  /// read at all.
  private mutating func prepare(
    _ bytes: [UInt8], sealing disclosed: [UInt8], _ verifying: Bool
  ) throws(Problem) {
    let document: Document
    do throws(Problem) {
      document = try Document(bytes: disclosed, verifying: verifying)
    } catch {
      // Only where the entry can be read is it the document that is wrong.
      let entry = try Entry(bytes: bytes)
      self.entry = entry
      guard PreparedEntry.seals(entry.kind) else { return try prepare(entry, .full, verifying) }
      throw error
    }
    let part = DocumentPart(document, salt: salt)
    let (entry, isAsExpected) = try Entry.read(bytes, expectingOpen: part.open)
    self.entry = entry
    guard PreparedEntry.seals(entry.kind) else {
      // What is disclosed of an entry that seals nothing is nobody's concern.
      let entry = isAsExpected ? try Entry(bytes: bytes) : entry
      return try prepare(entry, .full, verifying)
    }
    if !isAsExpected { try PreparedEntry.checkShape(entry) }
    guard entry.kind == .document(document.type) else { throw PreparedEntry.kindDiffers }
    guard isAsExpected, entry.sealed == part.sealed else {
      throw Problem(422, "disclosure-differs", "the document disclosed is not the one it sealed")
    }
    try take(document, entry.facts.venue)
  }

  private mutating func prepare(
    _ entry: Entry, _ scope: Venue.Scope, _ verifying: Bool
  ) throws(Problem) {
    try PreparedEntry.checkShape(entry)
    switch entry.kind {
    case .genesis:
      let record = try GenesisRecord(entry.open)
      command = try record.command()
      genesis = record
    case .term:
      let members = Members(entry.open, of: "term")
      try members.check(required: ["epoch"])
      let epoch = UInt64(try members.number("epoch", 1...(1 << 53)))
      command = Command(account: nil, action: .term(epoch: epoch))
    case .tick: command = Command(account: nil, action: .tick)
    case .snapshot: command = Command(account: nil, action: .note)
    case .snapshotDigest:
      noted = try SnapshotRecord(entry.open)
      command = Command(account: nil, action: .note)
    case .document(let type):
      switch type.openness {
      case .whole:
        let document = try Document(
          bytes: JSON.object(entry.open).canonicalBytes, verifying: verifying)
        guard type == document.type else { throw PreparedEntry.kindDiffers }
        try take(document, entry.facts.venue)
      case _ where scope == .full:
        throw Problem(422, "not-disclosed", "its document was not disclosed")
      case .excerpt:
        command = Command(
          account: nil, action: try type.action(entry.open, signers: []), facts: entry.facts.venue)
      default: command = Command(account: nil, action: .sealed, facts: entry.facts.venue)
      }
    }
  }

  private mutating func take(_ document: Document, _ facts: Facts) throws(Problem) {
    command = Command(
      account: document.account, signers: document.signers.map(\.word),
      action: try document.action(), facts: facts)
    sender = Sender(
      account: document.account, id: document.id, created: document.created,
      audience: document.audience, digest: document.digest)
  }

  private static let kindDiffers = Problem(
    422, "kind-differs", "its document is of another type")

  /// Whether an entry of a kind seals a document.
  private static func seals(_ kind: EntryKind) -> Bool {
    guard case .document(let type) = kind else { return false }
    if case .whole = type.openness { return false }
    return true
  }

  /// That an entry shows and seals what entries of its kind do, and nothing else.
  private static func checkShape(_ entry: Entry) throws(Problem) {
    var shown: [String]?
    switch entry.kind {
    case .genesis, .term, .snapshotDigest: break
    case .tick, .snapshot: shown = []
    case .document(let type):
      switch type.openness {
      case .whole: break
      case .excerpt(let names): shown = names
      case .sealed, .unlogged: shown = []
      }
    }
    guard entry.sealed.count == (seals(entry.kind) ? 1 : 0) else {
      throw Problem(422, "shape-differs", "it seals \(entry.sealed.count) documents")
    }
    guard entry.kind != .tick || entry.facts.isEmpty else {
      throw Problem(422, "shape-differs", "a tick has no facts")
    }
    if let shown, let stray = entry.open.members.first(where: { !shown.contains($0.name) }) {
      throw Problem(422, "shape-differs", "it shows `\(stray.name)`, which its kind does not")
    }
  }
}
