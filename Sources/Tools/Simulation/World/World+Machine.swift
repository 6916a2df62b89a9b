import Entries
import Journal
import Node
import Venue

// The venue's two threads, one happening at a time: turns of the node, and making them durable.
extension World {
  /// How long a disk that is full or fails is left alone, as the sequencer does.
  private static let pauseLength: Int64 = 500_000
  /// The longest wait before the clock is looked at again while something will fall due.
  private static let watchLength: Int64 = 1_000_000
  /// What falls due later than this is not looked at until then.
  private static let watchedMinimum: Int64 = 60_000_000
  /// How late a tick may be on a venue that is not held up.
  private static let tickPatience: Int64 = 5_000_000
  /// So many calls to the disk a commit makes at most, to fail or end within one of them.
  private static let callsOfACommit: Int64 = 24

  // MARK: A turn

  /// Puts a turn of the sequencer down, unless one is.
  func planTurn(_ machine: Machine) {
    guard !machine.isTurnDue, machine.hasRoom else { return }
    machine.isTurnDue = true
    agenda.add(
      .turn(process: machine.number), at: clock.now + machinery.draw(workload.turn))
  }

  /// Wakes the sequencer when something will fall due. The clock may be set meanwhile, so a look is
  /// never far away.
  func watch(_ machine: Machine) {
    guard let due = machine.node.state.venue.nextDue else { return }
    let left = due - clock.wall
    // What is far away is looked at again when the clock was set; time goes on in any case.
    let wait = left > World.watchedMinimum ? left : min(max(left, 1_000), World.watchLength)
    let time = clock.now + wait
    if let planned = machine.tickTime, planned <= time, planned > clock.now { return }
    machine.tickTime = time
    agenda.add(.tick(process: machine.number), at: time)
  }

  /// Something may have fallen due.
  func wake(_ machine: Machine) {
    guard machine.hasRoom else { return }
    machine.tickTime = nil
    checkTicks(machine)
    if machine.node.isDue(at: clock.wall) {
      planTurn(machine)
    } else {
      watch(machine)
    }
  }

  func turn(_ machine: Machine) {
    machine.isTurnDue = false
    guard machine.hasRoom else { return }
    if isSetUp, !isEnding, machinery.hits(workload.kill) { return kill() }
    let wall = clock.wall
    tick(machine)
    guard machine.hasRoom else { return planAfter(machine) }
    var letters: [Letter] = []
    var looks: [Look] = []
    for item in take(machine) {
      switch item {
      case .submit(let letter, var submission):
        submission.ticket = UInt64(letters.count)
        letters.append(letter)
        _ = machine.node.step(.submit(submission), at: wall)
      case .act(let kind, let open):
        _ = machine.node.step(.act(kind, open, salt: salts.bytes(16)), at: wall)
      case .read(let look):
        looks.append(look)
        _ = machine.node.step(.read(Self.seeing(look)), at: wall)
      }
    }
    close(machine, letters, looks)
    planAfter(machine)
  }

  private func planAfter(_ machine: Machine) {
    if !machine.urgent.isEmpty || !machine.ordinary.isEmpty { planTurn(machine) }
    watch(machine)
  }

  /// What waits, cancels first.
  private func take(_ machine: Machine) -> [Machine.Item] {
    var items = Array(machine.urgent.prefix(Machine.sliceMaximum))
    machine.urgent.removeFirst(items.count)
    let rest = machine.ordinary.prefix(Machine.sliceMaximum - items.count)
    items += rest
    machine.ordinary.removeFirst(rest.count)
    return items
  }

  private static func seeing(
    _ look: Look
  ) -> @Sendable (borrowing Venue) -> @Sendable () -> Void {
    { venue in
      look.size = venue.nextSequence
      look.available = venue.balance(of: look.account)?.available ?? 0
      look.held = venue.balance(of: look.account)?.held ?? 0
      look.openOrders = venue.openOrders(of: look.account)
      return { look.isShown = true }
    }
  }

  /// Deals with what has fallen due, each tick a batch of its own.
  private func tick(_ machine: Machine) {
    while machine.node.isDue(at: clock.wall) {
      _ = machine.node.step(.tick(salt: salts.bytes(16)), at: clock.wall)
      close(machine, [], [])
    }
  }

  private func close(_ machine: Machine, _ letters: [Letter], _ looks: [Look]) {
    guard let commit = machine.node.step(.close, at: clock.wall), !commit.isEmpty else { return }
    machine.turns.append(
      Machine.Turn(
        commit: commit, letters: letters, clock: clock.wall...max(clock.wall, latestWall),
        looks: looks))
    planCommit(machine)
  }

  // MARK: A commit

  private func planCommit(_ machine: Machine) {
    guard !machine.isCommitDue, !machine.turns.isEmpty else { return }
    machine.isCommitDue = true
    var time = diskLuck.draw(workload.sync)
    if isSetUp, !isEnding, diskLuck.hits(workload.slow) {
      time += diskLuck.draw(workload.slowLength)
    }
    agenda.add(.commit(process: machine.number), at: clock.now + time)
  }

  /// What goes wrong with the disk while the next turn is made durable. One thing at a time: between
  /// two faults the venue stands on what is sound, which is all that is promised.
  private func arm() -> Bool {
    guard isSetUp, !isEnding, !storage.hasCrashed else { return false }
    if diskLuck.hits(workload.full) {
      storage.setFull(true)
      agenda.add(.room, at: clock.now + diskLuck.draw(workload.fullLength))
    } else if diskLuck.hits(workload.ioError) {
      storage.failOnce(afterCalls: Int(diskLuck.draw(0...World.callsOfACommit)))
    } else if diskLuck.hits(workload.powerCut) {
      switch diskLuck.draw(0...3) {
      case 0: storage.cutPower(afterCalls: nil)
      case 1, 2: storage.cutPower(afterCalls: Int(diskLuck.draw(0...World.callsOfACommit)))
      default: return true
      }
    }
    return false
  }

