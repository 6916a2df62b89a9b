/// SplitMix64 (Steele, Lea and Flood, 2014): the same seed gives the same numbers on any machine.
///
/// Each part of a simulation draws from a stream of its own, so that a part that is switched off, or
/// does something more, leaves what the others draw as it was.
package struct SimulationRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The stream `name` of a seed; `index` tells apart many of the same name.
  package init(seed: UInt64, stream name: StaticString, index: UInt64 = 0) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    name.withUTF8Buffer { for byte in $0 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 } }
    state = seed &* 0x9E37_79B9_7F4A_7C15 ^ hash
    state = next() ^ index &* 0xD6E8_FEB8_6659_FD93
    state = next()
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Whether something comes about that has this chance.
  package mutating func hits(_ chance: Chance) -> Bool {
    chance.millionths > 0 && Int64(next() % 1_000_000) < chance.millionths
  }

  /// True once in `n` times.
  package mutating func once(in n: Int) -> Bool { next() % UInt64(n) == 0 }

  /// A time within a span.
  package mutating func draw(_ span: Span) -> Int64 {
    span.least + Int64(next() % UInt64(span.most - span.least + 1))
  }

  /// A whole number within a range.
  package mutating func draw(_ range: ClosedRange<Int64>) -> Int64 {
    range.lowerBound + Int64(next() % UInt64(range.upperBound - range.lowerBound + 1))
  }

  /// One of the values; `nil` where there is none.
  package mutating func pick<T>(_ values: [T]) -> T? {
    values.isEmpty ? nil : values[Int(next() % UInt64(values.count))]
  }

  /// `count` bytes.
  package mutating func bytes(_ count: Int) -> [UInt8] {
    var made: [UInt8] = []
    made.reserveCapacity(count + 8)
    while made.count < count {
      withUnsafeBytes(of: next().littleEndian) { made.append(contentsOf: $0) }
    }
    made.removeLast(made.count - count)
    return made
  }
}
