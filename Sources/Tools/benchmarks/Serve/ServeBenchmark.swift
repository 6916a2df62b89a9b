import ArgumentParser
import Cryptography
import Documents
import Foundation

extension OrderFlow.Mode: ExpressibleByArgument {}

/// The venue end to end: a real server, real sockets, real files.
struct ServeBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Measure the running venue from its door to its disk.",
    discussion: """
      Starts a server over a folder on disk, admits traders, lists an edition, signs all documents
      beforehand and sends them: each connection one after the other, or with --rate so many a second
      however slow the answers are. Every answer that counts is a 200 with a sequence; in the end the
      server is stopped, its log verified, and each of them found in it.

      Prints one line:
      {"rate","verifyRate","emptyPostRate","p50","p99","fsyncP99","shed","cancelP99","lag","rssMiB"}
      rate in documents a second, or orders a second with --mode batch; times in milliseconds, lag in
      seconds. Everything else goes to standard error.

      Example: benchmarks serve --mode single --seconds 20
      """)

  @Option(help: "One order a document, or a batch of a hundred: single or batch.")
  var mode: OrderFlow.Mode

  @Option(
    help: "Documents (single) or orders (batch) a second; without it, as fast as answers come.")
  var rate: Double?

  @Option(help: "Connections, each with one request at a time.")
  var connections = 256

  @Option(help: "How long documents are sent, in seconds.")
  var seconds = 20.0

  @Option(help: "The first seconds, which are not measured.")
  var warmUp = 2.0

  @Option(help: "Accounts that trade, each with its own key.")
  var traders = 128

  @Option(help: "The documents signed beforehand; without it, what the run can use.")
  var documents: Int?

  @Option(help: "What the flow of orders is drawn from.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp("Where the venue is kept; without it, a new folder.", valueName: "dir"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "The server; without it, YUNSHANG_BINARY or the one beside this.", valueName: "file"))
  var serverBinary: String?

  @Flag(inversion: .prefixedNo, help: "Verify the log in the end.")
  var verify = true

  private static let connectionMaximum = 20_000
  private static let secondsMaximum = 3_600.0
  private static let traderRange = 2...4_000
  private static let syncCount = 200
  private static let verifySeconds = 2

  func validate() throws {
    guard (1...Self.connectionMaximum).contains(connections) else {
      throw ValidationError("--connections is 1 to \(Self.connectionMaximum).")
    }
    guard seconds > 0, seconds <= Self.secondsMaximum, warmUp >= 0, warmUp < seconds else {
      throw ValidationError(
        "--seconds is at most \(Int(Self.secondsMaximum)), and --warm-up is less.")
    }
    guard Self.traderRange.contains(traders) else {
      throw ValidationError(
        "--traders is \(Self.traderRange.lowerBound) to \(Self.traderRange.upperBound).")
    }
    guard rate.map({ $0 > 0 && $0 <= 10_000_000 }) ?? true else {
      throw ValidationError("--rate is more than 0 and at most 10,000,000.")
    }
  }

  func run() throws {
    signal(SIGPIPE, SIG_IGN)
    let binary = try ServerProcess.binary(serverBinary)
    let folder = data ?? "/tmp/yunshang-benchmark-\(getpid())"
    defer { if data == nil { try? FileManager.default.removeItem(atPath: folder) } }
    let server = try ServerProcess(binary: binary, folder: folder, origin: "benchmark.example")
    var figures = Figures()
    let tally = try measure(server, folder: folder, &figures)
    try server.stop()
    report(tally)
    guard !tally.isBroken else {
      throw BenchmarkError("an acknowledgement had no sequence, or one that another had")
    }
    if verify {
      let count = try LogCheck.run(
        binary: binary, log: "\(folder)/log", acknowledged: tally.sequences)
      note("the log is valid: \(count) order entries, \(tally.sequences.count) acknowledged")
    }
    print(figures.line)
  }

  private func measure(
    _ server: ServerProcess, folder: String, _ figures: inout Figures
  ) throws -> Tally {
    let verifyRate = try Yardsticks.verifyRate(seconds: Self.verifySeconds)
    let keyText = try String(contentsOfFile: server.operatorKeyPath, encoding: .utf8)
    var market = try Market(
      port: server.port, origin: "benchmark.example", operatorKey: try KeyFile.parse(keyText),
      run: Hex.encode(RandomBytes.make(4)))
    let flow = try market.open(traders: traders, mode: mode, seed: seed)
    let began = Clock.nanoseconds()
    let pool = flow.sign(documents ?? documentCount(verifyRate))
    try check(pool)
    note(
      "\(pool.count) documents signed in \(elapsed(began)) s, server process \(server.identifier)")
    figures.emptyPostRate = try Yardsticks.emptyPostRate(
      port: server.port, connections: connections, seconds: 3)
    var syncs = Latencies()
    try Yardsticks.syncs(in: folder, count: Self.syncCount, into: &syncs)

    let watch = LagWatch(port: server.port)
    let before = (server: server.processorSeconds(), client: clientSeconds())
    let tally = try send(pool, to: server.port)
    note(
      "processor time a document: server "
        + microseconds(server.processorSeconds() - before.server, tally)
        + ", client " + microseconds(clientSeconds() - before.client, tally))
    figures.lag = try watch.stop()

    try Yardsticks.syncs(in: folder, count: Self.syncCount, into: &syncs)
    // Before and after: on a machine with other work, either alone would be a matter of luck.
    figures.verifyRate =
      (verifyRate + (try Yardsticks.verifyRate(seconds: Self.verifySeconds))) / 2
    figures.fsyncP99 = syncs.milliseconds(0.99)
    figures.rssMiB = server.residentPeak()
    let counted = mode == .batch ? tally.acceptedLines : tally.accepted
    figures.rate = tally.seconds > 0 ? Double(counted) / tally.seconds : 0
    figures.p50 = tally.orders.milliseconds(0.5)
    figures.p99 = tally.orders.milliseconds(0.99)
    figures.cancelP99 = tally.cancels.milliseconds(0.99)
    figures.shed = tally.shed
    return tally
  }

  /// Sends what was signed. At a rate, cancels have a client of their own beside that of the orders:
  /// those who cancel are not held up by a program that sends more orders than it can.
  private func send(_ pool: RequestPool, to port: UInt16) throws -> Tally {
    var plan = LoadClient.Plan(
      pace: .closed, connectionCount: connections, seconds: seconds, warmUpSeconds: warmUp)
    guard let rate else {
      var client = try LoadClient(port: port, plan)
      return try client.run(pool)
    }
    plan.pace = .open(perSecond: rate / Double(mode.orderCount))
    plan.lane = .orders
    var orders = try LoadClient(port: port, plan)
    plan.lane = .cancels
    plan.connectionCount = max(4, connections / 4)
    let cancels = LoadThread(try LoadClient(port: port, plan))
    let start = Clock.nanoseconds()
    cancels.start(pool, from: start)
    var tally = try orders.run(pool, from: start)
    tally.add(try cancels.wait())
    return tally
  }

  /// What a run can use: at a rate, what is due; otherwise as many as OpenSSL could verify, which is
  /// more than the same processors can take in beside all else.
  private func documentCount(_ verifyRate: Double) -> Int {
    if let rate { return max(1, Int(rate / Double(mode.orderCount) * seconds)) }
    return Int(verifyRate * (mode == .batch ? 0.4 : 0.8) * seconds)
  }

  /// The first document of each kind must stand by itself: a mistake here is not the server's.
  private func check(_ pool: borrowing RequestPool) throws {
    for lane in [Lane.orders, .cancels] {
      guard let index = pool.lanes.firstIndex(of: lane) else { continue }
      let request = pool.bytes[pool.range(index)]
      guard let blank = request.firstRange(of: Array("\r\n\r\n".utf8)) else { continue }
      _ = try Document(bytes: Array(request[blank.upperBound...])).action()
    }
  }

  private func report(_ tally: borrowing Tally) {
    note(
      "\(tally.sequences.count) acknowledged, \(tally.accepted) of them in \(tally.seconds) s; "
        + "\(tally.shed) shed, \(tally.unanswered) unanswered")
    for (status, count) in tally.others.sorted(by: { $0.key < $1.key }) {
      note("\(count) answers of status \(status), such as \(tally.examples[status] ?? "")")
    }
  }

  private func clientSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private func microseconds(_ seconds: Double, _ tally: borrowing Tally) -> String {
    String(format: "%.1f µs", seconds * 1e6 / Double(max(1, tally.sequences.count)))
  }

  private func elapsed(_ since: UInt64) -> String {
    String(format: "%.1f", Double(Clock.nanoseconds() - since) / 1e9)
  }

  private func note(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
