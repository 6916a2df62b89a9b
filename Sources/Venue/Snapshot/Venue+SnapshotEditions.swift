// Editions in a snapshot, and who owns which of their copies.
extension Venue {
  func writeEditions(_ out: inout SnapshotWriter) {
    out.put(count: editions.count)
    for edition in editions {
      out.put(edition.number)
      out.put(edition.asset)
      out.put(edition.quantity)
      out.put(edition.terms.digest)
      out.put(edition.terms.fees)
      out.put(count: edition.terms.royalties.count)
      for line in edition.terms.royalties {
        out.put(line.account)
        out.put(line.rate)
      }
    }
    out.put(count: holdings.count)
    for slot in 0..<Int32(holdings.count) {
      let holding = holdings[slot]
      out.put(holding.alias)
      out.put(place: holding.edition)
      out.put(place: holding.owner)
      out.put(count: lotCount(slot))
      lots.forEach(holding.lots) { lot in
        out.put(lot.firstSerial)
        out.put(lot.serialCount)
        out.put(lot.acquired)
        return true
      }
    }
  }

  /// How many lots a holding has. O(lots).
  func lotCount(_ holding: Int32) -> Int {
    var count = 0
    lots.forEach(holdings[holding].lots) { _ in
      count += 1
      return true
    }
    return count
  }

  mutating func readEditions(_ reader: inout SnapshotReader) throws(SnapshotError) {
    for _ in 0..<(try reader.count(of: 76)) { try readEdition(&reader) }
    var runs: [SerialNumbers] = []
    for _ in 0..<(try reader.count(of: 28)) { try readHolding(&reader, &runs) }
    try reader.require(isWhole(&runs), "an edition's copies are not all there once")
  }

  private mutating func readEdition(_ reader: inout SnapshotReader) throws(SnapshotError) {
    let number = try reader.entry(after: editions.last?.number)
    let asset = try reader.entry()
    guard asset < number, let assetSlot = assetSlots[asset] else {
      throw reader.unsound("an edition's work")
    }
    let quantity = try reader.number(1...Rules.unitsMaximum, "an edition's quantity")
    let digest = try reader.bytes32()
    let fees = try reader.fees()
    // What is left for royalties, so that no seller gets less than nothing.
    var left = 10_000 - fees.worst
    var royalties: [Terms.Royalty] = []
    for _ in 0..<(try reader.count(of: 16)) {
      let account = try reader.entry()
      try reader.require(accountSlot(account) != nil, "a payee of royalties")
      let rate = try reader.number(0...left, "a royalty")
      left -= rate
      royalties.append(Terms.Royalty(account: account, rate: rate))
    }
    _ = add(
      Edition(
        number: number, asset: asset, quantity: quantity,
        terms: Terms(digest: digest, fees: fees, royalties: royalties), instrument: nil),
      ofAsset: assetSlot)
  }

  private mutating func readHolding(
    _ reader: inout SnapshotReader, _ runs: inout [SerialNumbers]
  ) throws(SnapshotError) {
    let alias = try reader.alias()
    let edition = try reader.place(among: editions.count, "a holding's edition")
    let owner = try reader.place(among: accounts.count, "a holding's owner")
    try reader.require(
      standings[owner].owner == owner && holdingSlot(alias, edition) < 0
        && holdingSlot(owner: owner, edition) < 0, "two holdings of one owner")
    let holding = openHolding(alias, edition, owner: owner)
    var last: SerialNumbers?
    var acquired: Microseconds = 0
    for _ in 0..<(try reader.count(of: 16)) {
      let first = try reader.number(UInt32.self)
      let run = SerialNumbers(edition: edition, first: Int64(first), count: try reader.units())
      let time = try reader.number(acquired...self.time, "when a lot was acquired")
      try reader.require(
        run.first >= 1 && run.end <= editions[Int(edition)].quantity + 1, "a serial number")
      if let last, last.end == run.first, acquired == time {
        throw reader.unsound("two lots that are one")
      }
      // Several lots of one serial number are found out later, but must fit into a holding now.
      try reader.require(
        Int64(holdings[holding].quantity) + Int64(run.count) <= Rules.unitsMaximum, "units")
      receive(Lot(first: run.first, count: Int64(run.count), acquired: time), holding)
      runs.append(run)
      last = run
      acquired = time
    }
  }

  /// Serial numbers of an edition that follow each other.
  struct SerialNumbers: BitwiseCopyable {
    let edition: Int32
    let first: Int64
    let count: Int32
    /// The number behind the last one.
    var end: Int64 { first + Int64(count) }
  }

  /// Whether `runs` are all editions' serial numbers, each once. O(n log n).
  private func isWhole(_ runs: inout [SerialNumbers]) -> Bool {
    runs.sort { ($0.edition, $0.first) < ($1.edition, $1.first) }
    var at = 0
    for (slot, edition) in editions.enumerated() {
      var next: Int64 = 1
      while at < runs.count, runs[at].edition == slot {
        guard runs[at].first == next else { return false }
        next = runs[at].end
        at += 1
      }
      guard next == edition.quantity + 1 else { return false }
    }
    return true
  }
}
