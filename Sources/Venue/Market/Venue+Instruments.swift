// Instruments: listing, halting and resuming them, and the prices that their orders may have.
extension Venue {
  mutating func openInstrument(
    _ edition: EntryNumber, _ symbol: Symbol, _ step: inout Step
  ) throws(Refusal) {
    guard let slot = editionSlots[edition] else { throw .unknownEdition }
    guard let assetSlot = assetSlots[editions[slot].asset] else { throw .unknownAsset }
    try requireClear(assets[assetSlot], for: [.issue, .trade])
    guard editions[slot].instrument == nil else { throw .alreadyListed }
    guard instrument(symbol) == nil else { throw .symbolTaken }
    _ = try privately(step, anyOf: .operating)
    _ = add(Instrument(symbol: symbol, edition: slot))
    step.publish {
      $0.name("edition")
      $0.decimal(edition)
      $0.name("event")
      $0.string("instrument-opened")
      $0.name("instrument")
      $0.symbol(symbol)
    }
    replyPhase(symbol, .continuous, &step)
  }

  /// Adds an instrument with an empty book, whose symbol is not known and whose edition is not listed
  /// yet, and returns its slot.
  mutating func add(_ instrument: Instrument) -> Int32 {
    let made = instruments.append(instrument)
    instrumentSlots.insert(SlotIndex.hash(instrument.symbol.high ^ instrument.symbol.low), made)
    books.open()
    editions[instrument.edition].instrument = Int(made)
    return made
  }

  private func replyPhase(_ symbol: Symbol, _ phase: Instrument.Phase, _ step: inout Step) {
    step.reply.name("instrument")
    step.reply.symbol(symbol)
    step.reply.name("status")
    step.reply.string(phase == .continuous ? "trading" : "halted")
  }

  mutating func setPhase(
    _ symbol: Symbol, _ phase: Instrument.Phase, _ step: inout Step
  ) throws(Refusal) {
    let slot = try instrumentSlot(symbol)
    guard instruments[slot].phase != phase else { throw phase == .halted ? .halted : .notHalted }
    _ = try privately(step, anyOf: .operating)
    instruments[slot].phase = phase
    step.publish {
      $0.name("event")
      $0.string(phase == .halted ? "instrument-halted" : "instrument-resumed")
      $0.name("instrument")
      $0.symbol(symbol)
    }
    replyPhase(symbol, phase, &step)
  }

  /// Sets the prices between which an instrument's orders must lie, and pulls those that do not.
  mutating func setCollar(
    _ symbol: Symbol, _ collar: Collar, _ step: inout Step
  ) throws(Refusal) {
    let slot = try instrumentSlot(symbol)
    guard collar.lowest >= 1, collar.highest >= collar.lowest else { throw .collarOutOfRange }
    _ = try privately(step, anyOf: .operating)
    instruments[slot].collar = collar
    step.publish {
      $0.name("event")
      $0.string("collar-set")
      $0.name("highest")
      $0.decimal(collar.highest)
      $0.name("instrument")
      $0.symbol(symbol)
      $0.name("lowest")
      $0.decimal(collar.lowest)
    }
    for side in [Side.buy, .sell] {
      var order = books.front(slot, side)
      while order >= 0 {
        let next = books.following(order)
        let limit = books.limit(order)
        if limit < collar.lowest || limit > collar.highest {
          withdrawOrder(order, .outsideCollar, &step)
        }
        order = next
      }
    }
    step.reply.name("highest")
    step.reply.decimal(collar.highest)
    step.reply.name("instrument")
    step.reply.symbol(symbol)
    step.reply.name("lowest")
    step.reply.decimal(collar.lowest)
  }

  /// Keeps with each instrument of a work whether its state forbids trading, after that changed.
  mutating func refreshBars(_ asset: Int) {
    let isBarred =
      assets[asset].status != .registered || !assets[asset].frozen.isDisjoint(with: .trade)
    for edition in assets[asset].editions {
      guard let instrument = editions[edition].instrument else { continue }
      instruments[Int32(instrument)].isBarred = isBarred
    }
  }
}
