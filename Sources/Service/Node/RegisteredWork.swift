import Cryptography
import Fingerprints
import Venue

/// A work that was just registered, with what recognises changed copies of it.
package struct RegisteredWork: Sendable {
  /// Its number.
  package let asset: EntryNumber
  /// Which insertion into the register's index it was.
  package let version: Int
  /// The codes of its files.
  package let codes: [Code]
  /// The features of its files, for those that have any.
  package let features: [(file: Digest, features: FileFeatures)]
}

/// The newest works, of which a filing that was looked at earlier knows nothing yet.
struct RecentWorks {
  /// How many are remembered. More cannot be registered while one filing waits for its number.
  private static let countMaximum = 256

  private var works: [RegisteredWork] = []
  /// The newest work that is not remembered any more.
  private var forgotten: Int

  /// None, after an insertion.
  init(after version: Int) { forgotten = version }

  mutating func remember(_ work: RegisteredWork) {
    works.append(work)
    guard works.count > RecentWorks.countMaximum else { return }
    forgotten = works.removeFirst().version
  }

  /// The works after an insertion; `nil` where some of them are not remembered.
  func works(after seen: Int) -> ArraySlice<RegisteredWork>? {
    guard forgotten <= seen else { return nil }
    let first = works.firstIndex { $0.version > seen } ?? works.endIndex
    return works[first...]
  }
}
