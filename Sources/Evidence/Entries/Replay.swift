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
    try apply(PreparedEntry(bytes, disclosed: disclosed, scope: venue.scope))
  }

  /// Applies the next entry, which was prepared for a replay of this scope.
  /// - Throws: `LogFault` that says what does not hold.
  package mutating func apply(_ prepared: PreparedEntry) throws(LogFault) {
    let number = venue.nextSequence
    func fault(_ what: String) -> LogFault { LogFault(entry: number, what: what) }
    guard let entry = prepared.entry else { throw fault(prepared.problem?.detail ?? "") }
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
    guard let command = prepared.command else { throw fault(prepared.problem?.detail ?? "") }
    if let record = prepared.genesis { genesis = record }
    if let sender = prepared.sender { try check(sender, command, number) }
    try checkAlias(entry, command, number)
    if let sender = prepared.sender { try remember(sender, at: entry.time, number) }
    let outcome = venue.apply(command, at: entry.time)
    let record = SealedEntry.record(of: outcome, salt: prepared.salt, hasher: hasher)
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
    try checkSnapshot(entry, prepared)
  }

  /// That the state was what the venue noted of it.
  private mutating func checkSnapshot(
    _ entry: Entry, _ prepared: PreparedEntry
  ) throws(LogFault) {
    func fault(_ what: String) -> LogFault { LogFault(entry: entry.sequence, what: what) }
    if entry.kind == .snapshot {
      if announced.count == Replay.announcedMaximum { announced.removeFirst() }
      announced.append(SnapshotRecord(of: venue, salt: prepared.salt))
    }
    guard let noted = prepared.noted else { return }
    guard let known = announced.firstIndex(where: { $0.snapshot == noted.snapshot }) else {
      throw fault("it notes a snapshot as of entry \(noted.snapshot), which announces none")
    }
    let record = announced[known]
    announced.removeFirst(known + 1)
    guard record.stateDigest == noted.stateDigest,
      venue.scope != .full || record.sealedDigest == noted.sealedDigest
    else { throw fault("the state as of entry \(noted.snapshot) was not what it notes") }
  }

  /// That a document is meant for this venue and signed by a key that stands.
  private func check(
    _ sender: PreparedEntry.Sender, _ command: Command, _ number: UInt64
  ) throws(LogFault) {
    func fault(_ what: String) -> LogFault { LogFault(entry: number, what: what) }
    guard sender.audience == genesis?.origin else {
      throw fault("its document is meant for \(sender.audience)")
    }
    guard venue.scope == .full, let account = command.account else { return }
    guard let signer = command.signers.first, let owner = venue.account(ofKey: signer),
      owner.account == account, owner.stands
    else { throw fault("its key does not stand for account \(account)") }
  }

  /// That no document became an entry twice: its id was new among those of the window, and it was
  /// not older than the window.
  private mutating func remember(
    _ sender: PreparedEntry.Sender, at time: Microseconds, _ number: UInt64
  ) throws(LogFault) {
    let account = sender.account ?? number
    let seconds = time / 1_000_000
    guard sender.created >= seconds - RememberedIDs.windowSeconds,
      sender.created <= seconds + Document.secondsAheadMaximum
    else { throw LogFault(entry: number, what: "its document was too old or from the future") }
    let known = remembered.entry(account: account, id: sender.id)
    guard known.map({ $0.isFree(for: sender.created) }) ?? true else {
      throw LogFault(entry: number, what: "its document's id was used before")
    }
    remembered.remember(
      account: account, id: sender.id, sequence: number, digest: sender.digest, at: time)
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
