import Fingerprints
import Synchronization

/// Fingerprints of files that were looked at, so that a file in many pairs is read once.
final class FingerprintShelf: Sendable {
  private struct Shelf: Sendable {
    var prints: [String: (print: Result<FileFingerprint, any Error>, used: Int)] = [:]
    var clock = 0
  }

  private let examiner: LocalExaminer
  private let looking: Fingerprinter.Looking
  private let limit: Int
  private let shelf = Mutex(Shelf())

  /// A shelf for at most `limit` files.
  init(_ examiner: LocalExaminer, looking: Fingerprinter.Looking, limit: Int) {
    self.examiner = examiner
    self.looking = looking
    self.limit = limit
  }

  /// The fingerprint of the file at `path`, or why there is none.
  func fingerprint(_ path: String) throws -> FileFingerprint {
    let known = shelf.withLock { shelf in
      shelf.clock += 1
      shelf.prints[path]?.used = shelf.clock
      return shelf.prints[path]?.print
    }
    if let known { return try known.get() }
    let found = Result { try examiner.fingerprint(path, looking: looking) }
    shelf.withLock { shelf in
      if shelf.prints.count >= limit { FingerprintShelf.clear(&shelf) }
      shelf.prints[path] = (found, shelf.clock)
    }
    return try found.get()
  }

  /// Takes the half off that was not used for the longest time.
  private static func clear(_ shelf: inout Shelf) {
    let middle = shelf.prints.values.map(\.used).sorted()[shelf.prints.count / 2]
    shelf.prints = shelf.prints.filter { $0.value.used > middle }
  }
}
