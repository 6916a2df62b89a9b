/// What an operation takes in simulated time, in microseconds.
package struct DiskLatency: Sendable {
  /// Every operation.
  package var operation: UInt64 = 10
  /// Every 64 KiB that are read or written, besides.
  package var transfer: UInt64 = 60
  /// A sync, or a change of names that is durable, besides.
  package var sync: UInt64 = 1_000
  /// How probable a spike is for each operation.
  package var spikeProbability = 0.0
  /// The longest spike; each is drawn up to it.
  package var spikeMaximum: UInt64 = 500_000

  package init() {}

  func cost(
    _ operation: DiskOperation, byteCount: Int, _ generator: inout DiskGenerator
  ) -> UInt64 {
    var cost = self.operation + transfer * UInt64(byteCount) >> 16
    if operation == .sync || operation == .rename { cost += sync }
    if generator.happens(spikeProbability) {
      cost += UInt64(generator.below(Int(spikeMaximum)) + 1)
    }
    return cost
  }
}
