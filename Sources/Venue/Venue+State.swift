// The state as bytes, for digests: what two machines must agree on.
extension Venue {
  /// The whole public state as canonical JSON lines. Remembered ids, the sequence and the time are
  /// left out, so that a refused command leaves it as it was. O(state).
  package func publicState() -> [UInt8] {
    var out = JSONWriter()
    writeRules(&out)
    for asset in assets { write(asset, &out) }
    for slot in editions.indices { write(edition: slot, &out) }
    for slot in 0..<instruments.count { write(instrument: slot, &out) }
    // In full scope a claim's place is its notice's, in public scope its opening's.
    let opened = claims.filter { $0.status != .noticed }.sorted { $0.number < $1.number }
    for claim in opened {
      out.beginObject()
      out.name("asset")
      out.decimal(claim.asset ?? 0)
      out.name("claim")
      out.decimal(claim.number)
      out.name("status")
      out.string(claim.status.word)
      out.endObject()
      out.newline()
    }
    return out.bytes
  }

  /// The sealed state as canonical JSON lines: accounts, keys, cash, withdrawals, notices, and
  /// whose the orders and holdings are. O(state).
  package func sealedState() -> [UInt8] {
    var out = JSONWriter()
    for (slot, account) in accounts.enumerated() { write(account, cash[slot], &out) }
    for withdrawal in withdrawals {
      out.beginObject()
      out.name("account")
      out.decimal(accounts[withdrawal.account].number)
      out.name("amount")
      out.decimal(withdrawal.amount)
      out.name("status")
      out.string(withdrawal.status.word)
      out.name("withdrawal")
      out.decimal(withdrawal.number)
      out.endObject()
      out.newline()
    }
    for claim in claims {
      out.beginObject()
      out.name("asset")
      out.decimal(claim.asset ?? 0)
      out.name("claim")
      out.decimal(claim.number)
      out.name("notifier")
      out.decimal(claim.notifier ?? 0)
      out.endObject()
      out.newline()
    }
    for slot in editions.indices {
      out.beginArray()
      for holding in holdings(ofEdition: slot) { out.decimal(holding.owner ?? 0) }
      out.endArray()
      out.newline()
    }
    for slot in 0..<instruments.count {
      out.beginArray()
      for side in [Side.buy, .sell] {
        forEachOrder(slot, side) { order in
          out.order(order.number)
          out.decimal(order.account < 0 ? 0 : accounts[Int(order.account)].number)
          out.decimal(order.escrow)
          return true
        }
      }
      out.endArray()
      out.newline()
    }
    return out.bytes
  }

  private func writeRules(_ out: inout JSONWriter) {
    out.beginObject()
    out.name("engine")
    out.number(Venue.engine)
    out.name("epoch")
    out.number(epoch)
    if let rules {
      out.name("fees")
      out.beginArray()
      out.number(rules.fees.maker)
      out.number(rules.fees.taker)
      out.endArray()
      out.name("limits")
      out.beginArray()
      out.decimal(rules.tick)
      out.decimal(rules.limitMaximum)
      out.decimal(rules.quantityMaximum)
      out.decimal(rules.accountOrdersMaximum)
      out.decimal(rules.royaltyCap)
      out.decimal(rules.positionMaximum)
      out.decimal(rules.holdingDays)
      out.endArray()
      out.name("matching")
      out.string(rules.matching.rawValue)
    }
    out.name("rules")
    out.string(rulesVersion)
    if let rules { out.member("selfTrade", rules.selfTrade.word) }
    out.endObject()
    out.newline()
  }

  private func write(_ asset: Asset, _ out: inout JSONWriter) {
    out.beginObject()
    out.name("asset")
    out.decimal(asset.number)
    out.name("authors")
    out.beginArray()
    for author in asset.authors {
      out.beginArray()
      out.decimal(author.account)
      out.number(author.share)
      out.endArray()
    }
    out.endArray()
    out.name("freezes")
    out.beginArray()
    for freeze in asset.freezes {
      out.beginArray()
      out.decimal(freeze.claim)
      out.number(UInt64(freeze.scope.rawValue))
      out.endArray()
    }
    out.endArray()
    out.name("originals")
    out.beginArray()
    for file in asset.originals { out.hex(file.bytes) }
    out.endArray()
    out.name("status")
    out.string(asset.status.word)
    out.endObject()
    out.newline()
  }

  private func write(edition slot: Int, _ out: inout JSONWriter) {
    let edition = editions[slot]
    out.beginObject()
    out.name("asset")
    out.decimal(edition.asset)
    out.name("edition")
    out.decimal(edition.number)
    out.name("holdings")
    out.beginArray()
    for holding in holdings(ofEdition: slot) {
      out.beginObject()
      out.name("alias")
      out.hex(holding.alias.bytes)
      out.name("held")
      out.number(holding.held)
      out.name("lots")
      out.beginArray()
      for lot in holding.lots {
        out.beginArray()
        out.number(lot.first)
        out.number(lot.count)
        out.number(lot.acquired)
        out.endArray()
      }
      out.endArray()
      if let due = holding.timerDue {
        out.name("timer")
        out.number(due)
      }
      out.endObject()
    }
    out.endArray()
    out.name("quantity")
    out.number(edition.quantity)
    out.name("terms")
    out.hex(edition.terms.digest.bytes)
    out.endObject()
    out.newline()
  }

  private func write(instrument slot: Int, _ out: inout JSONWriter) {
    let instrument = instruments[slot]
    out.beginObject()
    out.name("book")
    out.beginArray()
    for side in [Side.buy, .sell] {
      forEachOrder(slot, side) { order in
        out.beginArray()
        out.order(order.number)
        out.string(order.side.word)
        out.decimal(order.limit)
        out.number(order.quantity)
        out.number(order.remaining)
        out.number(Int64(order.holding))
        out.string(order.timeInForce.word)
        out.number(order.expiry)
        out.number(UInt64(order.isPostOnly ? 1 : 0))
        out.string(order.selfTrade?.word ?? "rules")
        out.endArray()
        return true
      }
    }
    out.endArray()
    out.name("collar")
    out.beginArray()
    out.decimal(instrument.collar.lowest)
    out.decimal(instrument.collar.highest)
    out.endArray()
    out.name("edition")
    out.decimal(editions[instrument.edition].number)
    out.name("instrument")
    out.symbol(instrument.symbol)
    out.name("last")
    out.decimal(instrument.lastPrice ?? 0)
    out.name("phase")
    out.string(instrument.phase.word)
    out.name("volume")
    out.number(instrument.volume)
    out.endObject()
    out.newline()
  }

  private func write(
    _ account: Account, _ balance: CashLedger.Balance, _ out: inout JSONWriter
  ) {
    out.beginObject()
    out.name("account")
    out.decimal(account.number)
    out.name("available")
    out.decimal(balance.available)
    out.name("held")
    out.decimal(balance.held)
    out.name("isAdmitted")
    out.number(UInt64(account.isAdmitted ? 1 : 0))
    out.name("keys")
    out.beginArray()
    for key in account.keys {
      out.beginArray()
      out.hex(key.key.bytes)
      out.number(key.since)
      out.number(key.revoked ?? 0)
      out.endArray()
    }
    out.endArray()
    out.name("owner")
    out.decimal(account.owner)
    out.name("roles")
    out.number(UInt64(account.roles.rawValue))
    out.endObject()
    out.newline()
  }
}
