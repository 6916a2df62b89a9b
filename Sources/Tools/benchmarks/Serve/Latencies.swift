/// Durations, kept whole so that a percentile is one of them.
struct Latencies {
  private var nanoseconds: [UInt64] = []

  /// How many there are.
  var count: Int { nanoseconds.count }

  /// Adds one. O(1).
  mutating func add(_ duration: UInt64) { nanoseconds.append(duration) }

  /// Adds all of another's. O(n).
  mutating func add(_ other: Latencies) { nanoseconds += other.nanoseconds }

  /// The smallest duration that `share` of them (0 to 1) do not exceed, in milliseconds; 0 when
  /// there are none. O(n log n).
  func milliseconds(_ share: Double) -> Double {
    guard !nanoseconds.isEmpty else { return 0 }
    let sorted = nanoseconds.sorted()
    let rank = Int((share * Double(sorted.count)).rounded(.up)) - 1
    return Double(sorted[min(max(rank, 0), sorted.count - 1)]) / 1_000_000
  }
}
