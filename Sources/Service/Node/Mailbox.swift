import Foundation

/// A bounded queue between threads: many put, one takes all there is.
///
/// Cancels have a lane of their own, so that orders can be taken away while new ones are shed.
final class Mailbox<Element: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private var priority: [Element] = []
  private var ordinary: [Element] = []
  private var isOver = false
  /// So many elements wake who takes them.
  private var pauseCount = 1
  /// How many wait for room among the ordinary elements.
  private var ordinaryWaiters = 0
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
    guard !isOver else { return false }
    if isUrgent {
      guard priority.count < priorityMaximum else { return false }
      priority.append(element)
    } else {
      guard ordinary.count < ordinaryMaximum else { return false }
      ordinary.append(element)
    }
    wake()
    return true
  }

  /// Puts an ordinary element in, waiting while there is no room.
  func putWhenRoom(_ element: Element) {
    condition.lock()
    defer { condition.unlock() }
    ordinaryWaiters += 1
    while ordinary.count >= ordinaryMaximum, !isOver { condition.wait() }
    ordinaryWaiters -= 1
    ordinary.append(element)
    wake()
  }

  private func wake() {
    guard priority.count + ordinary.count >= pauseCount else { return }
    if ordinaryWaiters > 0 { condition.broadcast() } else { condition.signal() }
  }

  /// Takes what there is, urgent first, at most `maximum`; waits while there is nothing, or until
  /// `seconds` have passed, after which nothing is taken. `nil` once the mailbox is closed and empty.
  func take(maximum: Int, waiting seconds: Double? = nil) -> [Element]? {
    condition.lock()
    defer { condition.unlock() }
    while priority.isEmpty && ordinary.isEmpty {
      if isOver { return nil }
      guard let seconds else {
        condition.wait()
        continue
      }
      // A finite date: the distant future overflows inside Foundation.
      guard condition.wait(until: Date(timeIntervalSinceNow: seconds)) else { return [] }
    }
    return takeNow(maximum)
  }

  /// Takes what there is now, urgent first, at most `maximum`.
  func takeWithoutWaiting(maximum: Int) -> [Element] {
    condition.lock()
    defer { condition.unlock() }
    return takeNow(maximum)
  }

  /// Waits until `seconds` have passed, `count` elements wait, or the mailbox is closed.
  func pause(seconds: Double, until count: Int) {
    let end = Date(timeIntervalSinceNow: seconds)
    condition.lock()
    defer { condition.unlock() }
    pauseCount = count
    while !isOver, priority.count + ordinary.count < count, condition.wait(until: end) {}
    pauseCount = 1
  }

  private func takeNow(_ maximum: Int) -> [Element] {
    var taken: [Element] = []
    Mailbox.move(&priority, to: &taken, maximum)
    Mailbox.move(&ordinary, to: &taken, maximum - taken.count)
    if ordinaryWaiters > 0 { condition.broadcast() }
    return taken
  }

  private static func move(_ lane: inout [Element], to taken: inout [Element], _ maximum: Int) {
    if lane.count <= maximum, taken.isEmpty {
      swap(&lane, &taken)
    } else {
      let count = min(lane.count, maximum)
      taken.append(contentsOf: lane[..<count])
      lane.removeFirst(count)
    }
  }

  /// The ordinary element that is taken next.
  var first: Element? {
    condition.lock()
    defer { condition.unlock() }
    return ordinary.first
  }

  /// How many ordinary elements wait.
  var count: Int {
    condition.lock()
    defer { condition.unlock() }
    return ordinary.count
  }

  /// Whether it takes nothing more in.
  var isClosed: Bool {
    condition.lock()
    defer { condition.unlock() }
    return isOver
  }

  /// Takes nothing more in; what is there can still be taken.
  func close() {
    condition.lock()
    isOver = true
    condition.broadcast()
    condition.unlock()
  }
}
