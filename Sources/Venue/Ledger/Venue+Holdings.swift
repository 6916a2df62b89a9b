// Who holds units of which edition: one holding for each owner's alias in each edition.
extension Venue {
  @inline(__always)
  private static func hash(_ alias: Alias, _ edition: Int32) -> UInt32 {
    SlotIndex.hash(alias.high ^ alias.low &+ UInt64(UInt32(bitPattern: edition)))
  }

  private static func hash(owner: Int32, _ edition: Int32) -> UInt32 {
    SlotIndex.hash(UInt64(UInt32(bitPattern: owner)) << 32 | UInt64(UInt32(bitPattern: edition)))
  }

  /// The holding of an alias in an edition, or -1. O(1).
  @inline(__always)
  func holdingSlot(_ alias: Alias, _ edition: Int32) -> Int32 {
    holdingSlots.find(Venue.hash(alias, edition)) {
      holdings[$0].alias == alias && holdings[$0].edition == edition
    }
  }

  /// The holding of a beneficial owner in an edition, or -1; always so in public scope. O(1).
  func holdingSlot(owner: Int32, _ edition: Int32) -> Int32 {
    ownerSlots.find(Venue.hash(owner: owner, edition)) {
      holdings[$0].owner == owner && holdings[$0].edition == edition
    }
  }

  /// Opens a holding for an alias that has none. O(1).
  @inline(never)
  mutating func openHolding(_ alias: Alias, _ edition: Int32, owner: Int32) -> Int32 {
    let made = holdings.append(Holding(alias: alias, edition: edition, owner: owner))
    holdingSlots.insert(Venue.hash(alias, edition), made)
    if owner >= 0 { ownerSlots.insert(Venue.hash(owner: owner, edition), made) }
    let last = editionTerms[edition].lastHolding
    if last < 0 { editionTerms[edition].firstHolding = made } else { holdings[last].next = made }
    editionTerms[edition].lastHolding = made
    return made
  }

  /// Units of a holding that may be sold under T+N, held ones included; it stops counting at `enough`.
  /// O(lots counted).
  func matured(_ holding: Int32, at time: Microseconds, enough: Int64) -> Int64 {
    guard limits.holdingDays > 0 else { return Int64(holdings[holding].quantity) }
    let days = plant == .forgetLotDay ? limits.holdingDays - 1 : limits.holdingDays
    var sum: Int64 = 0
    lots.forEach(holdings[holding].lots) { lot in
      guard ShanghaiDay.release(lot.acquired, days: days) <= time else {
        return false
      }
      sum += lot.count
      return sum < enough
    }
    return sum
  }

  /// Adds units to a holding.
  mutating func receive(_ lot: Lot, _ holding: Int32) {
    holdings[holding].quantity += lot.serialCount
    lots.append(lot, to: &holdings[holding].lots)
  }

  /// Moves `count` units, first acquired first, and notes which serial numbers moved. O(lots moved).
  @inline(__always)
  mutating func deliver(
    _ count: Int32, from seller: Int32, to buyer: Int32, _ step: inout Step
  ) {
    holdings[seller].quantity -= count
    holdings[buyer].quantity += count
    var wanted = count
    while wanted > 0 {
      var lot = lots.take(wanted, from: &holdings[seller].lots)
      wanted &-= lot.serialCount
      _ = step.serials.append(SerialRun(first: lot.firstSerial, count: lot.serialCount))
      lot.acquired = step.time
      lots.append(lot, to: &holdings[buyer].lots)
    }
  }

  /// A holding as it is shown. O(lots).
  func view(ofHolding slot: Int32) -> UnitHolding {
    let holding = holdings[slot]
    var found: [Lot] = []
    lots.forEach(holding.lots) {
      found.append($0)
      return true
    }
    return UnitHolding(
      alias: holding.alias, owner: holding.owner < 0 ? nil : standings[holding.owner].number,
      quantity: Int64(holding.quantity), held: Int64(holding.held),
      bidding: Int64(holding.bidding), lots: found,
      timerDue: holding.timer < 0 ? nil : timers[holding.timer].due)
  }

  /// The holdings of an edition, in the order in which their owners first appeared. O(lots).
  package func holdings(ofEdition edition: Int) -> [UnitHolding] {
    var found: [UnitHolding] = []
    var slot = editionTerms[edition].firstHolding
    while slot >= 0 {
      found.append(view(ofHolding: slot))
      slot = holdings[slot].next
    }
    return found
  }
}
