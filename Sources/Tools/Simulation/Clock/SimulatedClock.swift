/// Time in the simulated world: the true time, which only goes on, and the venue's clock, which may be
/// set.
struct SimulatedClock {
  /// 2026-11-23T00:00:00Z.
  static let start: Int64 = 1_795_392_000_000_000

  /// The true time, in microseconds since 1970.
  private(set) var now = SimulatedClock.start
  /// How far the venue's clock is ahead of it.
  private(set) var offset: Int64 = 0

  /// What the venue's clock shows.
  var wall: Int64 { now + offset }

  mutating func advance(to time: Int64) { now = max(now, time) }

  /// Sets the venue's clock by so much.
  mutating func set(by step: Int64) { offset += step }

  /// Sets the venue's clock right.
  mutating func correct() { offset = 0 }
}
