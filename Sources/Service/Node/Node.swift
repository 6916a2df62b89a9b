import Cryptography
import Documents
import Entries
import Fingerprints
import Journal
import TransparencyLog
import Venue

/// The running venue as a value: `step(event, at:)` takes what came in and says what is to be done.
///
/// It reads no clock, draws no random number and touches neither disk nor socket; threads and
/// devices are shells around it, so that a simulator can run the very same value.
package struct Node: ~Copyable {
  /// The name of the venue, which documents carry as their audience.
  package let origin: String
  /// The key that signs checkpoints.
  private let logKey: LogKey
  /// The state machine.
  package private(set) var venue = Venue(scope: .full)
  /// What resembles what.
  private var index = LinearIndex()
  private var remembered = RememberedIDs()
  private var frontier = Frontier()
  private let hasher = TreeHasher()
  private var rows: [JournalRow] = []
  private var leaves: [Digest] = []
  private var entered: [Entered] = []
  private var results: [(ticket: UInt64, result: SubmissionResult)] = []
  private var reads: [@Sendable () -> Void] = []

  /// An answer that waits for its batch to be closed.
  private struct Entered {
    var ticket: UInt64
    var sequence: EntryNumber
    var time: Microseconds
    var kind: EntryKind
    var refusal: Refusal?
    var reply: [UInt8]
  }

  /// What comes in.
  package enum Event: Sendable {
    /// A document.
    case submit(Submission)
    /// One of the venue's own acts: genesis or term. What has fallen due comes first, as before a
    /// document.
    case act(EntryKind, JSON.Object, salt: [UInt8])
    /// Something may have fallen due. Sixteen random bytes from which the entry's salts will follow.
    case tick(salt: [UInt8])
    /// Somebody wants to look at the state; what `body` returns is called once that state is durable.
    case read(@Sendable (borrowing Venue) -> @Sendable () -> Void)
    /// The batch is complete.
    case close
  }

  /// The most earlier works that a filing's entry lists, the nearest first.
  package static let similarMaximum = 50

  /// A node that has seen nothing.
  package init(origin: String, logKey: LogKey) {
    self.origin = origin
    self.logKey = logKey
  }

  /// The next entry's number.
  package var nextSequence: EntryNumber { venue.nextSequence }
  /// The tree's root as of the last entry.
  package var root: Digest { frontier.root(hasher: hasher) }

  /// Whether something has fallen due, by a clock that may have stepped back since the last entry.
  package func isDue(at time: Microseconds) -> Bool { venue.isDue(at: max(time, venue.time)) }

  /// Takes one event. Only `.close` returns something to do.
  package mutating func step(_ event: Event, at time: Microseconds) -> Commit? {
    let time = max(time, venue.time)
    switch event {
    case .submit(let submission):
      while venue.isDue(at: time) { tick(submission.salt, at: time) }
      submit(submission, at: time)
    case .act(let kind, let open, let salt):
      while venue.isDue(at: time) { tick(salt, at: time) }
      act(kind, open, salt, at: time)
    case .tick(let salt): if venue.isDue(at: time) { tick(salt, at: time) }
    case .read(let body): reads.append(body(venue))
    case .close: return close()
    }
    return nil
  }

  // MARK: Documents

  private mutating func submit(_ submission: Submission, at time: Microseconds) {
    let document = submission.document
    func answer(_ result: SubmissionResult) { results.append((submission.ticket, result)) }
    let key = venue.account(ofKey: document.signers[0].word)
    // A repetition is answered from the record, whatever else has changed since.
    if let known = key.flatMap({ remembered.entry(account: $0.account, id: document.id) }) {
      answer(
        known.digest == document.digest
          ? .known(known.sequence)
          : .rejected(
            Problem(
              409, "id-reused",
              "Another document was sent under the id `\(document.id)`: choose a new id.")))
      return
    }
    guard document.created >= time / 1_000_000 - RememberedIDs.windowSeconds else {
      answer(.outsideWindow)
      return
    }
    // The door looked too, but its clock may have stepped back since, and what is logged must replay.
    guard document.created <= time / 1_000_000 + Document.secondsAheadMaximum else {
      answer(.rejected(Problem.createdInTheFuture))
      return
    }
    if document.type == .openAccount {
      guard key == nil else {
        answer(
          .rejected(
            Problem(409, "key-taken", "This key belongs to an account already: use a new one.")))
        return
      }
    } else {
      guard let key, key.stands, key.account == document.account else {
        answer(
          .rejected(
            Problem(
              403, "unknown-key",
              "The signing key does not stand for account \(document.account ?? 0): open an account "
                + "with it, or sign with a key that was added to that account.")))
        return
      }
    }
    enter(submission, at: time)
  }

  private mutating func enter(_ submission: Submission, at time: Microseconds) {
    let document = submission.document
    let action = submission.action
    var facts = EntryFacts()
    facts.venue.alias = alias(for: action, of: document.account, or: submission.alias)
    if case .registerAsset = action {
      facts.fingerprints = submission.fingerprints.map { JSON($0.plain) }
      facts.venue.similar = index.matches(for: SimilarityQuery(submission.fingerprints))
        .compactMap(Resemblance.init).prefix(Node.similarMaximum).map(\.self)
      // Found out here and not by the log's writer, for whom it would be too late.
      guard SealedEntry.fits(document, facts) else {
        results.append(
          (
            submission.ticket,
            .rejected(
              Problem(
                422, "entry-too-large",
                "The filing's text and its files' codes do not fit into one entry: shorten the text, "
                  + "or register fewer files or models with fewer pictures together."))
          ))
        return
      }
    }
    let command = Command(
      account: document.account, signers: document.signers.map(\.word), action: action,
      facts: facts.venue)
    let sequence = venue.nextSequence
    let outcome = venue.apply(command, at: time)
    if outcome.refusal == nil, case .registerAsset = action {
      _ = index.insert(asset: Int(sequence), codes: submission.fingerprints.flatMap(\.codes))
    }
    let account = document.account ?? sequence
    remembered.remember(
      account: account, id: document.id, sequence: sequence, digest: document.digest, at: time)
    let kind = EntryKind.document(document.type)
    let isOpen = if case .whole = document.type.openness { true } else { false }
    record(
      outcome, sequence: sequence, time: time, kind: kind, document: document,
      part: submission.part, facts: facts, salt: submission.salt, isOpen: isOpen,
      account: account, disclosures: submission.disclosures)
    entered.append(
      Entered(
        ticket: submission.ticket, sequence: sequence, time: time, kind: kind,
        refusal: outcome.refusal, reply: outcome.reply))
  }

  /// The sender's alias in the edition that an action concerns: the one that stands, or a new one.
  private func alias(
    for action: Action, of account: AccountNumber?, or drawn: Alias
  ) -> Alias? {
    if case .issueEdition = action { return drawn }
    guard let symbol = action.instrument(in: venue) else { return nil }
    guard let owner = account.flatMap({ venue.account($0) })?.owner else { return drawn }
    return venue.alias(of: owner, instrument: symbol) ?? drawn
  }

  // MARK: The venue's own acts

  private mutating func act(
    _ kind: EntryKind, _ open: JSON.Object, _ salt: [UInt8], at time: Microseconds
  ) {
    guard let command = try? Node.command(kind, open) else {
      preconditionFailure("the venue's own acts are well formed")
    }
    let sequence = venue.nextSequence
    let outcome = venue.apply(command, at: time)
    record(
      outcome, sequence: sequence, time: time, kind: kind, document: nil,
      part: DocumentPart(open: JSON.object(open).canonicalBytes), facts: EntryFacts(), salt: salt,
      isOpen: true, account: nil, disclosures: [])
  }

  /// Deals with what has fallen due, in one entry. Its salt follows from random bytes that may serve
  /// another entry too; neither tells the other.
  private mutating func tick(_ random: [UInt8], at time: Microseconds) {
    let name = Array("tick/\(venue.nextSequence)".utf8)
    let salt = HMACSHA256.code(key: random, message: name).bytes.prefix(Disclosure.saltByteCount)
    act(.tick, JSON.Object(), Array(salt), at: time)
  }

  private static func command(_ kind: EntryKind, _ open: JSON.Object) throws(Problem) -> Command {
    if kind == .tick { return Command(account: nil, action: .tick) }
    if kind == .genesis { return try GenesisRecord(open).command() }
    let epoch = try Members(open, of: "term").number("epoch", 1...(1 << 53))
    return Command(account: nil, action: .term(epoch: UInt64(epoch)))
  }

  // MARK: Entries

  private mutating func record(
    _ outcome: borrowing Outcome, sequence: EntryNumber, time: Microseconds, kind: EntryKind,
    document: Document?, part: DocumentPart, facts: EntryFacts, salt: [UInt8], isOpen: Bool,
    account: AccountNumber?, disclosures: [String]
  ) {
    let entry = SealedEntry(
      sequence: sequence, time: time, kind: kind, part: part, facts: facts, salt: salt,
      outcome: outcome, hasher: hasher)
    leaves.append(entry.leaf)
    rows.append(
      JournalRow(
        sequence: sequence, entry: entry.bytes,
        document: isOpen ? [] : document?.bytes ?? [], salt: entry.salt,
        disclosures: Array(disclosures.joined(separator: "\n").utf8),
        publicEvents: outcome.publicEvents.bytes, sealedEvents: outcome.sealedEvents.bytes,
        sealedAccounts: outcome.sealedAccounts,
        reply: Node.record(of: outcome.refusal, reply: outcome.reply), account: account,
        id: document?.id, digest: document?.digest.bytes ?? []))
  }

  /// An answer as the journal keeps it: the refusal's code, a space, and the reply's members.
  private static func record(of refusal: Refusal?, reply: [UInt8]) -> [UInt8] {
    Array((refusal?.rawValue ?? Entry.acceptedCode).utf8) + [UInt8(ascii: " ")] + reply
  }

  /// Reads an answer as the journal keeps it.
  package static func answer(in row: JournalRow) -> (refusal: Refusal?, reply: [UInt8]) {
    let parts = row.reply.split(
      separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
    let code = String(decoding: parts.first ?? [], as: UTF8.self)
    return (Refusal(rawValue: code), parts.count == 2 ? Array(parts[1]) : [])
  }

  private mutating func close() -> Commit {
    var commit = Commit(batch: nil, leaves: leaves, results: results, reads: reads)
    if !rows.isEmpty {
      let batch = BatchProofs(after: frontier, leaves: leaves)
      frontier = batch.frontier
      let checkpoint = logKey.checkpoint(size: frontier.size, root: batch.root)
      let proofs = CommitProofs(batch: batch, checkpoint: checkpoint)
      commit.batch = JournalBatch(rows: rows, size: frontier.size, checkpoint: checkpoint)
      for one in entered {
        commit.results.append(
          (
            one.ticket,
            .entered(
              Receiptable(
                sequence: one.sequence, time: one.time, kind: one.kind, refusal: one.refusal,
                reply: one.reply, proofs: proofs))
          ))
      }
    }
    rows = []
    leaves = []
    entered = []
    results = []
    reads = []
    return commit
  }

  // MARK: Recovery

  /// Applies a row of the journal again, and holds the journal to what the Venue makes of it now.
  package mutating func recover(_ row: JournalRow) throws {
    func damaged(_ what: String) -> JournalError {
      JournalError(what: "journal row \(row.sequence): \(what)")
    }
    let entry = try Entry(bytes: row.entry)
    guard entry.sequence == venue.nextSequence, entry.time >= venue.time else {
      throw damaged("it is out of sequence")
    }
    guard (entry.kind == .tick) == venue.isDue(at: entry.time) else {
      throw damaged(entry.kind == .tick ? "nothing is due" : "a tick is missing before it")
    }
    let command: Command
    var recovered: Document?
    switch entry.kind {
    case .genesis, .term, .tick: command = try Node.command(entry.kind, entry.open)
    case .document:
      let bytes = row.document.isEmpty ? JSON.object(entry.open).canonicalBytes : row.document
      let document = try Document(bytes: bytes, verifying: false)
      recovered = document
      command = Command(
        account: document.account, signers: document.signers.map(\.word),
        action: try document.action(), facts: entry.facts.venue)
    }
    let outcome = venue.apply(command, at: entry.time)
    let record = SealedEntry.record(of: outcome, salt: row.salt, hasher: hasher)
    guard record == entry.outcome else {
      throw damaged("replaying it gives another outcome than was recorded")
    }
    if let recovered, let account = row.account {
      remembered.remember(
        account: account, id: recovered.id, sequence: entry.sequence, digest: recovered.digest,
        at: entry.time)
    }
    if outcome.refusal == nil, case .registerAsset = command.action {
      let codes = entry.facts.fingerprints.flatMap { Code.read($0) }
      _ = index.insert(asset: Int(entry.sequence), codes: codes)
    }
    frontier.append(hasher.leaf(row.entry), hasher: hasher)
  }
}
