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
  /// What the log comes to so far.
  package private(set) var state: LogState
  private var rows: [JournalRow] = []
  private var applied: [AppliedCommand] = []
  private var registered: [RegisteredWork] = []
  /// The newest works, which a filing on its way may not have been compared with.
  private(set) var recent: RecentWorks
  private var entered: [Entered] = []
  private var results: [(ticket: UInt64, result: SubmissionResult)] = []
  private var reads: [Commit.Read] = []
  /// The time of the newest document, whether it became an entry or not: that one was too old must stay
  /// so when the clock is set back.
  private var newestTime: Microseconds = 0

  /// A bug that a simulation has planted; see `Plant`.
  package var plant: Plant? {
    didSet {
      state.venue.plant = plant
      if plant == .forgetIDsAtStart { state.forgetIDs() }
    }
  }
  /// What the clock showed.
  private var clock: Microseconds = 0

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
    /// One of the venue's own acts, all but a tick. What has fallen due comes first, as before a
    /// document.
    case act(EntryKind, JSON.Object, salt: [UInt8])
    /// Something may have fallen due. Sixteen random bytes from which the entry's salts will follow.
    case tick(salt: [UInt8])
    /// Somebody wants to look at the state; what `body` returns is called once that state is durable.
    case read(Look)
    /// The batch is complete.
    case close
  }

  /// The most earlier works that a filing's entry lists, the nearest first.
  package static let similarMaximum = 50

  /// A node that goes on from a state, or from nothing.
  package init(origin: String, logKey: LogKey, state: consuming LogState = LogState()) {
    self.origin = origin
    self.logKey = logKey
    recent = RecentWorks(after: state.index.version)
    self.state = state
  }

  /// The next entry's number.
  package var nextSequence: EntryNumber { state.venue.nextSequence }

  /// Whether something has fallen due, by a clock that may have stepped back since the last entry.
  package func isDue(at time: Microseconds) -> Bool {
    plant != .tickAfterCommand
      && state.venue.isDue(at: max(time, state.venue.time, newestTime))
  }

  /// Takes one event. Only `.close` returns something to do.
  package mutating func step(_ event: Event, at time: Microseconds) -> Commit? {
    clock = time
    let time = max(time, state.venue.time, newestTime)
    if plant != nil { state.venue.corrupt() }
    switch event {
    case .submit(let submission):
      newestTime = time
      if plant == .tickAfterCommand, let due = state.venue.nextDue, due <= time,
        due > state.venue.time
      {
        submit(submission, at: due - 1)
      }
      while state.venue.isDue(at: time) { tick(submission.salt, at: time) }
      submit(submission, at: time)
    case .act(let kind, let open, let salt):
      while state.venue.isDue(at: time) { tick(salt, at: time) }
      act(kind, open, salt, at: time)
    case .tick(let salt): if state.venue.isDue(at: time) { tick(salt, at: time) }
    case .read(let look): reads.append(Commit.Read(look: look, show: look(state.venue)))
    case .close: return close()
    }
    return nil
  }

  // MARK: Documents

  private mutating func submit(_ submission: Submission, at time: Microseconds) {
    let document = submission.document
    func answer(_ result: SubmissionResult) { results.append((submission.ticket, result)) }
    let key = state.venue.account(ofKey: document.signers[0].word)
    // A repetition is answered from the record, whatever else has changed since.
    let known = key.flatMap { state.remembered.entry(account: $0.account, id: document.id) }
    if let known, known.digest == document.digest, plant != .acceptReplayedDocument {
      let isOther = plant == .newResultForKnownID
      return answer(.known(isOther ? state.venue.nextSequence - 1 : known.sequence))
    }
    guard document.created >= time / 1_000_000 - RememberedIDs.windowSeconds else {
      answer(
        plant == .expireForgotten
          ? .rejected(Problem(410, "expired", ""))
          : .outsideWindow(account: document.account ?? key?.account))
      return
    }
    guard
      known.map({ $0.isFree(for: document.created) }) ?? true
        || plant == .acceptReplayedDocument
    else {
      answer(
        .rejected(
          Problem(
            409, "id-reused",
            "Another document was sent under the id `\(document.id)`: choose a new id.")))
      return
    }
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
      guard let key, key.stands || plant == .ignoreRevokedKey, key.account == document.account
      else {
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
      facts.fingerprints = submission.examination.fingerprints.map { JSON($0.plain) }
      guard let similar = similar(to: submission) else {
        return results.append((submission.ticket, .rejected(Node.examinationTooOld)))
      }
      guard (try? facts.add(similar: similar)) != nil else {
        preconditionFailure("facts are well formed")
      }
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
    let sequence = state.venue.nextSequence
    let outcome = state.venue.apply(command, at: time)
    let fingerprints = submission.examination.fingerprints
    let codes = fingerprints.flatMap(\.codes)
    if outcome.refusal == nil, case .registerAsset = action {
      state.note(asset: sequence, codes)
      let work = RegisteredWork(
        asset: sequence, version: state.index.version, codes: codes,
        features: fingerprints.compactMap { print in
          print.features.map { (print.sha256, $0) }
        })
      recent.remember(work)
      registered.append(work)
    }
    let account = document.account ?? sequence
    state.remembered.remember(
      account: account, id: document.id, sequence: sequence, digest: document.digest, at: time)
    let kind = EntryKind.document(document.type)
    let isOpen = if case .whole = document.type.openness { true } else { false }
    let shown = plant == .reuseSequence ? rows.first?.sequence ?? sequence : sequence
    let entry = SealedEntry(
      sequence: shown, time: plant == .timeGoesBack ? min(time, clock) : time, kind: kind,
      part: submission.part, facts: facts,
      salt: submission.salt, outcome: outcome, hasher: state.hasher)
    rows.append(
      JournalRow(
        sequence: sequence, entry: entry.bytes, document: isOpen ? [] : document.bytes,
        salt: entry.salt,
        disclosures: Array(submission.disclosures.joined(separator: "\n").utf8),
        outcome: outcome, account: account, of: document))
    applied.append(
      AppliedCommand(
        command: command, time: time,
        sender: .init(account: account, id: document.id, digest: document.digest), codes: codes,
        leaf: entry.leaf))
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
    guard let symbol = action.instrument(in: state.venue) else { return nil }
    guard let owner = account.flatMap({ state.venue.account($0) })?.owner else { return drawn }
    return state.venue.alias(of: owner, instrument: symbol) ?? drawn
  }

  // MARK: The venue's own acts

  private mutating func act(
    _ kind: EntryKind, _ open: JSON.Object, _ salt: [UInt8], at time: Microseconds
  ) {
    guard let command = try? kind.command(open) else {
      preconditionFailure("the venue's own acts are well formed")
    }
    let sequence = state.venue.nextSequence
    let outcome = state.venue.apply(command, at: time)
    let entry = SealedEntry(
      sequence: sequence, time: time, kind: kind,
      part: DocumentPart(open: JSON.object(open).canonicalBytes), facts: EntryFacts(), salt: salt,
      outcome: outcome, hasher: state.hasher)
    rows.append(
      JournalRow(
        sequence: sequence, entry: entry.bytes, document: [], salt: entry.salt, disclosures: [],
        outcome: outcome, account: nil, of: nil))
    applied.append(
      AppliedCommand(command: command, time: time, sender: nil, codes: [], leaf: entry.leaf))
  }

  /// Deals with what has fallen due, in one entry. Its salt follows from random bytes that may serve
  /// another entry too; neither tells the other.
  private mutating func tick(_ random: [UInt8], at time: Microseconds) {
    let name = Array("tick/\(state.venue.nextSequence)".utf8)
    let salt = HMACSHA256.code(key: random, message: name).bytes.prefix(Disclosure.saltByteCount)
    act(.tick, JSON.Object(), Array(salt), at: time)
  }

  private mutating func close() -> Commit {
    var commit = Commit(
      batch: nil, applied: applied, registered: registered, results: results, reads: reads)
    if !rows.isEmpty {
      let batch = BatchProofs(after: state.frontier, leaves: applied.map(\.leaf))
      let size = batch.frontier.size
      var root = batch.root
      if plant == .checkpointBehind {
        root = BatchProofs(after: state.frontier, leaves: applied.dropLast().map(\.leaf)).root
      }
      let checkpoint = logKey.checkpoint(size: size, root: root)
      if plant == .ackOtherTicket, entered.count > 1 {
        (entered[0].ticket, entered[1].ticket) = (entered[1].ticket, entered[0].ticket)
      }
      state.frontier = batch.frontier
      let proofs = CommitProofs(batch: batch, checkpoint: checkpoint)
      commit.batch = JournalBatch(rows: rows, size: size, checkpoint: checkpoint)
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
    applied = []
    registered = []
    entered = []
    results = []
    reads = []
    return commit
  }
}
