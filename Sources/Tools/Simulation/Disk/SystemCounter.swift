import Synchronization

/// Counts the disks of this process.
final class SystemCounter: Sendable {
  private let count = Atomic<Int>(0)

  func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
