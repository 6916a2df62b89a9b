/// What an account may do.
package struct Roles: OptionSet, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let auditor = Roles(rawValue: 1)
  package static let creator = Roles(rawValue: 2)
  package static let operating = Roles(rawValue: 4)
  package static let trader = Roles(rawValue: 8)

  /// The words used on the wire, rising.
  package static let words: [(StaticString, Roles)] = [
    ("auditor", .auditor), ("creator", .creator), ("operator", .operating), ("trader", .trader),
  ]
}

/// A member's account.
package struct Account: Sendable {
  /// A key, and whether it still signs for the account.
  package struct Key: Sendable {
    package let key: Bytes32
    /// The entry that added it.
    package let since: EntryNumber
    /// The entry that revoked it.
    package internal(set) var revoked: EntryNumber?
  }
  /// The most keys an account can ever have had.
  package static let keyCountMaximum = 64

  /// The entry that opened it.
  package let number: AccountNumber
  /// The beneficial owner: the number of that owner's first account.
  package internal(set) var owner: AccountNumber
  /// Whether another account has it as its beneficial owner.
  var ownsOthers = false
  /// Whether the operator has admitted it.
  package internal(set) var isAdmitted = false
  /// What it may do.
  package internal(set) var roles: Roles = []
  /// Its keys, in the order they were added.
  package internal(set) var keys: [Key]
}

/// What each order needs of the account that sends it.
struct Standing: Sendable, BitwiseCopyable {
  /// Its number.
  let number: AccountNumber
  /// How many of its orders rest.
  var openOrders: Int32 = 0
  /// The beneficial owner's account, as a slot.
  var owner: Int32
  /// Why it may not trade; `nil` when it may.
  var bar: Refusal? = .notAdmitted
}

/// A request to be paid out.
package struct Withdrawal: Sendable {
  /// Where a request stands.
  package enum Status: UInt8, Sendable {
    case requested
    case approved
    case rejected

    /// The word used on the wire.
    package var word: StaticString {
      switch self {
      case .requested: "requested"
      case .approved: "approved"
      case .rejected: "rejected"
      }
    }
  }
  /// The entry that asked for it.
  package let number: EntryNumber
  /// The account's slot.
  package let account: Int
  /// Fen, held until it is settled.
  package let amount: Fen
  /// Where it stands.
  package internal(set) var status: Status = .requested
}
