import Catalog
import Entries
import Files
import Journal
import Node
import TransparencyLog
import Venue

// Starting the venue, and what an operator does when it will not start.
extension World {
  /// How often a start may fail in a row.
  private static let startsMaximum = 40

  func start() {
    storage.restore()
    let isCopyBehind = log.lines.contains { $0.text.contains("second copy") }
    log.clear()
    processes += 1
    guard processes < 100_000 else { return }
    let hadSnapshots = (try? storage.stores.snapshots.names())?.isEmpty == false
    rot(isCopyBehind: isCopyBehind)
    do {
      if isDamaged, victim == .journal {
        // An operator who hears of a bad disk looks at everything before going on.
        try JournalScrub.check(
          try Journal(path: storage.journalPath, system: storage.system),
          key: logKey.verifierKey)
      }
      let opening = try Opening(
        origin: World.origin, logKey: logKey,
        journal: try Journal(path: storage.journalPath, system: storage.system),
        stores: storage.stores, beginning: { (genesis(), clock.wall) }, logger: log.logger)
      tally.starts += 1
      let replayed = Int(opening.replayed)
      if UInt64(replayed) < opening.node.nextSequence, processes > 1 { tally.resumes += 1 }
      let snapshots = opening.snapshots
      let machine = opening.handOver { node, committer in
        Machine(number: processes, node, committer)
      }
      machine.maker = try snapshotMaker(machine.node, snapshots, replayed)
      plant(in: machine)
      self.machine = machine
    } catch {
      return cannotStart(error)
    }
    guard let machine else { return }
    check(machine, hadSnapshots: hadSnapshots)
    guard violations.isEmpty else { return }
    isDamaged = false
    failedStarts = 0
    openCatalog(machine)
    for reader in readers where isSetUp {
      agenda.add(.connect(reader), at: clock.now + network.draw(workload.latency))
    }
    watch(machine)
  }

  /// Something stored changes while the venue is down. One part of a venue's data rots in a run, and only
  /// when nothing else was lost at the same time: an entry may be lost where the journal and its second
  /// copy are damaged in the same place, and nothing else promises more.
  private func rot(isCopyBehind: Bool) {
    // What the copy could not take, the journal has alone.
    guard !isCopyBehind || victim != .journal, isSetUp, !isEnding, wasKilled,
      diskLuck.hits(workload.rot)
    else { return }
    guard let place = storage.rot(victim) else { return }
    trace.add(Array(place.utf8))
    tally.rots += 1
    isDamaged = true
  }

  /// Plants the bug of this run where it sits. What the set-up needs is done without it.
  func plant(in machine: Machine) {
    guard let plant = options.plant, isSetUp else { return }
    machine.node.plant = plant
    machine.committer.plant = plant
    machine.maker?.plant = plant
  }

  private func snapshotMaker(
    _ node: borrowing Node, _ store: SnapshotStore, _ replayed: Int
  ) throws -> SnapshotMaker? {
    guard workload.snapshotInterval > 0 else { return nil }
    return try SnapshotMaker(
      from: node.state.snapshot(), replayed: replayed, store: store,
      interval: workload.snapshotInterval)
  }

  /// The venue stands again: nothing that anybody was shown may be missing, and its state must be the
  /// one that all its entries come to.
  private func check(_ machine: Machine, hadSnapshots: Bool) {
    let size = machine.node.nextSequence
    trace.add("start", size)
    guard size >= witness.size else {
      return fail(
        "after a start there are \(size) entries; \(witness.size) were durable and shown")
    }
    // What became durable and nobody was told of.
    do {
      while witness.size < size {
        guard let end = try machine.reader.checkpoint(covering: witness.size) else {
          return fail("entry \(witness.size) has no checkpoint")
        }
        let rows = try machine.reader.rows(
          from: witness.size, limit: Int(end.size - witness.size))
        witness.see(
          JournalBatch(rows: rows, size: end.size, checkpoint: end.checkpoint), clock: nil)
        tally.entries += rows.count
        hear()
        guard violations.isEmpty else { return }
      }
    } catch {
      return fail("what became durable cannot be read: \(error)")
    }
    compare(machine)
    if !isDamaged, victim != .snapshots,
      let line = log.lines.first(where: { $0.text.contains("snapshot") })
    {
      fail("nothing was damaged, and \(line.text)")
    }
  }

