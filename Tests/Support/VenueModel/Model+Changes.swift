import Venue

// Orders that rest are changed or taken off.
extension Model {
  mutating func performChange(_ command: Command) throws {
    switch command.action {
    case .amendOrder(let number, let limit, let quantity):
      try amend(number, limit, quantity, command)
    case .cancelOrder(let number):
      let (symbol, order) = try own(number, command)
      _ = try sender(command)
      withdraw(order, symbol, "requested")
    case .cancelAll(let symbol, let side):
      guard let board = boards[symbol] else { throw Refused("unknown-instrument") }
      let owner = try sender(command).member.owner
      guard command.facts.alias != nil else { return }
      for order in board.orders where order.owner == owner {
        guard side == nil || side == order.side else { continue }
        withdraw(order, symbol, "requested")
        reach(side == nil ? "mass cancel of both sides" : "mass cancel of one side")
      }
    case .cancelAfter(let symbol, let seconds):
      try setTimer(symbol, seconds, command)
    default: break
    }
  }

  private func own(
    _ number: OrderNumber, _ command: Command
  ) throws -> (symbol: Symbol, order: Order) {
    guard let found = order(number) else { throw Refused("order-not-open") }
    let owner = command.account.flatMap { members[$0]?.owner }
    guard command.facts.alias != nil, found.order.owner == owner else {
      throw Refused("not-your-order")
    }
    return found
  }

  private mutating func amend(
    _ number: OrderNumber, _ limit: Int64, _ quantity: Int64, _ command: Command
  ) throws {
    let (symbol, order) = try own(number, command)
    guard let board = boards[symbol], let edition = editions[board.edition] else { return }
    guard rules.matching == .continuous else { throw Refused("not-trading") }
    guard !board.isHalted else { throw Refused("halted") }
    guard limit % rules.tick == 0 else { throw Refused("off-tick") }
    guard limit >= 1, limit <= rules.limitMaximum else { throw Refused("limit-out-of-range") }
    guard limit >= board.collar.lowest, limit <= board.collar.highest else {
      throw Refused("outside-collar")
    }
    let filled = order.quantity - order.remaining
    guard quantity > filled, quantity <= rules.quantityMaximum,
      Int128(limit) * Int128(quantity - filled) <= 1 << 52
    else { throw Refused("quantity-out-of-range") }
    guard limit != order.limit || quantity != order.quantity else {
      throw Refused("nothing-to-amend")
    }
    let more = quantity - order.quantity
    let keeps = limit == order.limit && more < 0
    if !keeps {
      try requireUnits(order.owner, board.edition, order.side, more)
      try requirePassive(order.isPostOnly, order.side, limit, symbol)
    }

    try require(command, [.creator, .trader])
    if order.side == .buy {
      let room =
        available(order.account) + escrow(order.limit, order.remaining, edition.terms)
      guard room >= escrow(limit, quantity - filled, edition.terms) else {
        throw Refused("insufficient-cash")
      }
    }
    tell(
      #"{"event":"order-amended","instrument":"\#(symbol)","limit":"\#(limit)","#
        + #""order":"\#(number)","priority":"\#(keeps ? "kept" : "lost")","#
        + #""remaining":\#(quantity - filled)}"#)
    reach(keeps ? "amended in place" : "amended to the back")
    var changed = order
    (changed.limit, changed.quantity, changed.remaining) = (limit, quantity, quantity - filled)
    guard let place = board.orders.firstIndex(of: order) else { return }
    if keeps {
      boards[symbol]?.orders[place] = changed
    } else {
      boards[symbol]?.orders.remove(at: place)
      reach("amended and traded", if: meet(changed, symbol).filled > 0)
      reach("amended into one's own", if: !verdict.prevented.isEmpty)
    }
  }

  mutating func setCollar(_ command: Command, _ symbol: Symbol, _ collar: Collar) throws {
    guard boards[symbol] != nil else { throw Refused("unknown-instrument") }
    guard collar.lowest >= 1, collar.highest >= collar.lowest else {
      throw Refused("collar-out-of-range")
    }
    try require(command, .operating)
    boards[symbol]?.collar = (collar.lowest, collar.highest)
    tell(
      #"{"event":"collar-set","highest":"\#(collar.highest)","instrument":"\#(symbol)","#
        + #""lowest":"\#(collar.lowest)"}"#)
    reach("collar set")
    for side in [Side.buy, .sell] {
      for order in queue(symbol, side) {
        if order.limit < collar.lowest || order.limit > collar.highest {
          withdraw(order, symbol, "outside-collar")
        }
      }
    }
  }
}