  func commit(_ machine: Machine) {
    machine.isCommitDue = false
    guard let turn = machine.turns.first else { return }
    // The moment at which somebody has just been told something is the worst one.
    let cutsWhenShown = arm()
    if storage.hasCrashed { return losePower() }
    var shown: [(Letter, SubmissionResult)] = []
    let reader = machine.reader
    let feed = machine.feed
    do throws(JournalError) {
      try machine.committer.carryOut(turn.commit) { commit in
        guard let batch = commit.batch else { return }
        publish(batch, turn.clock, reader)
        feed.send(batch.rows, size: batch.size)
      } answer: { ticket, result in
        if case .entered(let made) = result, made.sequence >= witness.size {
          fail("entry \(made.sequence) is acknowledged before it is durable")
        }
        shown.append((turn.letters[Int(ticket)], result))
        if cutsWhenShown { storage.cutPower(afterCalls: nil) }
      }
      storage.disarm()
      tell(shown, turn, reader)
      if cutsWhenShown { storage.cutPower(afterCalls: nil) }
      if storage.hasCrashed { return losePower() }
      machine.isPaused = false
      machine.turns.removeFirst()
      goOn(machine, turn.commit)
    } catch {
      storage.disarm()
      tell(shown, turn, reader)
      if storage.hasCrashed { return losePower() }
      fail(error, machine)
    }
  }

  /// A batch is shown for the first time: if it is not durable by now, it was shown too early.
  private func publish(
    _ batch: JournalBatch, _ clock: ClosedRange<Int64>, _ reader: JournalReader
  ) {
    let reached = (try? reader.newestCheckpoint())?.size
    guard storage.isJournalSynced, reached ?? batch.size >= batch.size else {
      return fail("a batch up to entry \(batch.size - 1) is shown before it is durable")
    }
    witness.see(batch, clock: clock)
    for row in batch.rows {
      trace.add(row.entry)
      if row.answer.refusal != nil { tally.refused += 1 }
    }
    tally.entries += batch.rows.count
    hear()
  }

  private func tell(
    _ shown: [(Letter, SubmissionResult)], _ turn: Machine.Turn, _ reader: JournalReader
  ) {
    for (letter, result) in shown where violations.isEmpty { show(result, letter, reader) }
    for look in turn.looks where look.isShown && violations.isEmpty { check(look) }
    flushFeed()
  }

  /// The turn is durable and told: what follows, and what comes next.
  private func goOn(_ machine: Machine, _ commit: Commit) {
    machine.committer.tidy(isIdle: machine.turns.isEmpty)
    if storage.hasCrashed { return losePower() }
    if let batch = commit.batch, workload.hasCatalog {
      machine.uncatalogued += batch.rows
      if machine.uncatalogued.count >= 64 { follow(machine) }
    }
    snapshot(machine, commit)
    if storage.hasCrashed { return losePower() }
    planCommit(machine)
    planAfter(machine)
    checkTicks(machine)
  }

  /// Ticks come when something is due, with or without traffic.
  private func checkTicks(_ machine: Machine) {
    guard let due = witness.model.nextDue, machine.turns.isEmpty, !machine.isTurnDue,
      clock.wall > due
    else {
      machine.overdueSince = nil
      return
    }
    let since = machine.overdueSince ?? clock.now
    machine.overdueSince = since
    guard clock.now - since > World.tickPatience else { return }
    fail("what fell due \(clock.wall - due) microseconds ago has not been dealt with")
  }

  /// A second state follows, and is kept now and then.
  private func snapshot(_ machine: Machine, _ commit: Commit) {
    guard machine.maker != nil, let item = SnapshotItem(commit) else { return }
    if let act = try? machine.maker?.follow(item) {
      machine.urgent.append(.act(act.kind, act.open))
    }
    if machine.maker?.isDue == true, let act = machine.maker?.announce() {
      machine.urgent.append(.act(act.kind, act.open))
    }
  }

  /// The journal could not be written.
  private func fail(_ error: JournalError, _ machine: Machine) {
    guard error.mayPass else {
      // The venue ends itself; the next start finds out what is on the disk.
      guard isSetUp, workload.ioError != .never || workload.full != .never else {
        return fail("the venue ends itself: \(error)")
      }
      guard error.code != 0 else { return fail("the venue ends itself: \(error)") }
      tally.stops += 1
      storage.endProcess()
      return end()
    }
    if !machine.isPaused { tally.waits += 1 }
    machine.isPaused = true
    machine.isCommitDue = true
    agenda.add(.commit(process: machine.number), at: clock.now + World.pauseLength)
  }

  // MARK: The end of a process

  /// The process is killed: what it wrote stays with the system.
  func kill() {
    tally.kills += 1
    storage.endProcess()
    end()
    wasKilled = true
  }

  /// The power has gone: what was not synced is lost.
  func losePower() {
    tally.powerCuts += 1
    end()
  }

  private func end() {
    trace.add("end", UInt64(processes))
    machine = nil
    catalog = nil
    wasKilled = false
    storage.disarm()
    for reader in readers { lose(reader) }
    agenda.add(.start, at: clock.now + machinery.draw(workload.restart))
  }
}
