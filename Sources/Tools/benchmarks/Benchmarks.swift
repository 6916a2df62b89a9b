import ArgumentParser

/// Measures what the house promises, each figure beside something run in the same minutes.
@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmarks", abstract: "Measure the venue; each run prints one JSON line.",
    subcommands: [
      BookBenchmark.self, VenueBenchmark.self, ShapesBenchmark.self, ServeBenchmark.self,
      LogBenchmark.self, ReplayBenchmark.self, StartBenchmark.self, FingerprintBenchmark.self,
      SimilarityBenchmark.self,
      MakeCommand.self,
    ])
}
