/// What a simulation is about: a market, what its members do, and what the world does to them.
package struct Workload: Sendable {
  /// Members beside the operator.
  package var accounts = 8
  /// How many of them are further accounts of an owner that has one already.
  package var sharedOwners = 1
  /// Instruments listed at the beginning.
  package var instruments = 2
  /// Units of an edition.
  package var units = 60
  /// Fen credited to each member at the beginning.
  package var cash = 400_000
  /// The holding period at the beginning, in days.
  package var holdingDays = 0
  /// Co-authors and payees that an edition may have.
  package var payees = 3

  /// How often each act is drawn, against the sum of all.
  package var mix: [(act: Act, weight: Int)] = []

  /// Time from one command to the next.
  package var interval = Span(1_000, 50_000)
  /// The chance that a long pause comes before a command, and how long it is.
  package var pause = Chance.never, pauseLength = Span(3_600_000_000, 100_000_000_000)
  /// How long a client waits for an answer before it sends again.
  package var patience = Span(500_000, 5_000_000)
  /// The chance that a client sends long after it signed, and how long.
  package var late = Chance.never, lateness = Span(0, 0)
  /// How far clients' clocks are off, either way.
  package var skew = Span(0, 0)
  /// Readers of the feed.
  package var readers = 2
  /// The chance that a reader's connection breaks when something is sent over it.
  package var breaks = Chance.never
  /// The chance that a command is followed by a read.
  package var reads = Chance.never

  /// How long a message takes.
  package var latency = Span(200, 2_000)
  /// The chances that a message is lost, comes twice, or takes long, and how long.
  package var drop = Chance.never, double = Chance.never, delay = Chance.never
  package var delayLength = Span(1_000_000, 60_000_000)

  /// The chance before each command that the clock is set, and by how much, either way.
  package var clockSet = Chance.never, clockStep = Span(1_000, 5_000_000)

  /// How long the venue's threads take for a turn.
  package var turn = Span(50, 3_000)
  /// The chance at each turn that the process is killed at that moment.
  package var kill = Chance.never
  /// The chance at each commit that the power goes: within one of its calls to the disk, when
  /// something of it has just been shown, or while it waits.
  package var powerCut = Chance.never
  /// How long the operator takes to start the venue again.
  package var restart = Span(500_000, 20_000_000)
  /// Entries from one snapshot to the next; 0 for none.
  package var snapshotInterval = 0
  /// Whether the catalog follows.
  package var hasCatalog = false

  /// How long a commit takes.
  package var sync = Span(100, 4_000)
  /// The chances at each commit that the disk is slow, and how long it then takes.
  package var slow = Chance.never, slowLength = Span(100_000, 5_000_000)
  /// The chance at each commit that some call of it fails once.
  package var ioError = Chance.never
  /// The chance at each commit that the disk is full from then on, and for how long.
  package var full = Chance.never, fullLength = Span(1_000_000, 60_000_000)
  /// The chance at each restart that something stored has rotted meanwhile.
  package var rot = Chance.never

  package init() {}

  /// The sum of all weights.
  package var weightSum: Int { mix.reduce(0) { $0 + $1.weight } }

  /// Without what a fault does.
  package func without(_ fault: Fault) -> Workload {
    var less = self
    switch fault {
    case .network:
      (less.drop, less.double, less.delay, less.breaks) = (.never, .never, .never, .never)
    case .lateness: (less.late, less.skew) = (.never, Span(0, 0))
    case .clock: less.clockSet = .never
    case .kills: less.kill = .never
    case .power: less.powerCut = .never
    case .rot: less.rot = .never
    case .errors: less.ioError = .never
    case .room: less.full = .never
    case .slowness: less.slow = .never
    }
    return less
  }
}