  /// Holds the venue's state to that of one which has never been restarted.
  func compare(_ machine: Machine) {
    guard machine.node.state.root == witness.tree.root(of: witness.kept.count) else {
      return fail("the tree's root is not that of the entries")
    }
    guard machine.node.state.venue.publicState() == witness.shadow.publicState(),
      machine.node.state.venue.sealedState() == witness.shadow.sealedState()
    else { return fail("the state is not the one before, nor that of a replay") }
  }

  // MARK: When it does not start

  private func cannotStart(_ error: any Error) {
    trace.add("cannot start")
    if storage.hasCrashed {
      tally.powerCuts += 1
      return startAgain(error)
    }
    storage.endProcess()
    // A disk that is full or fails is waited for: nothing is damaged by it.
    if (error as? JournalError)?.mayPass == true || error is FileStoreError {
      return startAgain(error)
    }
    repair(error)
  }

  private func startAgain(_ reason: any Error) {
    failedStarts += 1
    guard failedStarts < World.startsMaximum else {
      return fail("the venue has not started in \(failedStarts) attempts: \(reason)")
    }
    agenda.add(.start, at: clock.now + machinery.draw(workload.restart))
  }

  /// The operator makes the journal anew from what of it is sound and from the second copy, as
  /// `yunshang repair` does.
  private func repair(_ reason: any Error) {
    tally.repairs += 1
    storage.restore()
    defer { if !storage.hasCrashed { storage.endProcess() } }
    do {
      let report = try {
        let damaged = try? Journal(path: storage.journalPath, system: storage.system).reader
        var rebuild = try JournalRebuild(
          logKey: logKey, damaged: damaged, copy: storage.stores.copy)
        return try rebuild.write(to: storage.rebuiltPath, system: storage.system)
      }()
      guard report.entryCount >= witness.size else {
        return fail(
          "the venue does not start: \(reason); a repair reaches \(report.entryCount) of "
            + "\(witness.size) entries: \(report.stop ?? "there are no more")")
      }
      guard isDamaged else {
        return fail("nothing was damaged, and a repair is asked for: \(reason)")
      }
      try storage.replaceJournal()
    } catch {
      if storage.hasCrashed { return startAgain(error) }
      return fail("the venue does not start: \(reason); nor can it be repaired: \(error)")
    }
    startAgain(reason)
  }

  // MARK: The catalog

  private func openCatalog(_ machine: Machine) {
    guard workload.hasCatalog else { return }
    do {
      let catalog = try Catalog(path: catalogPath)
      while catalog.nextSequence < machine.node.nextSequence {
        let rows = try machine.reader.rows(from: catalog.nextSequence, limit: 1_000)
        guard !rows.isEmpty else { break }
        try catalog.project(rows.map(CatalogRow.init))
      }
      guard catalog.nextSequence == machine.node.nextSequence else {
        return fail(
          "the catalog has \(catalog.nextSequence) entries, the journal "
            + "\(machine.node.nextSequence)")
      }
      self.catalog = catalog
    } catch {
      fail("the catalog cannot follow: \(error)")
    }
  }

  /// The catalog takes what has become durable.
  func follow(_ machine: Machine) {
    guard let catalog, !machine.uncatalogued.isEmpty else { return }
    do {
      try catalog.project(machine.uncatalogued.map(CatalogRow.init))
      machine.uncatalogued = []
    } catch {
      fail("the catalog cannot follow: \(error)")
    }
  }
}
