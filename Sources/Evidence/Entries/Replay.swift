import Cryptography
import Documents
import TransparencyLog
import Venue

/// Replays a log entry by entry through the Venue and holds every entry to what the Venue says.
///
/// What is checked depends on what was handed over. *Open* scope: signatures of open documents,
/// and every public event. *Full* scope: every document's signature, that its key stood and belongs
/// to the account it names, that the excerpt is the document's, and every sealed event too.
package struct Replay: ~Copyable {
  /// The state so far.
  package private(set) var venue: Venue
  /// Whose log it is; known from the first entry on.
  package private(set) var genesis: GenesisRecord?
  private let hasher = TreeHasher()
  private var remembered = RememberedIDs()
  /// The document of the entry at hand, where it is known.
  private var document: Document?
  /// What the entry at hand notes of a snapshot.
  private var noted: SnapshotRecord?
  /// What the state came to at the newest announcements of a snapshot, the oldest first.
  private var announced: [SnapshotRecord] = []
  /// A venue announces the next snapshot when the last is noted, or when it was started anew between
  /// the two and will never note the last.
  private static let announcedMaximum = 8

  /// A replay from nothing.
  package init(scope: Venue.Scope) { venue = Venue(scope: scope) }

  /// SHA-256 of the public state.
  package var stateDigest: Digest { SHA256.hash(venue.publicState()) }
  /// SHA-256 of the public and the sealed state.
  package var fullDigest: Digest { SHA256.hash(venue.publicState() + venue.sealedState()) }

  /// Applies the next entry.
  ///
  /// - Parameters:
  ///   - bytes: the leaf.
  ///   - disclosed: in full scope, what the entry seals; not needed for wholly open entries.
  /// - Throws: `LogFault` that says what does not hold.
  package mutating func apply(_ bytes: [UInt8], disclosed: DisclosedEntry?) throws(LogFault) {
    let number = venue.nextSequence
    let entry: Entry
    do throws(Problem) { entry = try Entry(bytes: bytes) } catch {
      throw LogFault(entry: number, what: error.detail)
    }
    func fault(_ what: String) -> LogFault { LogFault(entry: number, what: what) }
    guard entry.sequence == number else { throw fault("it carries the number \(entry.sequence)") }
    guard entry.time >= venue.time else { throw fault("its time lies before the last entry's") }
    guard (number == 0) == (entry.kind == .genesis) else {
      throw fault("the genesis is the first entry, and only the first")
    }
    // Held to the clock before anything else is looked at, since the Venue takes it for granted.
    if entry.kind == .tick {
      guard venue.isDue(at: entry.time) else { throw fault("it is a tick, and nothing is due") }
    } else {
      guard !venue.isDue(at: entry.time) else { throw fault("a tick is missing before it") }
    }
    let command: Command
    do throws(Problem) { command = try self.command(entry, disclosed) } catch {
      throw fault(error.detail)
    }
    try checkAlias(entry, command, number)
    try remember(entry, command, number)
    let outcome = venue.apply(command, at: entry.time)
    let salt = disclosed?.salt ?? []
    let record = SealedEntry.record(of: outcome, salt: salt, hasher: hasher)
    guard record.code == entry.outcome.code else {
      throw fault("it says `\(entry.outcome.code)`, the rules say `\(record.code)`")
    }
    guard record.count == entry.outcome.count, record.root == entry.outcome.root else {
      throw fault("its public events are not what the rules make of it")
    }
    if venue.scope == .full {
      guard record.sealedCount == entry.outcome.sealedCount,
        record.sealedRoot == entry.outcome.sealedRoot
      else { throw fault("its sealed events are not what the rules make of it") }
      guard outcome.withheld == entry.facts.venue.withheld else {
        throw fault("what it withholds is not what private checks refuse")
      }
    }
    try checkSnapshot(entry, salt: salt)
  }

  /// That the state was what the venue noted of it.
  private mutating func checkSnapshot(_ entry: Entry, salt: [UInt8]) throws(LogFault) {
    func fault(_ what: String) -> LogFault { LogFault(entry: entry.sequence, what: what) }
    if entry.kind == .snapshot {
      if announced.count == Replay.announcedMaximum { announced.removeFirst() }
      announced.append(SnapshotRecord(of: venue, salt: salt))
    }
    guard let noted else { return }
    self.noted = nil
    guard let known = announced.firstIndex(where: { $0.snapshot == noted.snapshot }) else {
      throw fault("it notes a snapshot as of entry \(noted.snapshot), which announces none")
    }
    let record = announced[known]
    announced.removeFirst(known + 1)
    guard record.stateDigest == noted.stateDigest,
      venue.scope != .full || record.sealedDigest == noted.sealedDigest
    else { throw fault("the state as of entry \(noted.snapshot) was not what it notes") }
  }

  /// That no document became an entry twice: its id was new among those of the window, and it was
  /// not older than the window.
  private mutating func remember(
    _ entry: Entry, _ command: Command, _ number: UInt64
  ) throws(LogFault) {
    guard let document else { return }
    let account = document.account ?? number
    let seconds = entry.time / 1_000_000
    guard document.created >= seconds - RememberedIDs.windowSeconds,
      document.created <= seconds + Document.secondsAheadMaximum
    else { throw LogFault(entry: number, what: "its document was too old or from the future") }
    guard remembered.entry(account: account, id: document.id) == nil else {
      throw LogFault(entry: number, what: "its document's id was used before")
    }
    remembered.remember(
      account: account, id: document.id, sequence: number, digest: document.digest, at: entry.time)
    self.document = nil
  }

  private mutating func command(
    _ entry: Entry, _ disclosed: DisclosedEntry?
  ) throws(Problem) -> Command {
    try checkShape(entry)
    switch entry.kind {
    case .genesis:
      let record = try GenesisRecord(entry.open)
      genesis = record
      return try record.command()
    case .term:
      let members = Members(entry.open, of: "term")
      try members.check(required: ["epoch"])
      return Command(
        account: nil, action: .term(epoch: UInt64(try members.number("epoch", 1...(1 << 53)))))
    case .tick: return Command(account: nil, action: .tick)
    case .snapshot: return Command(account: nil, action: .note)
    case .snapshotDigest:
      noted = try SnapshotRecord(entry.open)
      return Command(account: nil, action: .note)
    case .document(let type):
      return try documentCommand(type, entry, disclosed)
    }
  }

  private mutating func documentCommand(
    _ type: DocumentType, _ entry: Entry, _ disclosed: DisclosedEntry?
  ) throws(Problem) -> Command {
    if case .whole = type.openness {
      let document = try Document(bytes: JSON.object(entry.open).canonicalBytes)
      try check(document, entry)
      self.document = document
      return Command(
        account: document.account, signers: document.signers.map(\.word),
        action: try document.action(), facts: entry.facts.venue)
    }
    guard venue.scope == .full else {
      guard case .excerpt = type.openness else {
        return Command(account: nil, action: .sealed, facts: entry.facts.venue)
      }
      return Command(
        account: nil, action: try type.action(entry.open, signers: []), facts: entry.facts.venue)
    }
    guard let disclosed, let bytes = disclosed.document else {
      throw Problem(422, "not-disclosed", "its document was not disclosed")
    }
    let document = try Document(bytes: bytes)
    try check(document, entry)
    let disclosure = SealedEntry.documentDisclosure(document.bytes, salt: disclosed.salt)
    guard entry.sealed == [Base64.encode(disclosure.digest.bytes, .url)],
      type.excerpt(of: document.object) == entry.open
    else {
      throw Problem(422, "disclosure-differs", "the document disclosed is not the one it sealed")
    }
    self.document = document
    return Command(
      account: document.account, signers: document.signers.map(\.word),
      action: try document.action(), facts: entry.facts.venue)
  }

  /// That an entry shows and seals what entries of its kind do, and nothing else.
  private func checkShape(_ entry: Entry) throws(Problem) {
    let isSealed: Bool
    var shown: [String]?
    switch entry.kind {
    case .genesis, .term, .snapshotDigest: isSealed = false
    case .tick, .snapshot: (isSealed, shown) = (false, [])
    case .document(let type):
      switch type.openness {
      case .whole: isSealed = false
      case .excerpt(let names): (isSealed, shown) = (true, names)
      case .sealed, .unlogged: (isSealed, shown) = (true, [])
      }
    }
    guard entry.sealed.count == (isSealed ? 1 : 0) else {
      throw Problem(422, "shape-differs", "it seals \(entry.sealed.count) documents")
    }
    guard entry.kind != .tick || entry.facts.isEmpty else {
      throw Problem(422, "shape-differs", "a tick has no facts")
    }
    if let shown, let stray = entry.open.members.first(where: { !shown.contains($0.name) }) {
      throw Problem(422, "shape-differs", "it shows `\(stray.name)`, which its kind does not")
    }
  }

  /// That a document is of the entry's kind, meant for this venue, and signed by a key that stood.
  private func check(_ document: Document, _ entry: Entry) throws(Problem) {
    guard entry.kind == .document(document.type) else {
      throw Problem(422, "kind-differs", "its document is of another type")
    }
    guard document.audience == genesis?.origin else {
      throw Problem(422, "wrong-audience", "its document is meant for \(document.audience)")
    }
    guard venue.scope == .full, let account = document.account else { return }
    guard let signer = document.signers.first,
      let owner = venue.account(ofKey: signer.word), owner.account == account, owner.stands
    else {
      throw Problem(422, "unknown-key", "its key does not stand for account \(account)")
    }
  }

  /// That one owner has one alias in one edition.
  private func checkAlias(
    _ entry: Entry, _ command: Command, _ number: UInt64
  ) throws(LogFault) {
    guard venue.scope == .full, let alias = entry.facts.venue.alias,
      let account = command.account.flatMap({ venue.account($0) }),
      let symbol = command.action.instrument(in: venue)
    else { return }
    // Both ways: an owner has one alias, and an alias has one owner. Without the second, an operator
    // could lend one member's alias to another, and the units with it.
    let known = venue.alias(of: account.owner, instrument: symbol)
    let owner = venue.owner(of: alias, instrument: symbol)
    guard known ?? alias == alias, owner ?? account.owner == account.owner else {
      throw LogFault(entry: number, what: "its alias is not its owner's in \(symbol)")
    }
  }
}

extension Action {
  /// The instrument on which the sender acts under an alias.
  package func instrument(in venue: borrowing Venue) -> Symbol? {
    switch self {
    case .placeOrder(_, let symbol, _), .placeBatch(_, let symbol, _): symbol
    case .amendOrder(let order, _, _), .cancelOrder(let order): venue.instrument(ofOrder: order)
    case .cancelAll(let symbol, _), .cancelAfter(let symbol, _): symbol
    default: nil
    }
  }
}
