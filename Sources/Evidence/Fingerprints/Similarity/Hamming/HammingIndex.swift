/// Finds all codes of 256 bits that differ from a given one in at most so many bits: exactly those
/// that comparing with every one would find.
///
/// Multi-index hashing (Norouzi, Punjani and Fleet, "Fast Exact Search in Hamming Space with
/// Multi-Index Hashing", 2012) over sixteen 16-bit slots, with the signatures of `HammingSegment`.
/// Codes are numbered from 0 in the order in which they come. Up to distance 31 the tables answer;
/// beyond that, where few codes stand in the index and where too many share a bucket, it compares
/// with each. About 100 bytes a code, from a few hundred thousand on.
///
/// A value: a copy that is changed takes its own memory.
package struct HammingIndex: Sendable {
  /// The codes and tables. Changed only while there is one reference, so that reading is safe from
  /// any thread.
  private final class Storage: @unchecked Sendable {
    var segments: [HammingSegment] = []

    init() {}

    init(copying other: Storage) { segments = other.segments.map(HammingSegment.init(copying:)) }
  }

  /// A code that is near.
  package struct Match: Hashable, Sendable {
    /// The code's number.
    package let id: Int
    /// In how many bits it differs.
    package let distance: Int
  }

  private var storage = Storage()
  private let isTabled: Bool
  /// How many codes stand in the index.
  package private(set) var count = 0

  /// An empty index; without tables, one that always compares with each code and takes 32 bytes for
  /// it.
  package init(isTabled: Bool = true) { self.isTabled = isTabled }

  /// An index of codes in this order. O(n).
  package init(_ codes: some Sequence<SIMD4<UInt64>>) {
    self.init()
    for code in codes { appendUntabled(code) }
    fold()
  }

  /// Bytes that codes and tables take up.
  package var byteCount: Int { storage.segments.reduce(0) { $0 + $1.byteCount } }

  /// Adds a code and returns its number. O(1) for most, and at most one pass over a sixteenth of the
  /// tables of the last million codes, about a millisecond.
  @discardableResult
  package mutating func insert(_ code: SIMD4<UInt64>) -> Int {
    appendUntabled(code)
    guard isTabled else { return count - 1 }
    let segments = storage.segments
    if segments.count > 1, segments[segments.count - 2].isUnsettled {
      segments[segments.count - 2].advance()
    } else {
      segments.last?.advance()
    }
    return count - 1
  }

  /// Adds a code that stands in no table before `fold` or later insertions. O(1).
  mutating func appendUntabled(_ code: SIMD4<UInt64>) {
    if !isKnownUniquelyReferenced(&storage) { storage = Storage(copying: storage) }
    if storage.segments.last?.isFull ?? true {
      if isTabled { storage.segments.last?.fold() }
      storage.segments.append(HammingSegment())
    }
    storage.segments[storage.segments.count - 1].append(code)
    count += 1
  }

  /// Brings all tables up to date. O(n) where many codes were added since.
  mutating func fold() {
    guard isTabled else { return }
    if !isKnownUniquelyReferenced(&storage) { storage = Storage(copying: storage) }
    storage.segments.last?.fold()
  }

  /// A code by its number.
  package func code(_ id: Int) -> SIMD4<UInt64> {
    storage.segments[id >> HammingSegment.placeBits].code(at: id & (HammingSegment.capacity - 1))
  }

  /// The codes from number `first` on that differ from `wanted` in at most `radius` bits, by rising
  /// number.
  package func matches(for wanted: SIMD4<UInt64>, radius: Int, from first: Int = 0) -> [Match] {
    collect(from: first) { segment, first, scratch, body in
      segment.search(for: wanted, radius: radius, from: first, scratch: &scratch, body)
    }
  }

  /// The same by comparing with each: what the tables are held to. O(n).
  package func scannedMatches(
    for wanted: SIMD4<UInt64>, radius: Int, from first: Int = 0
  ) -> [Match] {
    collect(from: first) { segment, first, scratch, body in
      segment.scan(for: wanted, radius: radius, from: first, scratch: &scratch, body)
    }
  }

  private func collect(
    from first: Int,
    _ search: (HammingSegment, Int, inout HammingSegment.Scratch, (Int, Int) -> Void) -> Void
  ) -> [Match] {
    var found: [Match] = []
    var scratch = HammingSegment.Scratch()
    for (at, segment) in storage.segments.enumerated() {
      let base = at << HammingSegment.placeBits
      guard first < base + segment.count else { continue }
      search(segment, max(first - base, 0), &scratch) { place, distance in
        found.append(Match(id: base + place, distance: distance))
      }
    }
    return found
  }
}
