// A snapshot: the whole state of a Venue as bytes, from which another one goes on as if it were the
// first.
//
// It says what there is, not how it lies in memory: who has what, in the sequence in which anything
// is gone through. What follows from that is not in it and is worked out again: what is held, which
// is what stands behind orders and withdrawals; what an owner's units come to; indices, queues and
// timers. So hardly anything can be said twice, and nothing in two ways: each state has one
// snapshot, and bytes that are read as a state are that state's snapshot.
//
// All numbers are little-endian; a list begins with its count, a text with that of its bytes.
//
//   header        magic, format, engine
//   course        number of the next entry, time of the last one, epoch
//   rules         the set in force, its entry, its approval; nothing before the genesis
//   members       accounts with keys and cash; withdrawals
//   rights        works with authors, files and freezes; claims
//   editions      editions with terms; holdings in the sequence in which they were opened, with lots
//   market        instruments; of each the buys, then the sells: levels from the best, orders from
//                 the first; then each owner's orders as they came to rest
//   timers        those that cancel an owner's orders; an order's expiry stands with the order
extension Venue {
  /// The layout of a snapshot. A change of any byte is a new number.
  package static let snapshotFormat: UInt32 = 1
  /// "YSVENUE" and a zero.
  static let snapshotMagic = UInt64(littleEndian: 0x0045_554E_4556_5359)

  /// The whole state as bytes, the same for any two Venues that applied the same commands; of a Venue
  /// in full scope. O(state), in one allocation that is little larger than what is written.
  package func snapshot() -> [UInt8] {
    precondition(scope == .full, "what is not known cannot be gone on from")
    var out = SnapshotWriter(capacity: snapshotSize)
    out.put(Venue.snapshotMagic)
    out.put(Venue.snapshotFormat)
    out.put(Venue.engine)
    out.put(nextSequence)
    out.put(time)
    out.put(epoch)
    if let rules { write(rules, &out) }
    writeMembers(&out)
    writeRights(&out)
    writeEditions(&out)
    writeMarket(&out)
    writeTimers(&out)
    return out.bytes
  }

  /// A Venue in full scope that goes on where the one that wrote `snapshot` was: whatever is applied
  /// or asked, it answers the same, byte for byte. O(state); needs memory for the state alone, so that
  /// bytes which claim more than they hold cost little.
  ///
  /// - Throws: `SnapshotError` for anything but the bytes of `snapshot()` of this engine. Whether
  ///   they are the right ones, nothing in them can say: a digest belongs beside them.
  package init(snapshot: UnsafeRawBufferPointer) throws(SnapshotError) {
    self.init(scope: .full)
    var reader = SnapshotReader(snapshot)
    try read(&reader)
  }

  /// The same from an array.
  package init(snapshot: [UInt8]) throws(SnapshotError) {
    self.init(scope: .full)
    try snapshot.withUnsafeBufferPointer { (bytes) throws(SnapshotError) in
      var reader = SnapshotReader(UnsafeRawBufferPointer(bytes))
      try read(&reader)
    }
  }

  private mutating func read(_ reader: inout SnapshotReader) throws(SnapshotError) {
    guard reader.left >= 8, case let magic = try reader.number(UInt64.self),
      magic == Venue.snapshotMagic
    else { throw .notASnapshot }
    let format = try reader.number(UInt32.self)
    guard format == Venue.snapshotFormat else { throw .otherFormat(format) }
    let engine = try reader.number(UInt64.self)
    guard engine == Venue.engine else { throw .otherEngine(engine) }
    // Numbers of orders leave eight bits for the position.
    nextSequence = try reader.number(0...1 << 55, "the number of the next entry")
    reader.entries = nextSequence
    // JSON has no greater whole numbers; that is the year 2255.
    time = try reader.number(0...1 << 53, "the time")
    epoch = try reader.number()
    if nextSequence > 0 { try readRules(&reader) }
    try readMembers(&reader)
    try readRights(&reader)
    try readEditions(&reader)
    try readMarket(&reader)
    try readTimers(&reader)
    try reader.require(reader.left == 0, "more than a snapshot")
  }

  /// About how many bytes there will be, rather too many.
  private var snapshotSize: Int {
    var size = 4096 + snapshotSizeOfMarket + holdings.count * 64 + editions.count * 256
    for account in accounts { size += 32 + account.keys.count * 48 }
    for edition in editions { size += edition.terms.royalties.count * 16 }
    for asset in assets {
      size += 64 + (asset.authors.count + asset.originals.count * 2) * 16
      size += (asset.resembles.count + asset.freezes.count * 2) * 8
    }
    return size + withdrawals.count * 24 + claims.count * 32
  }

  // MARK: Rules

  private func write(_ rules: Rules, _ out: inout SnapshotWriter) {
    out.put(rules.name)
    out.put(rules.matching == .continuous)
    out.put(rules.fees)
    out.put(rules.royaltyCap)
    out.put(rules.tick)
    out.put(rules.limitMaximum)
    out.put(rules.quantityMaximum)
    out.put(rules.accountOrdersMaximum)
    out.put(rules.positionMaximum)
    out.put(rules.holdingDays)
    out.put(rules.selfTrade.rawValue)
    out.put(rulesSequence)
    out.put(approval)
  }

  private mutating func readRules(_ reader: inout SnapshotReader) throws(SnapshotError) {
    let name = try reader.text()
    let isContinuous = try reader.flag()
    let fees = try reader.fees()
    let rules = Rules(
      name: name, matching: isContinuous ? .continuous : .negotiated, fees: fees,
      royaltyCap: try reader.number(), tick: try reader.number(),
      limitMaximum: try reader.number(), quantityMaximum: try reader.number(),
      accountOrdersMaximum: try reader.number(), positionMaximum: try reader.number(),
      holdingDays: try reader.number(), selfTrade: try reader.selfTrade())
    try reader.require(rules.isSound, "rules out of range")
    self.rules = rules
    limits = OrderLimits(rules)
    rulesSequence = try reader.entry()
    approval = try reader.text()
  }
}

extension SnapshotReader {
  /// What happens where orders of one owner meet.
  mutating func selfTrade() throws(SnapshotError) -> SelfTrade {
    guard let mode = SelfTrade(rawValue: try number()) else { throw unsound("a prevention") }
    return mode
  }
}
