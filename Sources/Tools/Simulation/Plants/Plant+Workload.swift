import Venue

extension Plant {
  /// The workload in `Fixtures/simulations` that has what this bug needs to show.
  package var workload: String {
    switch self {
    case .skipRoyaltyFen, .swapLevelOrders, .reuseSequence, .ackOtherTicket, .checkpointBehind,
      .serveBeforeDurable, .replyBeforeCommit, .skipSync:
      "market"
    case .dropFreeze, .ignoreRevokedKey: "rights"
    case .forgetLotDay, .doubleWithdrawal: "money"
    case .acceptReplayedDocument, .newResultForKnownID, .timeGoesBack, .tickAfterCommand,
      .expireForgotten, .resumeFeedLate, .skipFeedEvent:
      "network"
    case .forgetIDsAtStart, .loseLastRow, .snapshotMidBatch: "crashes"
    }
  }
}
