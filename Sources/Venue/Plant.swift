/// A bug that a simulation plants, to see that it is caught.
///
/// Each is a bug of the real code: where it sits, the code asks whether it is planted, and does the
/// wrong thing if so. What asks has a `plant` of its own, which is `nil` unless the simulator set it;
/// nothing of the venue's programs can, since no option, document or file leads there. Where each order
/// or trade passes nobody asks: there a plant sits on a branch that is seldom taken (where leftover fen
/// are dealt out, where a holding period counts), or it is a change of the state that the node makes
/// between two commands.
package enum Plant: String, Sendable, CaseIterable {
  // In the Venue.
  case skipRoyaltyFen = "skip-royalty-fen"
  case dropFreeze = "drop-freeze"
  case swapLevelOrders = "swap-level-orders"
  case forgetLotDay = "forget-lot-day"
  case doubleWithdrawal = "double-withdrawal"

  // In the node.
  case acceptReplayedDocument = "accept-replayed-document"
  case newResultForKnownID = "new-result-for-known-id"
  case ignoreRevokedKey = "ignore-revoked-key"
  case reuseSequence = "reuse-sequence"
  case timeGoesBack = "time-goes-back"
  case tickAfterCommand = "tick-after-command"
  case ackOtherTicket = "ack-other-ticket"
  case checkpointBehind = "checkpoint-behind"
  case forgetIDsAtStart = "forget-ids-at-start"

  // On the way to the disk, and from it.
  case replyBeforeCommit = "reply-before-commit"
  case serveBeforeDurable = "serve-before-durable"
  case loseLastRow = "lose-last-row"
  case skipSync = "skip-sync"
  case expireForgotten = "expire-forgotten"

  // Among those that follow.
  case resumeFeedLate = "resume-feed-late"
  case skipFeedEvent = "skip-feed-event"
  case snapshotMidBatch = "snapshot-mid-batch"

  /// What it does.
  package var meaning: String {
    switch self {
    case .skipRoyaltyFen: "the fen of a royalty that are left over are paid to nobody"
    case .dropFreeze: "a claim that is opened freezes nothing"
    case .swapLevelOrders: "two orders of one price change places"
    case .forgetLotDay: "a holding period ends a day too soon"
    case .doubleWithdrawal: "a withdrawal that was approved can be approved again"
    case .acceptReplayedDocument: "a document that is an entry becomes another one"
    case .newResultForKnownID: "a repetition is answered with a later entry"
    case .ignoreRevokedKey: "a revoked key signs on"
    case .reuseSequence: "two entries of a batch carry one number"
    case .timeGoesBack: "an entry's time follows a clock that was set back"
    case .tickAfterCommand: "what has fallen due waits until a document was dealt with"
    case .ackOtherTicket: "two senders of one batch get each other's answers"
    case .checkpointBehind: "the checkpoint of a batch leaves its last entry out"
    case .forgetIDsAtStart: "a start forgets which ids were used"
    case .replyBeforeCommit: "senders are answered before their batch is durable"
    case .serveBeforeDurable: "the feed is served before the batch is durable"
    case .loseLastRow: "the last row of a large batch is not written"
    case .skipSync: "the journal does not wait for the disk"
    case .expireForgotten: "an id that is no longer remembered is taken for unused"
    case .resumeFeedLate: "a reader that resumes misses the rest of the entry that it was in"
    case .skipFeedEvent: "what comes live while stored events are sent is dropped"
    case .snapshotMidBatch: "a snapshot is taken a command too late"
    }
  }
}

extension Venue {
  /// Does what a planted bug does between two commands.
  package mutating func corrupt() {
    guard plant == .swapLevelOrders, nextSequence % 5 == 0 else { return }
    for slot in 0..<Int32(instruments.count) {
      for side in [Side.buy, .sell] { books.exchangeFront(slot, side) }
    }
  }
}
