import Cryptography
import Documents
import Entries
import Fingerprints
import Journal
import TransparencyLog
import Venue

/// Everything that the node computes from the log: the Venue, which works resemble each other, which
/// ids were used, and the edge of the tree. One log, one state, however it was come by: entry by entry
/// as they are made, from the journal, or from the commands alone.
package struct LogState: ~Copyable {
  /// The state machine.
  package var venue = Venue(scope: .full)
  /// What resembles what.
  var index = CodeIndex()
  /// Ids that a repetition may come under.
  var remembered = RememberedIDs()
  /// The edge of the tree as of the last closed batch.
  var frontier = Frontier()
  let hasher = TreeHasher()

  package init() {}

  /// The tree's root as of the last closed batch.
  package var root: Digest { frontier.root(hasher: hasher) }

  // MARK: From the journal

  /// A row of the journal read as far as that needs no state, which is half of the work of applying it
  /// again and can be done on any thread and ahead of it.
  package struct PreparedRow: Sendable {
    fileprivate let entry: Entry
    fileprivate let command: Command
    fileprivate let document: Document?
    fileprivate let salt: [UInt8]
    fileprivate let leaf: Digest

    package init(entry bytes: [UInt8], document sealed: [UInt8], salt: [UInt8]) throws {
      let entry = try Entry(bytes: bytes)
      if case .document = entry.kind {
        let document = try Document(
          bytes: sealed.isEmpty ? JSON.object(entry.open).canonicalBytes : sealed, verifying: false)
        command = Command(
          account: document.account, signers: document.signers.map(\.word),
          action: try document.action(), facts: entry.facts.venue)
        self.document = document.withoutTree()
      } else {
        command = try entry.kind.command(entry.open)
        document = nil
      }
      self.entry = entry.withoutOpen()
      self.salt = salt
      leaf = TreeHasher().leaf(bytes)
    }

    /// The row of the journal that was prepared, and what it says of its document's sender.
    package init(_ row: JournalRow) throws {
      try self.init(entry: row.entry, document: row.document, salt: row.salt)
      guard let document else { return }
      guard document.account ?? entry.sequence == row.account, document.id == row.id,
        document.digest.bytes == row.digest
      else { throw LogState.damaged(entry, "it stands under another document's name") }
    }
  }

  /// Applies a row of the journal again, and holds the journal to what the Venue makes of it now.
  package mutating func recover(_ row: PreparedRow) throws { _ = try reapply(row) }

  /// Applies a row of the journal that was not prepared.
  package mutating func recover(_ row: JournalRow) throws { try recover(PreparedRow(row)) }

  /// Applies what the second copy has of a row, and makes the rest of the row anew.
  package mutating func rebuild(_ copied: CopiedBatch.Row) throws -> JournalRow {
    let row = try PreparedRow(entry: copied.entry, document: copied.document, salt: copied.salt)
    let made = try reapply(row)
    return JournalRow(
      sequence: row.entry.sequence, entry: copied.entry, document: copied.document,
      salt: copied.salt, disclosures: copied.disclosures, outcome: made.outcome,
      account: made.account, of: row.document)
  }

  private static func damaged(_ entry: Entry, _ what: String) -> JournalError {
    JournalError(what: "journal row \(entry.sequence): \(what)")
  }

  private mutating func reapply(
    _ row: PreparedRow
  ) throws -> (outcome: Outcome, account: AccountNumber?) {
    let entry = row.entry
    guard entry.sequence == venue.nextSequence, entry.time >= venue.time else {
      throw LogState.damaged(entry, "it is out of sequence")
    }
    guard (entry.kind == .tick) == venue.isDue(at: entry.time) else {
      throw LogState.damaged(
        entry, entry.kind == .tick ? "nothing is due" : "a tick is missing before it")
    }
    let outcome = venue.apply(row.command, at: entry.time)
    let record = SealedEntry.record(of: outcome, salt: row.salt, hasher: hasher)
    guard record == entry.outcome else {
      throw LogState.damaged(entry, "replaying it gives another outcome than was recorded")
    }
    // The sender's account; for an opening, the one that it opened.
    let account = row.document.map { $0.account ?? entry.sequence }
    if let document = row.document, let account {
      remembered.remember(
        account: account, id: document.id, sequence: entry.sequence, digest: document.digest,
        at: entry.time)
    }
    if outcome.refusal == nil, case .registerAsset = row.command.action {
      note(asset: entry.sequence, entry.facts.fingerprints.flatMap { Code.read($0) })
    }
    frontier.append(row.leaf, hasher: hasher)
    return (outcome, account)
  }

  /// Forgets which ids were used: a bug that a simulation plants.
  mutating func forgetIDs() { remembered = RememberedIDs() }

  /// Remembers a registered asset's codes, for what may resemble it later.
  mutating func note(asset: EntryNumber, _ codes: [Code]) {
    _ = index.insert(asset: Int(asset), codes: codes)
  }

  // MARK: From the commands

  /// Follows a command that another state has applied, into `step`. What it comes to is not written
  /// out, so that following costs a fraction of the first time.
  mutating func follow(_ applied: AppliedCommand, into step: inout Step) {
    let sequence = venue.nextSequence
    venue.apply(applied.command, at: applied.time, into: &step)
    if let sender = applied.sender {
      remembered.remember(
        account: sender.account, id: sender.id, sequence: sequence, digest: sender.digest,
        at: applied.time)
    }
    if step.refusal == nil, case .registerAsset = applied.command.action {
      note(asset: sequence, applied.codes)
    }
    frontier.append(applied.leaf, hasher: hasher)
  }
}

extension JournalRow {
  /// The row of an entry: what of it follows from its outcome is written out.
  init(
    sequence: EntryNumber, entry: [UInt8], document: [UInt8], salt: [UInt8], disclosures: [UInt8],
    outcome: borrowing Outcome, account: AccountNumber?, of sent: Document?
  ) {
    self.init(
      sequence: sequence, entry: entry, document: document, salt: salt, disclosures: disclosures,
      publicEvents: outcome.publicEvents.bytes, sealedEvents: outcome.sealedEvents.bytes,
      sealedAccounts: outcome.sealedAccounts,
      reply: Array((outcome.refusal?.rawValue ?? Entry.acceptedCode).utf8) + [UInt8(ascii: " ")]
        + outcome.reply,
      account: account, id: sent?.id, digest: sent?.digest.bytes ?? [])
  }

  /// The answer as the row keeps it: the refusal's code, a space, and the reply's members.
  package var answer: (refusal: Refusal?, reply: [UInt8]) {
    let parts = reply.split(
      separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
    let code = String(decoding: parts.first ?? [], as: UTF8.self)
    return (Refusal(rawValue: code), parts.count == 2 ? Array(parts[1]) : [])
  }
}

extension EntryKind {
  /// What one of the venue's own acts asks of the Venue.
  func command(_ open: JSON.Object) throws(Problem) -> Command {
    switch self {
    case .genesis: return try GenesisRecord(open).command()
    case .tick: return Command(account: nil, action: .tick)
    case .snapshot, .snapshotDigest: return Command(account: nil, action: .note)
    case .term:
      let epoch = try Members(open, of: "term").number("epoch", 1...(1 << 53))
      return Command(account: nil, action: .term(epoch: UInt64(epoch)))
    case .document: preconditionFailure("a document's command is in the document")
    }
  }
}
