/// What one application of a command works with: where it is in the log, and what it has written.
struct Step: Sendable {
  /// A trade, as the answer to the sender lists it.
  struct Trade: Sendable {
    let event: Int
    let price: Fen
    let quantity: Int64
  }

  let sequence: EntryNumber
  let time: Microseconds
  /// The sender's account as the document names it; `nil` where it is sealed.
  let account: AccountNumber?
  let signers: [Bytes32]
  let facts: Facts
  var withheld: [UInt32] = []
  var reply = JSONWriter()
  var trades: [Trade] = []
  private var publicWriter = JSONWriter()
  private var publicEnds: [Int] = []
  private var sealedWriter = JSONWriter()
  private var sealedEnds: [Int] = []
  private var sealedAccounts: [AccountNumber] = []

  init(sequence: EntryNumber, time: Microseconds, command: Command) {
    self.sequence = sequence
    self.time = time
    account = command.account
    signers = command.signers
    facts = command.facts
  }

  /// The number that the next public event will have, which names a trade.
  var nextEvent: Int { publicEnds.count }

  /// Writes one public event; `body` writes its members in rising order.
  mutating func publish(_ body: (inout JSONWriter) -> Void) {
    publicWriter.beginObject()
    body(&publicWriter)
    publicWriter.endObject()
    publicEnds.append(publicWriter.bytes.count)
    publicWriter.newline()
  }

  /// Writes one sealed event that concerns `account`.
  mutating func seal(_ account: AccountNumber, _ body: (inout JSONWriter) -> Void) {
    sealedWriter.beginObject()
    body(&sealedWriter)
    sealedWriter.endObject()
    sealedEnds.append(sealedWriter.bytes.count)
    sealedWriter.newline()
    sealedAccounts.append(account)
  }

  /// Everything written, as the command's outcome.
  consuming func outcome(refusal: Refusal?) -> Outcome {
    var outcome = Outcome()
    outcome.refusal = refusal
    outcome.publicEvents = Outcome.Events(bytes: publicWriter.bytes, ends: publicEnds)
    outcome.sealedEvents = Outcome.Events(bytes: sealedWriter.bytes, ends: sealedEnds)
    outcome.sealedAccounts = sealedAccounts
    outcome.withheld = withheld
    outcome.reply = reply.bytes
    return outcome
  }
}
