/// Why a command was refused. The raw value is the stable code on the wire.
///
/// A refusal that rests on something sealed (a role, a balance, a notice) is *private*: its sender
/// is told the reason, and the public log shows `withheld`.
package enum Refusal: String, Sendable, Error, CaseIterable, BitwiseCopyable {
  case notAdmitted = "not-admitted"
  case notAllowed = "not-allowed"
  case insufficientCash = "insufficient-cash"
  case unknownAccount = "unknown-account"
  case unknownWithdrawal = "unknown-withdrawal"
  case withdrawalSettled = "withdrawal-settled"
  case keyTaken = "key-taken"
  case lastKey = "last-key"
  case unknownClaim = "unknown-claim"
  case signatureMissing = "signature-missing"
  case withheld

  case unknownAsset = "unknown-asset"
  case unknownEdition = "unknown-edition"
  case unknownInstrument = "unknown-instrument"
  case symbolTaken = "symbol-taken"
  case alreadyListed = "already-listed"
  case contested
  case notExamined = "not-examined"
  case notInExamination = "not-in-examination"
  case frozen
  case halted
  case notHalted = "not-halted"
  case notTrading = "not-trading"
  case termsDiffer = "terms-differ"
  case feesDiffer = "fees-differ"
  case royaltyAboveCap = "royalty-above-cap"
  case offTick = "off-tick"
  case limitOutOfRange = "limit-out-of-range"
  case quantityOutOfRange = "quantity-out-of-range"
  case amountOutOfRange = "amount-out-of-range"
  case insufficientUnits = "insufficient-units"
  case orderNotOpen = "order-not-open"
  case notYourOrder = "not-your-order"
  case tooManyOrders = "too-many-orders"
  case tooManyKeys = "too-many-keys"
  case nothingToAmend = "nothing-to-amend"
  case claimNotOpen = "claim-not-open"
  case claimAlreadyOpen = "claim-already-open"
  case claimNotOfAsset = "claim-not-of-asset"
  case approvalRequired = "approval-required"
  case rulesOutOfRange = "rules-out-of-range"
  case orderContradictory = "order-contradictory"
  case outsideCollar = "outside-collar"
  case collarOutOfRange = "collar-out-of-range"
  case expiryOutOfRange = "expiry-out-of-range"
  case timerOutOfRange = "timer-out-of-range"
  case holdingPeriod = "holding-period"
  case positionLimit = "position-limit"
  case wouldTrade = "would-trade"

  /// Whether the refusal rests on sealed state, so that public replay takes it from the entry.
  package var isPrivate: Bool {
    switch self {
    case .notAdmitted, .notAllowed, .insufficientCash, .unknownAccount, .unknownWithdrawal,
      .withdrawalSettled, .keyTaken, .lastKey, .tooManyKeys, .unknownClaim, .withheld,
      .amountOutOfRange, .claimNotOfAsset,
      .tooManyOrders, .signatureMissing:
      true
    default: false
    }
  }
}
