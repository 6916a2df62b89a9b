/// The holders of each digest of one algorithm, the latest first.
struct DigestTable: Sendable {
  private static let none = UInt32.max

  private var holders = HolderList()
  private var digests = ChunkedList<SIMD4<UInt64>>()
  /// The holder before with the same digest.
  private var earlier = ChunkedList<UInt32>()
  private var latest: [SIMD4<UInt64>: UInt32] = [:]

  /// O(1).
  mutating func insert(_ digest: SIMD4<UInt64>, holder: Holder) {
    let at = UInt32(holders.count)
    earlier.append(latest.updateValue(at, forKey: digest) ?? Self.none)
    holders.append(holder)
    digests.append(digest)
  }

  /// Hands over the holders of a digest that came after a version. O(those).
  func forEachHolder(
    of digest: SIMD4<UInt64>, insertedAfter version: Int, _ body: (Holder) -> Void
  ) {
    var next = latest[digest] ?? Self.none
    while next != Self.none {
      let holder = holders[Int(next)]
      guard holder.version > version else { return }
      body(holder)
      next = earlier[Int(next)]
    }
  }

  /// Hands over all that was inserted, in order.
  func forEach(_ body: (SIMD4<UInt64>, Holder) -> Void) {
    for at in 0..<holders.count { body(digests[at], holders[at]) }
  }
}
