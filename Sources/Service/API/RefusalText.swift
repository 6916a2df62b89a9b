import Documents
import Venue

extension Refusal {
  /// The problem that a refusal is told as.
  var problem: Problem { Problem(status, rawValue, advice) }

  /// The HTTP status: what is not there is 404, what one may not do is 403, what somebody else did
  /// first is 409, and the rest is refused by the rules.
  private var status: Int {
    switch self {
    case .unknownAccount, .unknownWithdrawal, .unknownClaim, .unknownAsset, .unknownEdition,
      .unknownInstrument:
      404
    case .notAdmitted, .notAllowed, .notYourOrder: 403
    case .keyTaken, .symbolTaken, .alreadyListed, .withdrawalSettled, .claimAlreadyOpen,
      .claimNotOpen, .notInExamination, .orderNotOpen, .notHalted:
      409
    default: 422
    }
  }

  /// What is wrong and what to do about it.
  private var advice: String {
    switch self {
    case .notAdmitted: "An account concerned has not been admitted by the operator yet."
    case .notAllowed: "Your account does not have the role that this needs."
    case .insufficientCash:
      "There is not enough available cash for the price and the worse fee: add money, or lower the "
        + "limit or the quantity."
    case .unknownAccount: "There is no such account."
    case .unknownWithdrawal: "There is no such withdrawal."
    case .withdrawalSettled: "The withdrawal was approved or rejected already."
    case .keyTaken: "The key belongs to an account already, for ever: use a new one."
    case .lastKey: "It is the account's last standing key: add another one first."
    case .unknownClaim: "There is no such claim, or no such work to claim."
    case .signatureMissing: "Every author, and a new key itself, must sign the document too."
    case .withheld: "It was refused for a reason that is not public."
    case .unknownAsset: "There is no such work."
    case .unknownEdition: "There is no such edition."
    case .unknownInstrument: "There is no such instrument on the board."
    case .symbolTaken: "Another instrument has this symbol: choose another."
    case .alreadyListed: "The edition is listed already."
    case .contested:
      "The work is contested as a copy of an earlier one and cannot be issued or traded."
    case .notExamined: "The work resembles an earlier one and waits for an auditor's examination."
    case .notInExamination: "The work does not wait for an examination."
    case .frozen: "The work is frozen by a claim; the bulletin names it. Wait for its decision."
    case .halted: "Trading in the instrument is halted."
    case .notHalted: "Trading in the instrument is not halted."
    case .notTrading: "The rules in force have no continuous book: orders are not taken."
    case .termsDiffer:
      "`terms` is not the digest of the edition's terms sheet: read the terms, then order by them."
    case .feesDiffer: "The terms sheet's fees are not those of the rules in force."
    case .royaltyAboveCap: "The royalties come to more than the rules in force allow."
    case .offTick: "The limit is not a multiple of the tick."
    case .limitOutOfRange: "The limit is outside the rules' range."
    case .quantityOutOfRange: "The quantity, or its price, is outside the rules' range."
    case .amountOutOfRange: "The amount is outside the range that an account can hold."
    case .insufficientUnits: "You do not have that many available units."
    case .orderContradictory:
      "The order's members do not fit together: a market order is IOC or FOK, a post-only order is "
        + "not, and a GTD order, no other, has an expiry."
    case .outsideCollar:
      "The price lies outside the instrument's collar, which the operator has set: ask for the "
        + "instrument, and keep between its lowest and highest."
    case .collarOutOfRange: "A collar's lowest is at least 1 fen, and its highest not below it."
    case .expiryOutOfRange: "The expiry is past already, or more than 366 days ahead."
    case .timerOutOfRange: "A cancel-after timer runs 1 to 86400 seconds; 0 stops it."
    case .holdingPeriod:
      "You hold these units for too short a time to sell them under the rules in force: your "
        + "holdings say from which day each can be sold."
    case .positionLimit:
      "With what you hold and bid for already you would pass the most units that the rules allow one "
        + "owner: cancel bids, or buy fewer."
    case .wouldTrade:
      "A post-only order is refused where it would trade at once: lower a buy's limit, raise a "
        + "sell's, or leave post-only out."
    case .orderNotOpen: "No such order rests: it was filled, cancelled or never stood."
    case .notYourOrder: "The order belongs to someone else."
    case .tooManyOrders: "You have as many open orders as the rules allow: cancel some."
    case .tooManyKeys: "The account has had as many keys as it can have."
    case .nothingToAmend: "The order has that limit and quantity already."
    case .claimNotOpen: "The claim is not open for this."
    case .claimAlreadyOpen: "The claim was opened already."
    case .claimNotOfAsset: "The notice names another work."
    case .approvalRequired: "A continuous board needs the reference of an approval."
    case .rulesOutOfRange:
      "A figure of the rule set is out of range, or fees and royalties exceed 100%."
    }
  }
}
