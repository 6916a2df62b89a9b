// The market in a snapshot: instruments and the orders that rest on them.
extension Venue {
  /// Bytes of an order, with its place among its owner's.
  private static var orderSize: Int { 39 }

  /// About how many bytes lots, instruments, orders and timers will need. O(lots).
  var snapshotSizeOfMarket: Int {
    var size = instruments.count * 80 + orderSlots.count * Venue.orderSize + timers.count * 20
    for holding in 0..<Int32(holdings.count) { size += lotCount(holding) * 16 }
    for slot in 0..<instruments.count {
      for side in [Side.buy, .sell] { size += levels(slot, side).count * 12 }
    }
    return size
  }

  func writeMarket(_ out: inout SnapshotWriter) {
    out.put(count: instruments.count)
    for slot in 0..<instruments.count {
      let instrument = instruments[slot]
      out.put(instrument.symbol.description)
      out.put(place: instrument.editionSlot)
      out.put(instrument.collar.lowest)
      out.put(instrument.collar.highest)
      // No trade is at 0.
      out.put(instrument.lastPrice ?? 0)
      out.put(instrument.volume)
      out.put(instrument.phase.rawValue)
    }
    out.put(count: orderSlots.count)
    // Where each order stands in the books, by its slot.
    var places = [Int32](repeating: -1, count: records.count)
    var place: Int32 = 0
    for instrument in 0..<instruments.count {
      for side in [Side.buy, .sell] { write(instrument, side, &places, &place, &out) }
    }
    for holding in 0..<Int32(holdings.count) {
      var slot = holdings[holding].firstOrder
      while slot >= 0 {
        out.put(place: places[Int(slot)])
        slot = records[slot].next
      }
    }
  }

  private func write(
    _ instrument: Int, _ side: Side, _ places: inout [Int32], _ place: inout Int32,
    _ out: inout SnapshotWriter
  ) {
    let levels = levels(instrument, side)
    out.put(count: levels.count)
    var slot = books.front(Int32(instrument), side)
    for level in levels {
      out.put(level.limit)
      out.put(count: Int(level.count))
      for _ in 0..<level.count {
        places[Int(slot)] = place
        place += 1
        writeOrder(slot, &out)
        slot = books.following(slot)
      }
    }
  }

  @inline(__always)
  private func writeOrder(_ slot: Int32, _ out: inout SnapshotWriter) {
    let order = books.orders[slot]
    let record = records[slot]
    out.put(order.key)
    out.put(record.quantity)
    out.put(order.remaining)
    out.put(place: order.holding)
    out.put(place: record.account)
    out.put(record.timer < 0 ? 0 : timers[record.timer].due)
    out.put(record.timeInForce.rawValue)
    out.put(record.isPostOnly)
    out.put(record.selfTrade?.rawValue ?? SnapshotReader.asTheRulesSay)
  }

  // MARK: Reading

  mutating func readMarket(_ reader: inout SnapshotReader) throws(SnapshotError) {
    for _ in 0..<(try reader.count(of: 42)) { try readInstrument(&reader) }
    for asset in assets.indices { refreshBars(asset) }
    let count = try reader.count(of: Venue.orderSize)
    reserve(orders: count, lots: 0)
    var read = OrdersRead(capacity: count)
    var step = Step()
    for instrument in 0..<Int32(instruments.count) {
      for side in [Side.buy, .sell] { try readSide(&reader, instrument, side, &read, &step) }
      if let bid = bestLimit(Int(instrument), .buy), let offer = bestLimit(Int(instrument), .sell) {
        try reader.require(bid < offer, "orders that would have traded")
      }
    }
    try reader.require(read.slots.count == count, "the count of all orders")
    try readOwners(&reader, read)
  }

  private mutating func readInstrument(_ reader: inout SnapshotReader) throws(SnapshotError) {
    guard let symbol = Symbol(try reader.text()), instrument(symbol) == nil else {
      throw reader.unsound("a symbol")
    }
    let edition = Int(try reader.place(among: editions.count, "an instrument's edition"))
    try reader.require(editions[edition].instrument == nil, "an edition listed twice")
    var made = Instrument(symbol: symbol, edition: edition)
    made.collar.lowest = try reader.number(1...Fen.max, "a collar")
    made.collar.highest = try reader.number(made.collar.lowest...Fen.max, "a collar")
    let price = try reader.number(0...Rules.priceMaximum, "the last price")
    made.lastPrice = price == 0 ? nil : price
    made.volume = try reader.number(0...1 << 62, "what was traded")
    try reader.require((made.volume == 0) == (price == 0), "a price without a trade")
    guard let phase = Instrument.Phase(rawValue: try reader.number()) else {
      throw reader.unsound("an instrument's phase")
    }
    made.phase = phase
    _ = add(made)
  }

  private mutating func readSide(
    _ reader: inout SnapshotReader, _ instrument: Int32, _ side: Side, _ read: inout OrdersRead,
    _ step: inout Step
  ) throws(SnapshotError) {
    let collar = instruments[instrument].collar
    var last: Fen?
    for _ in 0..<(try reader.count(of: 12 + Venue.orderSize)) {
      let limit = try reader.number(1...Rules.priceMaximum, "a limit")
      let isNext = last.map { side == .buy ? limit < $0 : limit > $0 } ?? true
      try reader.require(
        isNext && limit >= collar.lowest && limit <= collar.highest, "a limit out of place")
      last = limit
      let count = try reader.count(of: Venue.orderSize)
      try reader.require(count > 0, "a level without an order")
      for _ in 0..<count {
        let order = try readOrder(&reader, instrument, side, limit)
        try restAgain(order, reader, &step)
        read.append(holdings[order.holding].lastOrder)
      }
      read.endLevel()
    }
  }
}
