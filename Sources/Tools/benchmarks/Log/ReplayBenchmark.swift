import ArgumentParser
import Cryptography
import Documents
import Entries
import Foundation
import TransparencyLog
import Venue

/// Measures the replay of a log, as `yunshang verify` does it.
struct ReplayBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Measure how fast a log is replayed.",
    discussion: """
      Each round reads and hashes the whole log and replays it: once on one thread without verifying
      signatures, once on all processors with them; and beside it, parses and hashes each entry and does
      nothing else, and has OpenSSL verify signatures on two processors. Prints one line of medians:
      {"entries","leaves","scope","replayRate","parseRate","signatures","signatureRate","verifyRate",
      "signaturesPerVerify","processorMicrosecondsPerSignature"}
      Entries count a batch by its orders; replayRate and parseRate are entries a second of processor
      time, signatureRate and verifyRate signatures a second of the clock.

      Example: benchmarks make --data ./single --entries 200000 --batch 1 --log-only
               benchmarks replay ./single/log --disclosures ./single/disclosures.ndjson
      """)

  @Argument(help: "A log's folder.")
  var log: String

  @Option(
    help: ArgumentHelp("All disclosures, as exported: replays in full scope.", valueName: "file"))
  var disclosures: String?

  @Option(help: "How often each is measured.")
  var rounds = 3

  private static let roundRange = 1...100
  private static let verifySeconds = 1

  func validate() throws {
    guard Self.roundRange.contains(rounds) else {
      throw ValidationError("--rounds is 1 to \(Self.roundRange.upperBound).")
    }
  }

  func run() throws {
    var replayRates: [Double] = []
    var parseRates: [Double] = []
    var signatureRates: [Double] = []
    var signatureTimes: [Double] = []
    var verifyRates: [Double] = []
    var counts = Counts()
    for _ in 0..<rounds {
      verifyRates.append(try Yardsticks.verifyRate(seconds: Self.verifySeconds))
      counts = Counts()
      var begun = Self.processorTime()
      try parse(&counts)
      parseRates.append(Double(counts.entries) / (Self.processorTime() - begun))
      begun = Self.processorTime()
      try replay(threads: 0, verifying: false)
      replayRates.append(Double(counts.entries) / (Self.processorTime() - begun))
      begun = Self.processorTime()
      let clock = Clock.nanoseconds()
      try replay(threads: ProcessInfo.processInfo.activeProcessorCount, verifying: true)
      let seconds = Double(Clock.nanoseconds() - clock) / 1e9
      signatureRates.append(Double(counts.documents) / seconds)
      signatureTimes.append((Self.processorTime() - begun) * 1e6 / Double(counts.documents))
      verifyRates.append(try Yardsticks.verifyRate(seconds: Self.verifySeconds))
    }
    let scope = disclosures == nil ? "public" : "full"
    var line =
      "{\"entries\":\(counts.entries),\"leaves\":\(counts.leaves),\"scope\":\"\(scope)\","
      + "\"replayRate\":\(Median.text(replayRates, 0)),\"parseRate\":\(Median.text(parseRates, 0))"
    if disclosures != nil {
      let ratio = Median.of(signatureRates) / Median.of(verifyRates)
      line +=
        ",\"signatures\":\(counts.documents),\"signatureRate\":\(Median.text(signatureRates, 0)),"
        + "\"verifyRate\":\(Median.text(verifyRates, 0)),"
        + "\"signaturesPerVerify\":\(String(format: "%.2f", ratio)),"
        + "\"processorMicrosecondsPerSignature\":\(Median.text(signatureTimes, 1))"
    }
    print(line + "}")
  }

  /// What a log has.
  private struct Counts {
    var leaves = 0
    /// Leaves, but of each batch its orders.
    var entries = 0
    /// Documents, of which each has a signature.
    var documents = 0
  }

  private var key: VerifierKey {
    get throws {
      guard let bytes = try FolderSource(log).fetch(LogVerifier.keyName) else {
        throw BenchmarkError("\(log) has no key: is it a log?")
      }
      return try VerifierKey(
        text: String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines))
    }
  }

  /// Parses and hashes all entries, and counts.
  private func parse(_ counts: inout Counts) throws {
    _ = try LogVerifier(FolderSource(log), key: key).verify { _, entry in
      let json = try CanonicalParser.parse(
        Array(entry), depthMaximum: CanonicalParser.depthMaximum + 2)
      counts.leaves += 1
      counts.entries += json["open"]?["orders"]?.array?.count ?? 1
      if let kind = json["kind"]?.string, case .document? = EntryKind(rawValue: kind) {
        counts.documents += 1
      }
    }
  }

  private func replay(threads: Int, verifying: Bool) throws {
    let disclosed = try disclosures.map { try DisclosureExport(path: $0) }
    var replay = PipelinedReplay(
      scope: disclosed == nil ? .open : .full, threads: threads, verifying: verifying)
    _ = try LogVerifier(FolderSource(log), key: key).verify { index, entry in
      try replay.put(Array(entry), disclosed: try disclosed?.next(index))
    }
    try replay.finish()
  }

  /// Seconds of processor time that this process has used.
  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
