import ArgumentParser
import Fingerprints
import Foundation

/// Measures what it costs to look at files.
struct FingerprintBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fingerprint", abstract: "Measure the codes of files, in processor time.",
    discussion: """
      Prints one line a file:
      {"file","bytes","sumMilliseconds","allMilliseconds","aloneMilliseconds","pdq512Milliseconds",
      "featuresMilliseconds","queryMilliseconds","error"}
      sum is the ISCC's Data and Instance units in one pass. all is every code of the file, decoding
      included, with one decoding process for many files; alone is the same with a process of its own.
      pdq512 is the eight PDQ codes and the quality of 512 × 512 pixels in memory, features and query
      the local features of the file's brightness, recorded and looked up. Medians of the rounds.
      With --peers, the lines of scripts/peers/fingerprint_speed.py follow, measured right after by
      that Python.

      Example: benchmarks fingerprint photo.jpg --peers /tmp/peers/bin/python
      """)

  @Argument(help: "The files.") var files: [String]
  @Option(help: "Rounds.") var rounds = 5
  @Option(help: ArgumentHelp("A Python that has PyPI's peers.", valueName: "python"))
  var peers: String?

  private static let roundsRange = 1...100
  /// How often a round repeats what is measured.
  private static let repeats = 8
  private static let side = 512

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("Name at least one file.") }
    guard Self.roundsRange.contains(rounds) else {
      throw ValidationError("--rounds is 1 to \(Self.roundsRange.upperBound).")
    }
  }

  func run() throws {
    for path in files {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw BenchmarkError("there is no file \(path)")
      }
      try measure(path, [UInt8](data))
    }
    if let peers { try run(peers) }
  }

  private func measure(_ path: String, _ bytes: [UInt8]) throws {
    let program = try ServerProcess.binary(nil)
    var members: [String] = ["\"bytes\":\(bytes.count)", "\"file\":\"\(path)\""]
    let sum = median {
      var stream = ISCCSum()
      stream.update(bytes)
      _ = try? stream.finish()
    }
    members.append("\"sumMilliseconds\":\(sum.text)")
    do {
      members.append("\"allMilliseconds\":\(try all(bytes, program, inTurn: true).text)")
      members.append("\"aloneMilliseconds\":\(try all(bytes, program, inTurn: false).text)")
      try addPicture(bytes, program, to: &members)
    } catch let error as FingerprintError {
      members.append("\"error\":\"\(error.code.rawValue)\"")
    }
    print("{\(members.sorted().joined(separator: ","))}")
  }

  /// Every code of a file, in this process and those that decode for it.
  private func all(_ bytes: [UInt8], _ program: String, inTurn: Bool) throws -> Double {
    var figures: [Double] = []
    for _ in 0..<rounds {
      let began = ProcessCost.secondsWithChildren()
      do {
        let fingerprinter = Fingerprinter(
          decoder: ImageDecoder(
            executable: program,
            picturesPerWorker: inTurn ? FingerprintLimits.workerPicturesMaximum : 1))
        for _ in 0..<Self.repeats { _ = try fingerprinter.fingerprint(bytes) }
      }
      // What decoded has ended with its decoder, and counts now.
      figures.append((ProcessCost.secondsWithChildren() - began) / Double(Self.repeats))
    }
    return Median.of(figures) * 1e3
  }

  private func addPicture(
    _ bytes: [UInt8], _ program: String, to members: inout [String]
  ) throws {
    guard MediaType.sniff(magic: bytes).isImage else { return }
    let grey = try ImageDecoder(executable: program).picture(bytes[...]).grey
    let features = median { _ = LocalFeatures(grey) }
    let query = median { _ = FeatureQuery(grey, deep: false) }
    members.append("\"featuresMilliseconds\":\(features.text)")
    members.append("\"queryMilliseconds\":\(query.text)")
    let side = Self.side
    let rgb = (0..<side * side).flatMap { at -> [UInt8] in
      let (x, y) = (at % side * grey.width / side, at / side * grey.height / side)
      let value = grey.pixels[y * grey.width + x]
      return [value, value &+ UInt8(at % 3), value]
    }
    guard let image = PixelImage(width: side, height: side, rgb: rgb) else { return }
    let pdq = median { _ = PerceptualHash(image) }
    members.append("\"pdq512Milliseconds\":\(pdq.text)")
  }

  private func run(_ python: String) throws {
    // So that the peers' lines follow ours.
    fflush(nil)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["scripts/peers/fingerprint_speed.py", "--rounds", "\(rounds)"] + files
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchmarkError("the peers could not be measured: see scripts/peers/requirements.txt")
    }
  }

  /// Processor milliseconds of one call, the median of the rounds.
  private func median(_ work: () -> Void) -> Double {
    work()
    let figures = (0..<rounds).map { _ in
      let began = ProcessCost.processorSeconds()
      for _ in 0..<Self.repeats { work() }
      return (ProcessCost.processorSeconds() - began) / Double(Self.repeats)
    }
    return Median.of(figures) * 1e3
  }
}

extension Double {
  fileprivate var text: String { String(format: "%.3f", self) }
}
