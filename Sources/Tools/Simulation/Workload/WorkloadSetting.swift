/// A name that a workload's file may set, and what its value is.
struct WorkloadSetting: Sendable {
  /// The section it stands in.
  let section: String
  let name: String
  /// What a value looks like, for the one who wrote another.
  let form: String
  /// Takes a value; `false` for one that is none.
  let read: @Sendable (inout Workload, String) -> Bool

  private init(
    _ section: String, _ name: String, _ form: String,
    _ read: @escaping @Sendable (inout Workload, String) -> Bool
  ) {
    self.section = section
    self.name = name
    self.form = form
    self.read = read
  }

  private static func count(
    _ section: String, _ name: String, _ range: ClosedRange<Int>,
    _ path: WritableKeyPath<Workload, Int> & Sendable
  ) -> WorkloadSetting {
    WorkloadSetting(
      section, name, "a whole number from \(range.lowerBound) to \(range.upperBound)"
    ) { workload, text in
      guard let number = Int(text), range.contains(number) else { return false }
      workload[keyPath: path] = number
      return true
    }
  }

  private static func chance(
    _ section: String, _ name: String, _ path: WritableKeyPath<Workload, Chance> & Sendable
  ) -> WorkloadSetting {
    WorkloadSetting(section, name, "a chance such as 0.01 or 1/500") { workload, text in
      guard let chance = Chance(text) else { return false }
      workload[keyPath: path] = chance
      return true
    }
  }

  private static func span(
    _ section: String, _ name: String, _ path: WritableKeyPath<Workload, Span> & Sendable
  ) -> WorkloadSetting {
    WorkloadSetting(
      section, name, "a time such as 20ms, or from one to another: 200us..5ms"
    ) { workload, text in
      guard let span = Span(text) else { return false }
      workload[keyPath: path] = span
      return true
    }
  }

  private static func flag(
    _ section: String, _ name: String, _ path: WritableKeyPath<Workload, Bool> & Sendable
  ) -> WorkloadSetting {
    WorkloadSetting(section, name, "yes or no") { workload, text in
      guard text == "yes" || text == "no" else { return false }
      workload[keyPath: path] = text == "yes"
      return true
    }
  }

  private static func weight(_ act: Act) -> WorkloadSetting {
    WorkloadSetting("mix", act.rawValue, "a whole number from 0 to 100000") { workload, text in
      guard let weight = Int(text), (0...100_000).contains(weight) else { return false }
      workload.mix.append((act, weight))
      return true
    }
  }

  /// All there are.
  static let all: [WorkloadSetting] =
    [
      count("market", "accounts", 2...64, \.accounts),
      count("market", "shared-owners", 0...8, \.sharedOwners),
      count("market", "instruments", 1...16, \.instruments),
      count("market", "units", 1...5_000, \.units),
      count("market", "cash", 0...1_000_000_000, \.cash),
      count("market", "holding-days", 0...30, \.holdingDays),
      count("market", "payees", 0...8, \.payees),
      span("clients", "interval", \.interval),
      chance("clients", "pause", \.pause),
      span("clients", "pause-length", \.pauseLength),
      span("clients", "patience", \.patience),
      chance("clients", "late", \.late),
      span("clients", "lateness", \.lateness),
      span("clients", "skew", \.skew),
      count("clients", "readers", 0...16, \.readers),
      chance("clients", "breaks", \.breaks),
      chance("clients", "reads", \.reads),
      span("network", "latency", \.latency),
      chance("network", "drop", \.drop),
      chance("network", "double", \.double),
      chance("network", "delay", \.delay),
      span("network", "delay-length", \.delayLength),
      chance("clock", "set", \.clockSet),
      span("clock", "step", \.clockStep),
      span("machine", "turn", \.turn),
      chance("machine", "kill", \.kill),
      chance("machine", "power-cut", \.powerCut),
      span("machine", "restart", \.restart),
      count("machine", "snapshot-interval", 0...100_000, \.snapshotInterval),
      flag("machine", "catalog", \.hasCatalog),
      span("disk", "sync", \.sync),
      chance("disk", "slow", \.slow),
      span("disk", "slow-length", \.slowLength),
      chance("disk", "io-error", \.ioError),
      chance("disk", "full", \.full),
      span("disk", "full-length", \.fullLength),
      chance("disk", "rot", \.rot),
    ] + Act.allCases.map { weight($0) }
}
