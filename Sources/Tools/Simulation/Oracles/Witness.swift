import Cryptography
import Documents
import Entries
import Journal
import TransparencyLog
import Venue
import VenueModel

/// Sees every batch when it has become durable and holds it to the model, to the documents that were
/// really sent, and to what an append-only log promises. It keeps what it saw: whatever is shown to
/// anybody, then or later, must be that.
final class Witness {
  let key: VerifierKey
  /// The market on a blackboard.
  var model = Model()
  /// A Venue that applies what was sent, never having seen a disk.
  var shadow = Venue(scope: .full)
  var tree = NaiveTree()
  /// All durable entries.
  var kept: [Kept] = []
  /// Documents that were sent, by their digest.
  private var letters: [Digest: Letter] = [:]
  /// Which document stands under a sender's id, and since when.
  private var ids: [IDKey: (digest: Digest, time: Microseconds)] = [:]
  private var aliases: [AliasKey: Alias] = [:]
  private var aliasOwners: [Alias: AliasKey] = [:]
  var freezes = FreezeWatch()
  var bank = Bank()
  /// What does not hold, not yet told.
  private(set) var faults: [String] = []
  /// So many entries from one comparison of the whole state to the next.
  private static let stateStride = 512

  struct IDKey: Hashable {
    var account: AccountNumber
    var id: String
  }
  private struct AliasKey: Hashable {
    var owner: AccountNumber
    var edition: EntryNumber
  }

  init(key: VerifierKey) { self.key = key }

  /// How many entries are durable.
  var size: UInt64 { UInt64(kept.count) }

  func fail(_ what: String) { if faults.count < 8 { faults.append(what) } }

  /// Takes what does not hold.
  func takeFaults() -> [String] {
    defer { faults = [] }
    return faults
  }

  func sent(_ letter: Letter) { letters[letter.digest] = letter }

  /// The document that a digest is of.
  func letter(_ digest: Digest) -> Letter? { letters[digest] }

  /// The document under a sender's id.
  func document(of account: AccountNumber, id: String) -> Digest? {
    ids[IDKey(account: account, id: id)]?.digest
  }

  // MARK: A batch

  /// A batch has become durable.
  ///
  /// - Parameter clock: what the venue's clock showed at least and at most while it was made; `nil`
  ///   when it is seen only after a crash.
  func see(_ batch: JournalBatch, clock: ClosedRange<Int64>?) {
    guard batch.size == size + UInt64(batch.rows.count) else {
      return fail("a batch ends at \(batch.size), with \(batch.rows.count) rows behind \(size)")
    }
    let first = kept.count
    for row in batch.rows {
      see(row, clock: clock)
      guard faults.isEmpty else { return }
    }
    guard let checkpoint = try? Checkpoint(parsing: batch.checkpoint) else {
      return fail("the checkpoint of entry \(size) cannot be read")
    }
    check(checkpoint)
    for at in first..<kept.count {
      kept[at].checkpoint = batch.checkpoint
      kept[at].size = batch.size
    }
    if kept.count / Witness.stateStride != first / Witness.stateStride { compareState() }
  }

  /// Holds a checkpoint to the tree: whatever was signed at any time is the beginning of it.
  func check(_ checkpoint: Checkpoint) {
    guard checkpoint.size <= size else {
      return fail("a checkpoint of \(checkpoint.size) entries is seen, \(size) are durable")
    }
    guard checkpoint.root == tree.root(of: Int(checkpoint.size)) else {
      return fail("the checkpoint of \(checkpoint.size) entries is not that of these entries")
    }
    // Ed25519 costs more than all the rest: some signatures stand for all.
    if checkpoint.size % 16 == 0 {
      do { try checkpoint.note.verify(key) } catch { fail("a checkpoint's signature: \(error)") }
    }
  }

  /// The model, the shadow and the ledgers, all of them.
  func compareState() {
    if let what = model.difference(from: shadow) {
      fail("the state differs from the model's: \(what)")
    }
    if let what = shadow.imbalance() { fail("the state is out of balance: \(what)") }
    if let what = bank.difference(from: model) { fail(what) }
  }

  // MARK: An entry

  private func see(_ row: JournalRow, clock: ClosedRange<Int64>?) {
    let number = UInt64(kept.count)
    func fault(_ what: String) { fail("entry \(number): \(what)") }
    guard row.sequence == number, let entry = try? Entry(bytes: row.entry) else {
      return fault("it cannot be read")
    }
    guard entry.sequence == number else { return fault("it carries the number \(entry.sequence)") }
    guard entry.time >= model.time else {
      return fault("its time goes back by \(model.time - entry.time) microseconds")
    }
    if let clock, entry.time != model.time, !clock.contains(entry.time) {
      return fault("its time \(entry.time) is not what the clock showed, \(clock)")
    }
    guard model.isDue(at: entry.time) == (entry.kind == .tick) else {
      return fault(entry.kind == .tick ? "it ticks, and nothing is due" : "a tick is missing")
    }
    var letter: Letter?
    var command: Command
    if case .document(let type) = entry.kind {
      guard let sent = check(row, type, entry) else { return }
      letter = sent
      command = Command(
        account: sent.account, signers: sent.signers, action: sent.action,
        facts: entry.facts.venue)
      command.facts.withheld = []
      check(alias: entry.facts.venue.alias, command, number)
    } else {
      guard row.id == nil, row.account == nil, let own = Witness.command(entry) else {
        return fault("it is none of the venue's own acts")
      }
      command = own
    }
    guard faults.isEmpty else { return }
    apply(command, row, entry)
    guard faults.isEmpty else { return }
    letter?.entry = number
    tree.append(NaiveTree.leaf(row.entry))
    kept.append(
      Kept(
        time: entry.time, letter: letter?.number, refusal: row.answer.refusal?.rawValue,
        reply: row.answer.reply, events: row.publicEvents, row: Witness.digest(row)))
  }

