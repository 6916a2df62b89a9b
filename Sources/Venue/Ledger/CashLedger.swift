/// Cash of every account, in fen, split into what is available and what is held.
///
/// Money enters only by a credit and leaves only by an approved withdrawal; every other change is a
/// move between accounts or between available and held, so the sum is conserved.
package struct CashLedger: ~Copyable, Sendable {
  /// One account's cash.
  package struct Balance: Sendable, Equatable, BitwiseCopyable {
    /// What can be spent or withdrawn.
    package internal(set) var available: Fen = 0
    /// What stands behind open buys and requested withdrawals.
    package internal(set) var held: Fen = 0
    /// Both together.
    package var total: Fen { available + held }

    /// Adds to what is available, which does not fall below zero, and returns both: so that the
    /// balance is looked up once.
    @inline(__always)
    mutating func change(by amount: Fen) -> Balance {
      available += amount
      precondition(available >= 0)
      return self
    }
  }

  /// The most that one order, credit or withdrawal may come to.
  package static let amountMaximum: Fen = 1 << 52
  /// The most that may be inside the venue. Every balance is a part of it, so none can overflow.
  package static let issuedMaximum: Fen = 1 << 61

  private var balances = Pool<Balance>()
  /// Credits less approved withdrawals.
  package private(set) var issued: Fen = 0

  /// The balance in `slot`.
  package subscript(slot: Int) -> Balance { balances[slot] }
  /// The balance in `slot`.
  @inline(__always)
  subscript(slot: Int32) -> Balance { balances[slot] }

  /// Adds an empty account and returns its slot.
  mutating func open() -> Int {
    Int(balances.append(Balance()))
  }

  /// Whether `amount` may be credited.
  func mayCredit(_ amount: Fen) -> Bool {
    (1...CashLedger.amountMaximum).contains(amount)
      && amount <= CashLedger.issuedMaximum - issued
  }

  /// Brings money in from outside.
  mutating func credit(_ slot: Int32, _ amount: Fen) {
    precondition(amount >= 0)
    balances[slot].available += amount
    issued += amount
  }

  /// Sets `amount` aside.
  mutating func hold(_ slot: Int32, _ amount: Fen) {
    precondition(amount >= 0 && balances[slot].available >= amount)
    balances[slot].available -= amount
    balances[slot].held += amount
  }

  /// Frees `amount` of what is held.
  mutating func release(_ slot: Int32, _ amount: Fen) {
    precondition(amount >= 0 && balances[slot].held >= amount)
    balances[slot].held -= amount
    balances[slot].available += amount
  }

  /// Takes `amount` out of what is available, to be received elsewhere in the same step, and returns
  /// what is left.
  @inline(__always)
  mutating func pay(_ slot: Int32, _ amount: Fen) -> Balance {
    precondition(amount >= 0)
    return balances[slot].change(by: -amount)
  }

  /// Receives what was paid in the same step, and returns what there is then.
  @inline(__always)
  mutating func receive(_ slot: Int32, _ amount: Fen) -> Balance {
    precondition(amount >= 0)
    return balances[slot].change(by: amount)
  }

  /// Sends held money out of the venue.
  mutating func send(_ slot: Int32, _ amount: Fen) {
    precondition(amount >= 0 && balances[slot].held >= amount)
    balances[slot].held -= amount
    issued -= amount
  }

  /// The sum over all accounts, which always equals `issued`. O(accounts).
  package var total: Fen {
    var sum: Fen = 0
    for slot in 0..<balances.count { sum += balances[slot].total }
    return sum
  }
}
