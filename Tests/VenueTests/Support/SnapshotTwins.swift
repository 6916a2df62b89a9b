import Venue

/// A Venue that was never interrupted, and one that is made again and again from a snapshot. They must
/// not be told apart.
struct SnapshotTwins: ~Copyable {
  private(set) var whole = Venue(scope: .full)
  private(set) var again = Venue(scope: .full)
  /// How often the second one was made anew.
  private(set) var count = 0
  /// How many bytes the largest snapshot had.
  private(set) var largest = 0

  /// Both empty.
  init() {}

  /// Both as a snapshot says.
  init(startingFrom snapshot: [UInt8]) throws(SnapshotError) {
    whole = try Venue(snapshot: snapshot)
    again = try Venue(snapshot: snapshot)
  }

  /// Applies a command to both; what differs.
  mutating func apply(_ command: Command, at time: Microseconds) -> String? {
    guard whole.isDue(at: time) == again.isDue(at: time), whole.nextDue == again.nextDue else {
      return "what is due"
    }
    if let what = comparePlans(command, at: time) { return what }
    let mine = whole.apply(command, at: time)
    let its = again.apply(command, at: time)
    guard mine.refusal == its.refusal, mine.withheld == its.withheld,
      mine.publicEvents.bytes == its.publicEvents.bytes,
      mine.publicEvents.ends == its.publicEvents.ends,
      mine.sealedEvents.bytes == its.sealedEvents.bytes,
      mine.sealedEvents.ends == its.sealedEvents.ends,
      mine.sealedAccounts == its.sealedAccounts, mine.reply == its.reply
    else {
      return "\(command.action) at \(time) came to\n"
        + String(decoding: its.publicEvents.bytes + its.reply, as: UTF8.self) + "\ninstead of\n"
        + String(decoding: mine.publicEvents.bytes + mine.reply, as: UTF8.self)
    }
    return nil
  }

  /// Compares all there is, and makes the second one anew from its own snapshot; what differs.
  ///
  /// - Parameter asks: whether all questions are asked of both, which takes long.
  mutating func renew(asks: Bool) -> String? {
    let bytes = whole.snapshot()
    guard again.snapshot() == bytes else { return "snapshots differ" }
    largest = max(largest, bytes.count)
    count += 1
    do {
      again = try Venue(snapshot: bytes)
    } catch {
      return "a snapshot is refused: \(error)"
    }
    guard again.snapshot() == bytes else { return "the snapshot of a snapshot differs" }
    guard whole.publicState() == again.publicState() else { return "public state" }
    guard whole.sealedState() == again.sealedState() else { return "sealed state" }
    guard again.imbalance() == nil else { return again.imbalance() }
    return asks ? compareAnswers() : nil
  }

  private func comparePlans(_ command: Command, at time: Microseconds) -> String? {
    guard case .placeOrder(let line, let symbol, let terms) = command.action,
      let account = command.account, let alias = command.facts.alias
    else { return nil }
    func plan(_ venue: borrowing Venue) -> String {
      do throws(Refusal) {
        return
          "\(try venue.plan(line, on: symbol, terms: terms, account: account, alias: alias, at: time))"
      } catch {
        return error.rawValue
      }
    }
    return plan(whole) == plan(again) ? nil : "a dry run of \(line)"
  }

  /// What differs in all that can be asked.
  private func compareAnswers() -> String? {
    let (mine, its) = (Self.answers(of: whole), Self.answers(of: again))
    for at in mine.indices where mine[at] != its[at] {
      return "\(its[at])\ninstead of\n\(mine[at])"
    }
    return mine.count == its.count ? nil : "answers"
  }

  /// The answers to all questions, a line each.
  private static func answers(of venue: borrowing Venue) -> [String] {
    var lines = [
      "\(venue.nextSequence) \(venue.time) \(venue.epoch) \(venue.approval) "
        + "\(venue.rulesVersion) \(String(describing: venue.rules)) "
        + "\(String(describing: venue.nextDue))"
    ]
    let numbers = venue.accounts.map(\.number) + [999_999]
    for number in numbers {
      lines.append(
        "\(String(describing: venue.account(number))) "
          + "\(String(describing: venue.balance(of: number))) \(venue.openOrders(of: number))")
      for key in venue.account(number)?.keys ?? [] {
        lines.append("\(String(describing: venue.account(ofKey: key.key)))")
      }
    }
    for request in venue.withdrawals {
      let account = venue.account(ofWithdrawal: request.number)
      lines.append("\(request) \(String(describing: account))")
    }
    for asset in venue.assets {
      lines.append("\(asset) \(String(describing: venue.asset(asset.number)))")
    }
    for claim in venue.claims {
      lines.append("\(claim) \(String(describing: venue.claim(claim.number)))")
    }
    for (slot, edition) in venue.editions.enumerated() {
      lines.append("\(edition) \(String(describing: venue.edition(edition.number)))")
      lines.append("\(venue.holdings(ofEdition: slot))")
      for number in numbers {
        lines.append("\(String(describing: venue.holding(of: number, edition: slot)))")
      }
    }
    for slot in 0..<venue.instruments.count { lines += answers(of: venue, slot, numbers) }
    return lines
  }

  private static func answers(
    of venue: borrowing Venue, _ slot: Int, _ numbers: [AccountNumber]
  ) -> [String] {
    let instrument = venue.instruments[slot]
    let symbol = instrument.symbol
    var lines = [
      "\(instrument) \(String(describing: venue.instrument(symbol))) \(venue.orderCount(slot))"
    ]
    var orders: [OrderNumber] = []
    for side in [Side.buy, .sell] {
      lines.append("\(venue.levels(slot, side)) \(String(describing: venue.bestLimit(slot, side)))")
      venue.forEachOrder(slot, side) {
        lines.append("\($0)")
        orders.append($0.number)
        return true
      }
    }
    for order in orders { lines.append("\(String(describing: venue.instrument(ofOrder: order)))") }
    for number in numbers {
      lines.append("\(venue.openOrders(of: number, instrument: slot))")
      let alias = venue.alias(of: number, instrument: symbol)
      lines.append("\(String(describing: alias))")
      if let alias {
        lines.append("\(String(describing: venue.owner(of: alias, instrument: symbol)))")
      }
    }
    return lines
  }
}
