/// A fault that strikes single operations: by chance, once after a count, or never.
package struct DiskFault: Sendable {
  /// How probable it is for each operation.
  package var probability: Double
  /// It strikes once, after so many more operations that it could strike; `nil` where it is not awaited.
  package var countdown: Int?
  /// It strikes only files whose name begins so.
  package var prefix: String

  package init(probability: Double = 0, countdown: Int? = nil, prefix: String = "") {
    self.probability = probability
    self.countdown = countdown
    self.prefix = prefix
  }

  /// Whether it strikes an operation on a file.
  mutating func strikes(_ name: String, _ generator: inout DiskGenerator) -> Bool {
    guard probability > 0 || countdown != nil, name.hasPrefix(prefix) else { return false }
    if let left = countdown {
      countdown = left > 0 ? left - 1 : nil
      if left == 0 { return true }
    }
    return generator.happens(probability)
  }
}
