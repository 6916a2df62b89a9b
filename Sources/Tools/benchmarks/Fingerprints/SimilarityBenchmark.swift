import ArgumentParser
import Fingerprints
import Foundation

/// Measures how fast near codes, and pictures that share features, are found.
struct SimilarityBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "similarity", abstract: "Measure the indexes of codes and of local features.",
    discussion: """
      Of codes, prints one line a size:
      {"codes","queriesPerCPUSecond","scannedPerCPUSecond","bytesPerCode","residentBytesPerCode",
      "insertMicroseconds","matches","differences"}
      bytesPerCode is without holders (8 bytes). differences counts the answers, of both the tables
      and the scan, that are not those of counting bits in Swift; it must be 0.
      Of local features, one line:
      {"pictures","bytesPerPicture","residentBytesPerPicture","insertsPerCPUSecond",
      "insertMillisecondsMaximum","queries","queryMilliseconds","queryMillisecondsMaximum","recall"}
      recall is the share of edited copies whose picture is among 100 candidates.

      A file of codes has 32 bytes each. A file of pictures has of each its number of descriptors in
      four bytes and then the descriptors, 32 bytes each; a file of edits three numbers of four bytes
      (picture, kind of edit, number of descriptors) and then those. All little-endian.
      scripts/peers/orb_descriptors.py writes such files, scripts/peers/faiss_range.py reads them.

      Example: benchmarks similarity --sizes 1000000 --write ./codes
               benchmarks similarity --sizes "" --pictures 1000000 --base orb_db.bin --edits orb_q.bin
      """)

  @Option(help: "Numbers of codes, with commas.")
  var sizes = "10000,100000,1000000"

  @Option(help: "Queries that are timed: half near a code, half at random.")
  var queries = 200

  @Option(help: ArgumentHelp("Codes to draw from, instead of random ones.", valueName: "file"))
  var codes: String?

  @Option(help: ArgumentHelp("Where codes and queries are written to.", valueName: "folder"))
  var write: String?

  @Option(help: "Pictures in the index of local features; 0 for none.")
  var pictures = 0

  @Option(help: ArgumentHelp("Pictures with real descriptors to draw from.", valueName: "file"))
  var base: String?

  @Option(help: ArgumentHelp("Descriptors of edited copies of those.", valueName: "file"))
  var edits: String?

  @Option(help: "The seed of everything that is drawn.")
  var seed: UInt64 = 1

  private static let queriesRange = 2...100_000
  private static let sizeRange = 1...50_000_000
  private static let picturesRange = 0...4_000_000

  func validate() throws {
    guard Self.queriesRange.contains(queries) else {
      throw ValidationError("--queries is 2 to \(Self.queriesRange.upperBound).")
    }
    guard Self.picturesRange.contains(pictures) else {
      throw ValidationError("--pictures is 0 to \(Self.picturesRange.upperBound).")
    }
    guard (base == nil) == (edits == nil) else {
      throw ValidationError("--base and --edits go together.")
    }
    _ = try counts
  }

  private var counts: [Int] {
    get throws {
      try sizes.split(separator: ",").map {
        guard let size = Int($0), Self.sizeRange.contains(size) else {
          throw ValidationError("--sizes are 1 to \(Self.sizeRange.upperBound), with commas.")
        }
        return size
      }
    }
  }

  func run() throws {
    for size in try counts {
      let crowd = try CodeCrowd(count: size, queries: queries, from: codes, seed: seed)
      if let write { try crowd.write(to: write) }
      print(CodeFigures.measure(crowd).line)
    }
    guard pictures > 0 else { return }
    let crowd = try FeatureCrowd(base: base, edits: edits, pictures: pictures, seed: seed)
    print(FeatureFigures.measure(crowd).line)
  }
}
