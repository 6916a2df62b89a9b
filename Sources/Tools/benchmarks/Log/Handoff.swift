import Foundation

/// A bounded queue from one thread to another.
final class Handoff<Element: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private var waiting: [Element] = []
  private var isClosed = false
  private let maximum: Int

  /// - Parameter maximum: how many elements may wait.
  init(maximum: Int) { self.maximum = maximum }

  /// Puts an element in; waits while there is no room.
  func put(_ element: Element) {
    condition.withLock {
      while waiting.count >= maximum { condition.wait() }
      waiting.append(element)
    }
    condition.broadcast()
  }

  /// Takes the oldest element; waits while there is none. `nil` at the end.
  func take() -> Element? {
    defer { condition.broadcast() }
    return condition.withLock {
      while waiting.isEmpty, !isClosed { condition.wait() }
      return waiting.isEmpty ? nil : waiting.removeFirst()
    }
  }

  /// Nothing more is put in.
  func close() {
    condition.withLock { isClosed = true }
    condition.broadcast()
  }
}
