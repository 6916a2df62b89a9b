import ArgumentParser
import Client
import Documents
import Fingerprints

/// Compares files with each other.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Say whether one file is a copy of another; needs no server.",
    discussion: Help.text(
      """
      One JSON object a line and pair: `verdict`, `score` (0 to 1000), `reason`, and, where a part of
      a picture was found, `region`: x, y, width and height of that part in the pixels of the file
      that `regionOf` names, the one that shows more besides; `regions` has it in both.

      Verdicts: exact, same-shape, same-picture, part-of, same-texture: a copy; similar: a person
      should look; none; not-fingerprintable.

        yunshang compare lookbook.jpg found.png
        yunshang compare poster.jpg collage.png --deep
        yunshang compare --pairs pairs.tsv --jobs 2
      """))

  @Argument(help: "Two files.", completion: .file()) var files: [String] = []
  @Option(
    help: ArgumentHelp("A file of pairs: two paths and a tab between them a line.", valueName: "tsv"),
    completion: .file())
  var pairs: String?
  @Flag(help: "Look into the parts of each picture too, for what was pasted into it.")
  var deep = false
  @Option(help: "How many pairs are looked at side by side, 1 to 64.") var jobs = 1

  /// Fingerprints that are kept at a time; a deep one takes 300 KB.
  private static let shelfLimit = 2_048
  private static let shelfLimitDeep = 512
  /// Bytes of a file of pairs.
  private static let pairsBytesMaximum = 256 << 20

  func validate() throws {
    guard pairs == nil ? files.count == 2 : files.isEmpty else {
      throw ValidationError("Name two files, or a file of pairs with --pairs.")
    }
    guard (1...LocalExaminer.jobsMaximum).contains(jobs) else {
      throw ValidationError("--jobs is 1 to \(LocalExaminer.jobsMaximum).")
    }
  }

  func run() throws {
    let list = try readPairs()
    let shelf = FingerprintShelf(
      LocalExaminer(jobs: jobs), looking: deep ? .deep : .usual,
      limit: deep ? CompareCommand.shelfLimitDeep : CompareCommand.shelfLimit)
    var failed = false
    OrderedJobs.run(list.count, jobs: jobs) { at -> (line: JSON, isFailure: Bool) in
      let (a, b) = list[at]
      do {
        let finding = Comparison().compareBothWays(
          try shelf.fingerprint(a), try shelf.fingerprint(b))
        return (CompareCommand.line(a, b, finding), false)
      } catch {
        return (
          [
            "a": .string(a), "b": .string(b), "error": .string(LocalExaminer.what(error)),
            "region": .null, "score": .number(0), "verdict": .null,
          ], true
        )
      }
    } show: { line, isFailure in
      failed = failed || isFailure
      Terminal.print(String(decoding: line.canonicalBytes, as: UTF8.self))
    }
    if failed { throw ExitCode(CommandStatus.failed.rawValue) }
  }

  private func readPairs() throws -> [(String, String)] {
    guard let pairs else { return [(files[0], files[1])] }
    let text = try LocalFile.input(pairs, limit: CompareCommand.pairsBytesMaximum)
    var list: [(String, String)] = []
    for (number, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty {
      let parts = line.split(separator: 0x09).map { String(decoding: $0, as: UTF8.self) }
      guard parts.count == 2 else {
        throw ClientError.usage("\(pairs), line \(number + 1), is not two paths with a tab between.")
      }
      list.append((parts[0], parts[1].hasSuffix("\r") ? String(parts[1].dropLast()) : parts[1]))
    }
    return list
  }

  /// The line of a pair.
  static func line(_ a: String, _ b: String, _ finding: Finding) -> JSON {
    var line = JSON.Object([
      ("a", .string(a)), ("algorithm", .string(finding.algorithm.name)), ("b", .string(b)),
      ("reason", .string(finding.reason)), ("region", .null),
      ("score", .number(Int64(finding.score))), ("verdict", .string(finding.verdict.rawValue)),
    ])
    if let regions = finding.regions {
      let isOfA = regions.coverage.query <= regions.coverage.known
      line["region"] = box(isOfA ? regions.query : regions.known)
      line["regionOf"] = .string(isOfA ? "a" : "b")
      line["regions"] = ["a": box(regions.query), "b": box(regions.known)]
    }
    return .object(line)
  }

  private static func box(_ region: PixelRect) -> JSON {
    .array([region.x, region.y, region.width, region.height].map { .number(Int64($0)) })
  }
}
