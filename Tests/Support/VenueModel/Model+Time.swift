import Venue

// What falls due by itself.
extension Model {
  /// One thing that is due: an order that expires, or an owner's timer.
  private struct Due {
    var at: Int64
    var sequence: UInt64
    var position: UInt32
    var symbol: Symbol
    var order: Order?
    var owner: UInt64

    func comesBefore(_ other: Due) -> Bool {
      if at != other.at { return at < other.at }
      return (sequence, position) < (other.sequence, other.position)
    }
  }

  /// What comes first of all that will ever fall due.
  private func firstDue() -> Due? {
    var first: Due?
    for (symbol, board) in boards {
      for order in board.orders where order.expiry != 0 {
        let due = Due(
          at: order.expiry, sequence: order.number.sequence, position: order.number.position,
          symbol: symbol, order: order, owner: order.owner)
        if first.map(due.comesBefore) ?? true { first = due }
      }
      for (owner, timer) in board.timers {
        let due = Due(
          at: timer.due, sequence: timer.armed, position: 255, symbol: symbol, owner: owner)
        if first.map(due.comesBefore) ?? true { first = due }
      }
    }
    return first
  }

  /// When something falls due next.
  package var nextDue: Int64? {
    var first: Int64?
    for board in boards.values {
      for order in board.orders where order.expiry != 0 {
        first = min(first ?? .max, order.expiry)
      }
      for timer in board.timers.values { first = min(first ?? .max, timer.due) }
    }
    return first
  }

  /// Whether something has fallen due.
  package func isDue(at time: Int64) -> Bool { nextDue.map { $0 <= time } ?? false }

  mutating func tick() {
    reach("ticks")
    for _ in 0..<4096 {
      guard let due = firstDue(), due.at <= time else { return }
      if let order = due.order {
        withdraw(order, due.symbol, "expired")
        reach("expired " + order.word)
      } else if let order = boards[due.symbol]?.orders.first(where: { $0.owner == due.owner }) {
        withdraw(order, due.symbol, "cancel-after")
      } else {
        boards[due.symbol]?.timers[due.owner] = nil
        reach("timer ended")
      }
    }
  }

  mutating func setTimer(_ symbol: Symbol, _ seconds: Int64, _ command: Command) throws {
    guard boards[symbol] != nil else { throw Refused("unknown-instrument") }
    guard seconds >= 0, seconds <= 86_400 else { throw Refused("timer-out-of-range") }
    guard command.facts.alias != nil else { throw Refused("withheld") }
    try require(command, [.creator, .trader])
    let owner = try sender(command).member.owner
    let due = seconds == 0 ? 0 : time + seconds * 1_000_000
    reach(
      seconds == 0
        ? "timer disarmed"
        : boards[symbol]?.timers[owner] == nil ? "timer armed" : "timer armed again")
    boards[symbol]?.timers[owner] = seconds == 0 ? nil : Timer(due: due, armed: sequence)
    tell(#"{"due":\#(due),"event":"timer-set","instrument":"\#(symbol)"}"#)
  }
}
