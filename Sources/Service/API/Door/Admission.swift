import Synchronization

/// How much may be between the door and its answer, counted before any of it is read.
///
/// What is beyond the bound is turned away at once, for the price of reading its head. Cancels are
/// counted by themselves: new orders that wait never keep a cancel out.
final class Admission: Sendable {
  /// Which count a document belongs to, as its path says.
  enum Lane: Sendable {
    case orders
    case cancels
  }

  /// The most documents of a lane: for orders some 25 ms of work on two processors.
  static let countMaximum = 320
  /// The most bytes of a lane's documents, since a batch is a hundred times the work of one order
  /// and some ten times its bytes. One document is taken however large.
  static let byteCountMaximum = 256 * 1024

  private struct Load: ~Copyable, Sendable {
    let count = Atomic<Int>(0)
    let byteCount = Atomic<Int>(0)

    var isFull: Bool {
      count.load(ordering: .relaxed) >= Admission.countMaximum
        || byteCount.load(ordering: .relaxed) >= Admission.byteCountMaximum
    }

    func change(_ documents: Int, _ bytes: Int) {
      count.wrappingAdd(documents, ordering: .relaxed)
      byteCount.wrappingAdd(bytes, ordering: .relaxed)
    }
  }

  private let orders = Load()
  private let cancels = Load()

  /// Whether a document would be turned away now. Threads that ask at the same time may each pass,
  /// so the bound can be exceeded by as many documents as there are threads.
  func isFull(_ lane: Lane) -> Bool {
    switch lane {
    case .orders: orders.isFull
    case .cancels: cancels.isFull
    }
  }

  /// Counts a document in; `false` when it is to be turned away.
  func enter(_ lane: Lane, byteCount: Int) -> Bool {
    guard !isFull(lane) else { return false }
    change(lane, 1, byteCount)
    return true
  }

  /// Counts a document out, once it has its answer.
  func leave(_ lane: Lane, byteCount: Int) { change(lane, -1, -byteCount) }

  private func change(_ lane: Lane, _ documents: Int, _ bytes: Int) {
    switch lane {
    case .orders: orders.change(documents, bytes)
    case .cancels: cancels.change(documents, bytes)
    }
  }
}
