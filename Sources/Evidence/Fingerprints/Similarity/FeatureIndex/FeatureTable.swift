/// Postings of one group of sampled bits for up to 2^17 pictures: for each key, the pictures with a
/// descriptor that has it.
///
/// A posting is a picture's place in 17 bits and a signature in 15. Those of a key lie together, keys
/// by rising value, without gaps. The latest postings are kept apart in chains, until there are
/// enough of them to be worth making room for in place: no second copy of the table is ever needed.
final class FeatureTable {
  static let placeBits = 17
  static let bucketCount = 1 << FeatureSampling.keyBits
  /// Chains of the latest postings.
  private static let chainBits = 16
  private static let none = UInt32.max

  /// A posting that is not in place yet.
  private struct Waiting {
    let key: UInt32
    let posting: UInt32
    let next: UInt32
  }

  /// Room for postings in steps, so that growing copies little; only what was written takes memory.
  private(set) var postings: UnsafeMutablePointer<UInt32>
  private(set) var starts: UnsafeMutablePointer<UInt32>?
  private let capacity: Int
  private var settled = 0
  private var waiting: [Waiting] = []
  private var chains: [UInt32] = []

  /// A table for at most so many postings.
  init(capacity: Int) {
    self.capacity = capacity
    postings = .allocate(capacity: capacity)
  }

  init(copying other: FeatureTable) {
    capacity = other.capacity
    postings = .allocate(capacity: capacity)
    postings.update(from: other.postings, count: other.settled)
    settled = other.settled
    if let from = other.starts {
      let starts = UnsafeMutablePointer<UInt32>.allocate(capacity: Self.bucketCount + 1)
      starts.update(from: from, count: Self.bucketCount + 1)
      self.starts = starts
    }
    waiting = other.waiting
    chains = other.chains
  }

  deinit {
    postings.deallocate()
    starts?.deallocate()
  }

  var count: Int { settled + waiting.count }

  /// Bytes in use.
  var byteCount: Int {
    4 * settled + (starts == nil ? 0 : 4 * (Self.bucketCount + 1))
      + MemoryLayout<Waiting>.stride * waiting.capacity + 4 * chains.capacity
  }

  /// Adds a posting. O(1).
  func append(key: UInt32, posting: UInt32) {
    precondition(count < capacity)
    if chains.isEmpty { chains = Array(repeating: Self.none, count: 1 << Self.chainBits) }
    let chain = Self.chain(key)
    waiting.append(Waiting(key: key, posting: posting, next: chains[chain]))
    chains[chain] = UInt32(waiting.count - 1)
  }

  /// The settled postings of a key.
  @inline(__always)
  func bucket(_ key: UInt32) -> UnsafeBufferPointer<UInt32> {
    guard let starts else { return UnsafeBufferPointer(start: nil, count: 0) }
    let start = Int(starts[Int(key)])
    return UnsafeBufferPointer(
      start: postings + start, count: Int(starts[Int(key) + 1]) - start)
  }

  /// Writes the waiting postings of a key, the latest first.
  func appendWaiting(_ key: UInt32, to list: inout [UInt32]) {
    guard !waiting.isEmpty else { return }
    var next = chains[Self.chain(key)]
    while next != Self.none {
      let entry = waiting[Int(next)]
      if entry.key == key { list.append(entry.posting) }
      next = entry.next
    }
  }

  /// Puts the waiting postings in place, from the table's end back, so that what has to make room is
  /// moved once. O(postings + buckets).
  func settle(isLast: Bool) {
    let starts: UnsafeMutablePointer<UInt32>
    if let known = self.starts {
      starts = known
    } else {
      starts = .allocate(capacity: Self.bucketCount + 1)
      starts.initialize(repeating: 0, count: Self.bucketCount + 1)
      self.starts = starts
    }
    // Key above number: sorting brings both in order.
    var added = waiting.indices.map { UInt64(waiting[$0].key) << 32 | UInt64($0) }
    added.sort()
    var left = added.count
    var moveEnd = settled
    var bucketEnd = Self.bucketCount
    while left > 0 {
      let bucket = Int(added[left - 1] >> 32)
      var first = left - 1
      while first > 0, Int(added[first - 1] >> 32) == bucket { first -= 1 }
      let end = Int(starts[bucket + 1])
      (postings + end + left).update(from: postings + end, count: moveEnd - end)
      for at in first..<left {
        postings[end + at] = waiting[Int(added[at] & 0xFFFF_FFFF)].posting
      }
      for at in bucket + 1...bucketEnd { starts[at] &+= UInt32(left) }
      bucketEnd = bucket
      moveEnd = end
      left = first
    }
    settled += added.count
    if isLast {
      waiting = []
      chains = []
    } else {
      waiting.removeAll(keepingCapacity: true)
      for at in chains.indices { chains[at] = Self.none }
    }
  }

  private static func chain(_ key: UInt32) -> Int {
    Int((key &* 0x9E37_79B1) >> UInt32(32 - chainBits))
  }
}
