import Catalog
import Entries
import Foundation
import Journal
import Node
import TransparencyLog
import Venue

// The end of a run: everything comes to rest, and everything is looked at once more.
extension World {
  /// Longer than anything may take once nothing goes wrong any more.
  private static let patience: Int64 = 48 * 3_600_000_000
  private static let day: Int64 = 86_400_000_000
  /// Documents that are asked for again at the end.
  private static let askedAgainCount = 200

  func finish() {
    isEnding = true
    storage.disarm()
    storage.setFull(false)
    clock.correct()
    settle("all documents are answered") { !letters.contains { $0.isWaiting } }
    settle("the venue stands") { machine != nil }
    askAgain()
    restartOnce()
    // Beyond the window only the journal's index knows.
    clock.advance(to: clock.now + World.day + 200_000_000)
    latestWall = max(latestWall, clock.wall)
    if let machine {
      machine.tickTime = nil
      watch(machine)
    }
    askAgain()
    settle("all events have reached their readers") {
      !readers.contains { next($0) != nil }
    }
    guard violations.isEmpty, let machine else { return }
    witness.compareState()
    hear()
    compare(machine)
    checkJournal(machine)
    checkReplays(machine)
    checkCatalog(machine)
    hear()
  }

  /// Lets the world go on until `isDone`.
  private func settle(_ what: String, _ isDone: () -> Bool) {
    let end = clock.now + World.patience
    while violations.isEmpty, !isDone() {
      guard clock.now < end, step() else {
        let waiting = letters.first { $0.isWaiting }
        return fail(
          "it does not come about that \(what)"
            + (waiting.map { ": document \($0.number) waits, entry \($0.entry ?? 0)" } ?? ""))
      }
    }
  }

  /// Asks for documents by sending them again: the answers must be those of the first time.
  private func askAgain() {
    guard violations.isEmpty else { return }
    let stride = max(1, letters.count / World.askedAgainCount)
    var asked: [Letter] = []
    for at in Swift.stride(from: 0, to: letters.count, by: stride) {
      let letter = letters[letters.count - 1 - at]
      letter.attempts = 0
      letter.isWaiting = true
      asked.append(letter)
      send(letter)
    }
    settle("documents that are asked for again are answered") {
      !asked.contains { $0.isWaiting }
    }
    for letter in asked where violations.isEmpty {
      if letter.entry != nil, letter.answer == nil {
        fail("document \(letter.number) is an entry, and its sender is not told")
      }
    }
  }

  private func restartOnce() {
    guard violations.isEmpty, machine != nil else { return }
    kill()
    settle("the venue stands again") { machine != nil }
  }

  /// Every row must still be what it was when it became durable.
  private func checkJournal(_ machine: Machine) {
    guard violations.isEmpty else { return }
    do {
      var next: UInt64 = 0
      while next < witness.size {
        let rows = try machine.reader.rows(from: next, limit: 1_000)
        guard !rows.isEmpty else { return fail("the journal ends at \(next)") }
        for row in rows {
          guard Witness.digest(row) == witness.kept[Int(row.sequence)].row else {
            return fail("row \(row.sequence) is not what it was")
          }
        }
        next += UInt64(rows.count)
      }
    } catch {
      fail("the journal cannot be read: \(error)")
    }
  }

  /// A replay of everything from the first entry, and one of what is public.
  private func checkReplays(_ machine: Machine) {
    guard violations.isEmpty else { return }
    do {
      var state = LogState()
      var open = Replay(scope: .open)
      while state.venue.nextSequence < witness.size {
        let rows = try machine.reader.rows(from: state.venue.nextSequence, limit: 1_000)
        for row in rows {
          try state.recover(row)
          try open.apply(row.entry, disclosed: nil)
        }
      }
      let state1 = machine.node.state.venue.publicState()
      guard state.venue.publicState() == state1, open.venue.publicState() == state1,
        state.venue.sealedState() == machine.node.state.venue.sealedState(),
        state.root == machine.node.state.root
      else { return fail("a replay comes to another state") }
    } catch {
      fail("a replay finds: \(error)")
    }
  }

  // MARK: The catalog

  var catalogPath: String { "\(storage.scratch)/catalog.sqlite" }

  /// The catalog that followed has what one has that is built at once.
  private func checkCatalog(_ machine: Machine) {
    guard violations.isEmpty, workload.hasCatalog, let catalog else { return }
    follow(machine)
    do {
      let other = try Catalog(path: "\(storage.scratch)/rebuilt.sqlite")
      while other.nextSequence < witness.size {
        let rows = try machine.reader.rows(from: other.nextSequence, limit: 1_000)
        guard !rows.isEmpty else { return fail("the journal ends before its end") }
        try other.project(rows.map(CatalogRow.init))
      }
      guard try catalog.contents() == other.contents() else {
        return fail("a catalog that is built anew has other rows than the one that followed")
      }
    } catch {
      fail("the catalog cannot be built anew: \(error)")
    }
  }
}
