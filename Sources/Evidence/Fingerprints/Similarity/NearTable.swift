/// The codes of one algorithm that are compared bit by bit, and who has them.
struct NearTable: Sendable {
  private(set) var index: HammingIndex
  private(set) var holders = HolderList()

  /// A table of `HammingIndex`; without tables, one that compares with each code.
  init(isTabled: Bool) { index = HammingIndex(isTabled: isTabled) }

  mutating func insert(_ code: SIMD4<UInt64>, holder: Holder, isBulk: Bool) {
    if isBulk { index.appendUntabled(code) } else { index.insert(code) }
    holders.append(holder)
  }

  mutating func fold() { index.fold() }

  /// Hands over the holders of codes that differ in at most `radius` bits and came after a version.
  func forEachHolder(
    near code: SIMD4<UInt64>, radius: Int, insertedAfter version: Int,
    _ body: (Holder, _ distance: Int) -> Void
  ) {
    let first = version > 0 ? holders.firstIndex(after: version) : 0
    for match in index.matches(for: code, radius: radius, from: first) {
      body(holders[match.id], match.distance)
    }
  }

  /// Hands over all that was inserted, in order.
  func forEach(_ body: (SIMD4<UInt64>, Holder) -> Void) {
    for at in 0..<holders.count { body(index.code(at), holders[at]) }
  }
}
