import Foundation

/// A bounded queue between threads: many put, one takes all there is.
///
/// Cancels have a lane of their own, so that orders can be taken away while new ones are shed.
final class Mailbox<Element: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private var priority: [Element] = []
  private var ordinary: [Element] = []
  private var isClosed = false
  private let priorityMaximum: Int
  private let ordinaryMaximum: Int

  init(priorityMaximum: Int, ordinaryMaximum: Int) {
    self.priorityMaximum = priorityMaximum
    self.ordinaryMaximum = ordinaryMaximum
  }

  /// Puts an element in; `false` when its lane is full or the mailbox is closed.
  func put(_ element: Element, isUrgent: Bool = false) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    guard !isClosed else { return false }
    if isUrgent {
      guard priority.count < priorityMaximum else { return false }
      priority.append(element)
    } else {
      guard ordinary.count < ordinaryMaximum else { return false }
      ordinary.append(element)
    }
    condition.signal()
    return true
  }

  /// Puts an ordinary element in, waiting while there is no room.
  func putWhenRoom(_ element: Element) {
    condition.lock()
    defer { condition.unlock() }
    while ordinary.count >= ordinaryMaximum, !isClosed { condition.wait() }
    ordinary.append(element)
    condition.broadcast()
  }

  /// Takes what there is, urgent first, at most `maximum`; waits while there is nothing, or until
  /// `seconds` have passed, after which nothing is taken. `nil` once the mailbox is closed and empty.
  func take(maximum: Int, waiting seconds: Double? = nil) -> [Element]? {
    condition.lock()
    defer { condition.unlock() }
    while priority.isEmpty && ordinary.isEmpty {
      if isClosed { return nil }
      guard let seconds else {
        condition.wait()
        continue
      }
      // A finite date: the distant future overflows inside Foundation.
      guard condition.wait(until: Date(timeIntervalSinceNow: seconds)) else { return [] }
    }
    let urgent = min(priority.count, maximum)
    let rest = min(ordinary.count, maximum - urgent)
    let taken = Array(priority.prefix(urgent)) + Array(ordinary.prefix(rest))
    priority.removeFirst(urgent)
    ordinary.removeFirst(rest)
    condition.broadcast()
    return taken
  }

  /// How many ordinary elements wait.
  var count: Int {
    condition.lock()
    defer { condition.unlock() }
    return ordinary.count
  }

  /// Takes nothing more in; what is there can still be taken.
  func close() {
    condition.lock()
    isClosed = true
    condition.broadcast()
    condition.unlock()
  }
}
