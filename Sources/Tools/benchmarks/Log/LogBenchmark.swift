import ArgumentParser
import Cryptography
import Foundation

/// Measures the way of an entry from its bytes to a published checkpoint.
struct LogBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "Measure the durable log.",
    discussion: """
      Entries of 400 bytes, each with an id, a salt and a digest as orders have them, go in batches
      through the real journal (synced), its second copy, the tree, a signed checkpoint a batch, and
      the tiles. A round ends when its last entry is durable and its last checkpoint published; it takes
      turns with a plain `write` and `fdatasync` of the same bytes in the same batches, and with SHA-256
      of each entry. Prints one line of medians, all rates in entries a second:
      {"batch","entries","rate","writeRate","hashRate","rate/writeRate","rate/hashRate","treeSize",
      "checkpointSize"}

      Example: benchmarks log --batch 1000
      """)

  @Option(help: "Entries in a batch.")
  var batch = 1_000

  @Option(help: "Entries a round.")
  var entries = 200_000

  @Option(help: "How often each is measured.")
  var rounds = 5

  @Option(
    help: ArgumentHelp("Where the log is kept for a while; without it, here.", valueName: "dir"))
  var data = "."

  private static let entriesMaximum = 2_000_000
  private static let roundRange = 1...100

  func validate() throws {
    guard Self.roundRange.contains(rounds), (1...Self.entriesMaximum).contains(entries),
      (1...entries).contains(batch)
    else {
      throw ValidationError(
        "--rounds is 1 to \(Self.roundRange.upperBound), --entries at most \(Self.entriesMaximum), "
          + "and --batch no more than --entries.")
    }
  }

  func run() throws {
    let folder = "\(data)/log-\(getpid())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let log = try DurableLog(folder: folder)
    var rates: [Double] = []
    var writeRates: [Double] = []
    var hashRates: [Double] = []
    for round in 0..<rounds {
      let batches = DurableLog.batches(
        from: UInt64(round * entries), count: entries, batch: batch, seed: UInt64(round))
      rates.append(try rate { try log.append(batches) })
      writeRates.append(try rate { try write(batches, to: "\(folder)/plain") })
      hashRates.append(rate { hash(batches) })
    }
    let (size, published) = try log.finish()
    guard size == UInt64(rounds * entries), published == size else {
      throw BenchmarkError("\(size) entries are in the tree and \(published) published")
    }
    func ratio(_ others: [Double]) -> String {
      String(format: "%.3f", Median.of(rates) / Median.of(others))
    }
    print(
      "{\"batch\":\(batch),\"entries\":\(entries),\"rate\":\(Median.text(rates, 0)),"
        + "\"writeRate\":\(Median.text(writeRates, 0)),\"hashRate\":\(Median.text(hashRates, 0)),"
        + "\"rate/writeRate\":\(ratio(writeRates)),\"rate/hashRate\":\(ratio(hashRates)),"
        + "\"treeSize\":\(size),\"checkpointSize\":\(published)}")
  }

  private func rate(_ body: () throws -> Void) rethrows -> Double {
    let begun = Clock.nanoseconds()
    try body()
    return Double(entries) / (Double(Clock.nanoseconds() - begun) / 1e9)
  }

  /// Writes the entries' bytes to a new file, each batch synced.
  private func write(_ batches: [[[UInt8]]], to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw BenchmarkError("\(path) cannot be written") }
    defer { close(file) }
    for batch in batches {
      let bytes = Array(batch.joined())
      guard Foundation.write(file, bytes, bytes.count) == bytes.count, fdatasync(file) == 0 else {
        throw BenchmarkError("\(path) cannot be written: errno \(errno)")
      }
    }
  }

  private func hash(_ batches: [[[UInt8]]]) {
    for batch in batches { for entry in batch { _ = SHA256.hash(entry) } }
  }
}
