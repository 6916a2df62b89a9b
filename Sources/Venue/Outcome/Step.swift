/// One application of a command: where it is in the log, and what it has brought about, as values.
///
/// A step is used again and again, so that nothing is allocated once its memory has grown to what
/// commands need.
package struct Step: ~Copyable, Sendable {
  var sequence: EntryNumber = 0
  var time: Microseconds = 0
  /// The sender's account as the document names it; `nil` where it is sealed.
  var account: AccountNumber?
  /// The sender's alias in the edition concerned.
  var alias: Alias?
  /// In public scope: positions that private checks refused.
  var given: [UInt32] = []
  /// Positions that private checks refused.
  package internal(set) var withheld: [UInt32] = []
  /// Why the command was refused; `nil` when it was accepted.
  package internal(set) var refusal: Refusal?

  /// What happened, in sequence.
  package internal(set) var events = Pool<MarketEvent>()
  /// How many of them are trades.
  package internal(set) var tradeCount = 0
  var sealed = Pool<SealedEvent>()
  var royalties = Pool<Fen>()
  var serials = Pool<SerialRun>()
  /// How each order of a batch stands; the orders of a mass cancellation.
  package internal(set) var executions = Pool<Execution>()
  var answer = Reply.written
  /// Members of the answer, where they were written.
  var reply = JSONWriter()
  private(set) var text = JSONWriter()
  private(set) var sealedText = JSONWriter()

  /// An empty step, to be applied into.
  package init() {}

  /// Starts again for another command.
  @inline(__always)
  mutating func begin(
    _ sequence: EntryNumber, at time: Microseconds, account: AccountNumber?, alias: Alias?
  ) {
    self.sequence = sequence
    self.time = time
    self.account = account
    self.alias = alias
    if !withheld.isEmpty { withheld.removeAll(keepingCapacity: true) }
    refusal = nil
    events.removeAll()
    tradeCount = 0
    sealed.removeAll()
    royalties.removeAll()
    serials.removeAll()
    executions.removeAll()
    answer = .written
    if !reply.isEmpty { reply.removeAll() }
    if !text.isEmpty { text.removeAll() }
    if !sealedText.isEmpty { sealedText.removeAll() }
  }

  /// The number that the next public event will have, which names a trade.
  var nextEvent: Int32 { Int32(truncatingIfNeeded: events.count) }

  /// Writes one public event; `body` writes its members in rising order.
  mutating func publish(_ body: (inout JSONWriter) -> Void) {
    text.beginObject()
    body(&text)
    text.endObject()
    _ = events.append(.written(end: Int32(text.count)))
    text.newline()
  }

  /// Writes one sealed event that concerns `account`.
  mutating func seal(_ account: AccountNumber, _ body: (inout JSONWriter) -> Void) {
    sealedText.beginObject()
    body(&sealedText)
    sealedText.endObject()
    _ = sealed.append(.written(end: Int32(sealedText.count), account: account))
    sealedText.newline()
  }
}
