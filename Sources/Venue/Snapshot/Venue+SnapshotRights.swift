// Rights in a snapshot: works with what they are forbidden, and claims.
extension Venue {
  func writeRights(_ out: inout SnapshotWriter) {
    out.put(count: assets.count)
    for asset in assets {
      out.put(asset.number)
      out.put(asset.status.rawValue)
      out.put(count: asset.authors.count)
      for author in asset.authors {
        out.put(author.account)
        out.put(author.share)
      }
      out.put(count: asset.originals.count)
      for original in asset.originals { out.put(original) }
      out.put(count: asset.resembles.count)
      for earlier in asset.resembles { out.put(earlier) }
      out.put(count: asset.freezes.count)
      for freeze in asset.freezes {
        out.put(freeze.claim)
        out.put(freeze.scope.rawValue)
      }
    }
    out.put(count: claims.count)
    for claim in claims {
      guard let asset = claim.asset else { preconditionFailure("a claim is against a work") }
      out.put(claim.number)
      out.put(asset)
      out.put(claim.status.rawValue)
      out.put(claim.notifier != nil)
      if let notifier = claim.notifier { out.put(notifier) }
    }
  }

  mutating func readRights(_ reader: inout SnapshotReader) throws(SnapshotError) {
    for _ in 0..<(try reader.count(of: 25)) { try readAsset(&reader) }
    for _ in 0..<(try reader.count(of: 18)) { try readClaim(&reader) }
    // Each freeze is that of an open or decided claim against this work, which has no other.
    var isFreezing = Array(repeating: false, count: claims.count)
    for asset in assets {
      for freeze in asset.freezes {
        guard let slot = claimSlots[freeze.claim], claims[slot].asset == asset.number,
          claims[slot].status != .noticed, !isFreezing[slot]
        else { throw reader.unsound("a freeze without its claim") }
        isFreezing[slot] = true
      }
    }
  }

  private mutating func readAsset(_ reader: inout SnapshotReader) throws(SnapshotError) {
    let number = try reader.entry(after: assets.last?.number)
    guard let status = Asset.Status(rawValue: try reader.number()) else {
      throw reader.unsound("a work's status")
    }
    var authors: [(account: AccountNumber, share: Int64)] = []
    for _ in 0..<(try reader.count(of: 16)) {
      authors.append((account: try reader.entry(), share: try reader.number()))
    }
    try reader.require(
      !authors.isEmpty && authors.allSatisfy { accountSlot($0.account) != nil }, "an author")
    var originals: [Bytes32] = []
    for _ in 0..<(try reader.count(of: 32)) { originals.append(try reader.bytes32()) }
    var resembles: [EntryNumber] = []
    for _ in 0..<(try reader.count(of: 8)) { resembles.append(try reader.entry()) }
    try reader.require(resembles.allSatisfy { assetSlots[$0] != nil }, "an earlier work")
    var freezes: [(claim: EntryNumber, scope: FreezeScope)] = []
    for _ in 0..<(try reader.count(of: 9)) {
      freezes.append(
        (claim: try reader.entry(), scope: FreezeScope(rawValue: try reader.number())))
    }
    assets.append(
      Asset(
        number: number, authors: authors, originals: originals, resembles: resembles,
        status: status, freezes: freezes))
    assetSlots[number] = assets.count - 1
  }

  private mutating func readClaim(_ reader: inout SnapshotReader) throws(SnapshotError) {
    let number = try reader.entry(after: claims.last?.number)
    let asset = try reader.entry()
    try reader.require(assetSlots[asset] != nil && asset <= number, "a claim's work")
    guard let status = Claim.Status(rawValue: try reader.number()) else {
      throw reader.unsound("a claim's status")
    }
    let notifier = try reader.flag() ? try reader.entry() : nil
    if let notifier { try reader.require(accountSlot(notifier) != nil, "a claim's notifier") }
    claims.append(Claim(number: number, asset: asset, notifier: notifier, status: status))
    claimSlots[number] = claims.count - 1
  }
}
