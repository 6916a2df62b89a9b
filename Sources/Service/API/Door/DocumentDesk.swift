import Documents
import Foundation
import Node
import Venue

/// What happens to an order or a cancel between the connection it came over and its answer: counted,
/// read and verified on threads of its own, cancels first, and handed to the sequencer.
///
/// The threads that serve connections do nothing of this, so that however much waits to be verified
/// they go on to take cancels in and turn orders away.
final class DocumentDesk: Sendable {
  /// What became of a document.
  enum Outcome: Sendable {
    case answered(DocumentAnswer)
    /// It became an entry. Its answer is put together where it is sent, so that the thread that makes
    /// entries durable goes on at once.
    case entered(Receiptable, isMinimal: Bool)
    /// It is for the routes: an opening, a filing, a repetition, an old id.
    case elsewhere
  }

  let service: Service
  private let verifiers: WorkerPool

  init(service: Service) {
    self.service = service
    // What waits is bounded by the admission, not here.
    verifiers = WorkerPool(
      threads: max(2, ProcessInfo.processInfo.activeProcessorCount),
      waiting: 2 * Admission.countMaximum, isYielding: true)
  }

  /// What a document that would come now would be turned away with.
  func turningAway(_ lane: Admission.Lane) -> DocumentAnswer? {
    if service.node.waitsForDisk { return DocumentDesk.waitsForDisk }
    return service.admission.isFull(lane) ? DocumentDesk.full : nil
  }

  /// What a document is told that is turned away, written out once.
  static let full = DocumentAnswer(Service.tooMuchWaits)
  static let waitsForDisk = DocumentAnswer(Service.waitsForDisk)

  /// Takes a document; `answer` is called on some thread.
  func take(
    _ bytes: [UInt8], _ lane: Admission.Lane, isMinimal: Bool,
    then answer: @escaping @Sendable (Outcome) -> Void
  ) {
    guard DocumentDesk.isOrder(bytes) else { return answer(.elsewhere) }
    let admission = service.admission
    let byteCount = bytes.count
    guard admission.enter(lane, byteCount: byteCount) else {
      return answer(.answered(DocumentDesk.full))
    }
    let counted: @Sendable (Outcome) -> Void = {
      admission.leave(lane, byteCount: byteCount)
      answer($0)
    }
    guard lane == .orders else { return submit(bytes, lane, isMinimal: isMinimal, then: counted) }
    let isTaken = verifiers.put(isUrgent: false) { [self] in
      service.node.waitForFollowers()
      submit(bytes, lane, isMinimal: isMinimal, then: counted)
    }
    if !isTaken {
      admission.leave(lane, byteCount: byteCount)
      answer(.answered(DocumentDesk.full))
    }
  }

  private func submit(
    _ bytes: [UInt8], _ lane: Admission.Lane, isMinimal: Bool,
    then answer: @escaping @Sendable (Outcome) -> Void
  ) {
    do throws(Problem) {
      let document = try service.document(bytes)
      try service.requirePath(of: document.type, isCancels: lane == .cancels)
      guard document.type.isOrder else { return answer(.elsewhere) }
      let isMinimal = isMinimal || document.type == .batchOrders
      let isTaken = service.node.sequencer.submit(
        try service.submission(document), isUrgent: document.type.isCancel
      ) { result in
        switch result {
        case .entered(let made): answer(.entered(made, isMinimal: isMinimal))
        case .rejected(let problem): answer(.answered(DocumentAnswer(problem)))
        case .known, .outsideWindow: answer(.elsewhere)
        }
      }
      if !isTaken { answer(.answered(DocumentDesk.full)) }
    } catch {
      answer(.answered(DocumentAnswer(error)))
    }
  }

  /// Whether the bytes end like a canonical order or cancel, whose `type` is the last member. A guess
  /// that spares other documents a second verification; what they are is found out when they are
  /// read.
  private static func isOrder(_ bytes: [UInt8]) -> Bool {
    ends.contains { bytes.count > $0.count && bytes[(bytes.count - $0.count)...].elementsEqual($0) }
  }

  private static let ends = DocumentType.allCases.filter(\.isOrder).map {
    Array("\"type\":\"\($0.rawValue)\"}".utf8)
  }
}

extension DocumentType {
  /// Whether it places, changes or takes away orders.
  fileprivate var isOrder: Bool {
    switch self {
    case .placeOrder, .batchOrders, .amendOrder, .cancelOrder, .cancelAllOrders, .cancelAfter:
      true
    default: false
    }
  }
}