  /// The document of an entry, if it is one that was sent and may stand there.
  private func check(_ row: JournalRow, _ type: DocumentType, _ entry: Entry) -> Letter? {
    func fault(_ what: String) -> Letter? {
      fail("entry \(row.sequence): \(what)")
      return nil
    }
    guard let digest = Digest(bytes: row.digest), let letter = letters[digest] else {
      return fault("nobody sent its document")
    }
    let name = "document \(letter.number) (\(letter.type.rawValue))"
    guard letter.type == type else { return fault("it is no \(letter.type.rawValue)") }
    guard !letter.isForged else { return fault("\(name) is forged") }
    guard letter.entry == nil else {
      return fault("\(name) is entry \(letter.entry ?? 0) already")
    }
    if let code = letter.refusedForGood {
      return fault("\(name) was answered `\(code)` before, for ever")
    }
    let account = letter.account ?? row.sequence
    guard row.account == account, row.id == letter.id else {
      return fault("\(name) stands under another name")
    }
    let key = IDKey(account: account, id: letter.id)
    // An id may serve again for what was made when its day is over.
    if let known = ids[key], letter.created < known.time / 1_000_000 + 86_641 {
      return fault("the id of \(name) was used before")
    }
    ids[key] = (digest, entry.time)
    let seconds = entry.time / 1_000_000
    guard letter.created >= seconds - 86_400, letter.created <= seconds + 120 else {
      return fault("\(name) was made at \(letter.created), which lies outside the window")
    }
    guard let signer = letter.signers.first else { return fault("\(name) has no signer") }
    if letter.account != nil {
      guard let member = model.members[account], member.keys.contains(signer) else {
        return fault("the key of \(name) is not its account's")
      }
      guard !member.revoked.contains(signer) else {
        return fault("the key of \(name) was revoked")
      }
    }
    return letter
  }

  /// One owner has one alias in an edition, and an alias one owner.
  private func check(alias: Alias?, _ command: Command, _ number: UInt64) {
    guard let alias, let owner = command.account.flatMap({ model.members[$0]?.owner }) else {
      return
    }
    let edition: UInt64? =
      switch command.action {
      case .issueEdition: number
      case .placeOrder(_, let symbol, _), .placeBatch(_, let symbol, _), .cancelAll(let symbol, _),
        .cancelAfter(let symbol, _):
        model.boards[symbol]?.edition
      case .amendOrder(let order, _, _), .cancelOrder(let order):
        model.order(order).flatMap { model.boards[$0.symbol]?.edition }
      default: nil
      }
    guard let edition else { return }
    let key = AliasKey(owner: owner, edition: edition)
    if let other = aliasOwners[alias], other != key {
      fail("entry \(number): its alias is another owner's, or one in another edition")
    }
    // An alias lasts from the moment at which its owner has anything there.
    let board = model.editions[edition]?.symbol.flatMap { model.boards[$0] }
    let lasts =
      model.editions[edition]?.units[owner]?.isEmpty == false || board?.timers[owner] != nil
      || board?.orders.contains { $0.owner == owner } == true
    if lasts, let known = aliases[key], known != alias {
      fail("entry \(number): its owner has another alias there")
    }
    aliases[key] = alias
    aliasOwners[alias] = key
  }

  private static func command(_ entry: Entry) -> Command? {
    switch entry.kind {
    case .genesis: return try? GenesisRecord(entry.open).command()
    case .term:
      return entry.open["epoch"]?.number.map {
        Command(account: nil, action: .term(epoch: UInt64($0)))
      }
    case .tick: return Command(account: nil, action: .tick)
    case .snapshot, .snapshotDigest: return Command(account: nil, action: .note)
    case .document: return nil
    }
  }

  /// A digest (FNV-1a) of everything that a row has.
  static func digest(_ row: JournalRow) -> UInt64 {
    var trace = Trace()
    trace.add(row.sequence)
    for part in [
      row.entry, row.document, row.salt, row.disclosures, row.publicEvents, row.sealedEvents,
      row.reply, row.digest,
    ] { trace.add(part) }
    for account in row.sealedAccounts { trace.add(account) }
    trace.add(row.account ?? .max)
    trace.add(Array((row.id ?? "").utf8))
    return trace.high ^ trace.low
  }
}
