import Catalog
import Cryptography
import Documents
import Entries
import Journal
import Logging
import Node
import TransparencyLog
import Venue
import VenueModel

/// A whole world around one venue: its clients, the network between, its clock, its disk, and those who
/// watch it. Everything happens on one thread, in the sequence of the agenda, and follows from the
/// options alone.
package final class World {
  /// The venue's name.
  static let origin = "simulated.example"

  let options: RunOptions
  let workload: Workload
  var clock = SimulatedClock()
  var agenda = Agenda()
  var trace = Trace()
  var tally = Tally()
  let keys: Keyring
  let operatorKey: Ed25519.PrivateKey
  let logKey: LogKey
  let witness: Witness
  let storage: any Storage
  var machine: Machine?
  var catalog: Catalog?

  // Streams of chance, one for each part of the world.
  var pace: SimulationRandom
  var network: SimulationRandom
  var machinery: SimulationRandom
  var diskLuck: SimulationRandom
  var salts: SimulationRandom

  /// Commands drawn and commands sent so far.
  var drawn = 0
  var sent = 0
  /// All documents, in the sequence in which they were written.
  var letters: [Letter] = []
  var readers: [FeedReader] = []
  var violations: [Violation] = []
  var commandsToCatch: Int?
  /// Whether the market has been set up, so that faults may begin.
  var isSetUp = false
  /// Whether the world only waits for what is under way.
  var isEnding = false
  /// How many processes there have been.
  var processes = 0
  /// The latest that the venue's clock has ever shown.
  var latestWall: Int64 = 0
  /// Whether something stored was damaged, since a process last stood on it.
  var isDamaged = false
  /// What may rot in this run.
  let victim: RotVictim
  /// Whether the last process was killed, so that nothing that it wrote was lost.
  var wasKilled = false
  /// What the venue says to its operator.
  let log = CapturedLog()
  /// Starts that failed, one after the other.
  var failedStarts = 0

  package init(_ options: RunOptions) throws {
    self.options = options
    workload = options.without.reduce(options.workload) { $0.without($1) }
    let seed = options.seed
    keys = Keyring(seed: seed)
    operatorKey = keys.make()
    logKey = try LogKey(name: "\(World.origin)/log", privateKey: keys.make())
    witness = Witness(key: logKey.verifierKey)
    pace = SimulationRandom(seed: seed, stream: "pace")
    network = SimulationRandom(seed: seed, stream: "network")
    machinery = SimulationRandom(seed: seed, stream: "machinery")
    diskLuck = SimulationRandom(seed: seed, stream: "disk")
    salts = SimulationRandom(seed: seed, stream: "salts")
    storage = try makeStorage(seed: seed)
    victim = diskLuck.pick(RotVictim.allCases) ?? .journal
    for at in 0..<workload.readers {
      readers.append(FeedReader(instrument: at % 3 == 2 ? "S0" : nil))
    }
  }

  /// Sends all commands, waits for what became of them, and looks at everything once more.
  package func run() -> RunReport {
    start()
    if violations.isEmpty { setUp() }
    if violations.isEmpty {
      isSetUp = true
      if let machine { plant(in: machine) }
      for reader in readers { agenda.add(.connect(reader), at: clock.now + 1_000) }
      agenda.add(.command, at: clock.now + pace.draw(workload.interval))
      while violations.isEmpty, drawn < options.commands, step() {}
    }
    if violations.isEmpty { finish() }
    // A world in which something broke stands still. Its clients go on sending, and nobody answers.
    if !options.stopsAtViolation { sent += max(0, options.commands - drawn) }
    machine = nil
    return RunReport(
      seed: options.seed, commands: sent, violations: violations,
      commandsToCatch: commandsToCatch, trace: trace.text, tally: tally)
  }

  /// Notes what broke.
  func fail(_ what: String) {
    if commandsToCatch == nil { commandsToCatch = sent }
    trace.add(Array(what.utf8))
    violations.append(Violation(commands: sent, time: clock.now, what: what))
  }

  /// Notes what the witness found.
  func hear() {
    for what in witness.takeFaults() { fail(what) }
  }

  /// Lets the next thing happen; `false` when there is none.
  @discardableResult
  func step() -> Bool {
    guard let (time, happening) = agenda.take() else { return false }
    clock.advance(to: time)
    latestWall = max(latestWall, clock.wall)
    trace.add(UInt64(truncatingIfNeeded: time))
    handle(happening)
    hear()
    return true
  }

  private func handle(_ happening: Happening) {
    switch happening {
    case .command: nextCommand()
    case .request(let letter): receive(letter)
    case .answer(let letter, let answer): receive(answer, letter)
    case .patience(let letter, let attempt):
      if letter.isWaiting, letter.attempts == attempt { send(letter) }
    case .turn(let process): if let machine = running(process) { turn(machine) }
    case .tick(let process): if let machine = running(process) { wake(machine) }
    case .commit(let process): if let machine = running(process) { commit(machine) }
    case .follow(let process): if let machine = running(process) { follow(machine) }
    case .kill(let process): if running(process) != nil { kill() }
    case .start: if machine == nil { start() }
    case .connect(let reader): connect(reader)
    case .page(let reader, let connection):
      if reader.connection == connection { page(reader) }
    case .events(let reader, let connection, let events):
      if reader.connection == connection { receive(events, reader) }
    case .broken(let reader, let connection):
      if reader.connection == connection { breakOff(reader) }
    case .room: storage.setFull(false)
    }
  }

  /// The process with this number, while it runs.
  private func running(_ process: Int) -> Machine? {
    guard let machine, machine.number == process else { return nil }
    return machine
  }

  /// The genesis of the simulated venue.
  func genesis() -> GenesisRecord {
    let preset = RulePreset.openContinuous
    var rules = preset.rules
    rules["holdingDays"] = .number(Int64(workload.holdingDays))
    return GenesisRecord(
      origin: World.origin, operatorKey: operatorKey.publicKey,
      logKey: logKey.verifierKey.publicKey, credentialKey: operatorKey.publicKey,
      rules: rules, approval: "a simulation")
  }
}
