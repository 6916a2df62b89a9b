// Timers in a snapshot: those that cancel an owner's orders. An order's expiry stands with the order.
extension Venue {
  func writeTimers(_ out: inout SnapshotWriter) {
    var running: [(entry: EntryNumber, holding: Int32, due: Microseconds)] = []
    for slot in 0..<Int32(holdings.count) where holdings[slot].timer >= 0 {
      let timer = timers[holdings[slot].timer]
      running.append((entry: timer.key >> 8, holding: slot, due: timer.due))
    }
    // As they were set, so that each entry stands here once.
    running.sort { $0.entry < $1.entry }
    out.put(count: running.count)
    for timer in running {
      out.put(timer.entry)
      out.put(place: timer.holding)
      out.put(timer.due)
    }
  }

  mutating func readTimers(_ reader: inout SnapshotReader) throws(SnapshotError) {
    var last: EntryNumber?
    for _ in 0..<(try reader.count(of: 20)) {
      let entry = try reader.entry(after: last)
      let holding = try reader.place(among: holdings.count, "a timer's owner")
      let due = try reader.number(1...Microseconds.max, "when a timer runs out")
      try reader.require(
        holdings[holding].timer < 0
          && editions[Int(holdings[holding].edition)].instrument != nil
          && due - time <= Venue.timerMaximum * 1_000_000, "a timer")
      startCancelAfter(due, setBy: entry, holding)
      last = entry
    }
  }
}
