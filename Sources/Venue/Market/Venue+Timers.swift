// What falls due: orders that expire, and owners who have not been heard from.
extension Venue {
  /// The longest that a cancel-after timer runs, in seconds: a day.
  package static let timerMaximum: Int64 = 86_400
  /// The most orders and timers that one tick deals with.
  package static let tickMaximum = 4_096

  /// When something falls due next; `nil` while nothing will. O(1).
  package var nextDue: Microseconds? { timers.first?.due }

  /// Whether something has fallen due, so that a tick must come before anything else. O(1).
  @inline(__always)
  package func isDue(at time: Microseconds) -> Bool {
    guard timers.count > 0, let due = nextDue else { return false }
    return due <= time
  }

  /// Sets, sets anew or stops the timer that cancels all orders of the sender's owner on an instrument
  /// unless it is set anew in time.
  mutating func cancelAfter(
    _ symbol: Symbol, _ seconds: Int64, _ step: inout Step
  ) throws(Refusal) {
    let instrument = try instrumentSlot(symbol)
    guard (0...Venue.timerMaximum).contains(seconds) else { throw .timerOutOfRange }
    guard let alias = step.alias else { throw .withheld }
    let sender = try privately(step, anyOf: [.creator, .trader])
    let edition = instruments[instrument].editionSlot
    var holding = holdingSlot(alias, edition)
    if holding < 0 {
      holding = openHolding(
        alias, edition, owner: sender.map { standings[Int32($0)].owner } ?? -1)
    }
    if holdings[holding].timer >= 0 { timers.stop(holdings[holding].timer) }
    var due: Microseconds = 0
    if seconds > 0 {
      due = step.time + seconds * 1_000_000
      startCancelAfter(due, setBy: step.sequence, holding)
    } else {
      holdings[holding].timer = -1
    }
    step.publish {
      $0.name("due")
      $0.number(due)
      $0.member("event", "timer-set")
      $0.name("instrument")
      $0.symbol(symbol)
    }
    step.reply.name("due")
    step.reply.number(due)
    step.reply.name("instrument")
    step.reply.symbol(symbol)
  }

  /// Starts the timer that cancels all orders of a holding, which has none.
  mutating func startCancelAfter(
    _ due: Microseconds, setBy entry: EntryNumber, _ holding: Int32
  ) {
    // Behind all orders of the entry.
    holdings[holding].timer = timers.start(due, key: entry << 8 | 255, .holding(holding))
  }

  /// Deals with what has fallen due, the earliest first, up to `tickMaximum`.
  mutating func tick(_ step: inout Step) {
    var left = Venue.tickMaximum
    while left > 0, let timer = timers.first, timer.due <= step.time {
      switch timer.subject {
      case .order(let slot):
        withdrawOrder(slot, .expired, &step)
        left -= 1
      case .holding(let holding):
        while left > 0, holdings[holding].firstOrder >= 0 {
          withdrawOrder(holdings[holding].firstOrder, .cancelAfter, &step)
          left -= 1
        }
        guard left > 0 else { return }
        timers.stop(holdings[holding].timer)
        holdings[holding].timer = -1
        left -= 1
      }
    }
  }
}
