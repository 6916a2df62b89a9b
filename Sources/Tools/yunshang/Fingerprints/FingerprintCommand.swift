import ArgumentParser
import Client
import Documents
import Fingerprints

/// Prints the codes of files.
struct FingerprintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fingerprint",
    abstract: "Print the codes by which files are recognised; needs no server.",
    discussion: Help.text(
      """
      One JSON object a line and file, in the order of the files: SHA-256, BLAKE3, the units of the
      ISCC (ISO 24138), PDQ in all eight orientations with its quality, how many local features there
      are, and of a model the digest of its triangles, its shapes and the licence it states. A file
      that cannot be read has its reason in `error`, and the exit status is then 1.

        yunshang fingerprint qipao.glb brocade.webp
        yunshang fingerprint wardrobe/* --jobs 2 > codes.jsonl
      """))

  @Argument(help: "The files.", completion: .file()) var paths: [String]
  @Option(help: "How many files are looked at side by side, 1 to 64.") var jobs = 1

  func validate() throws {
    guard !paths.isEmpty else { throw ValidationError("Name at least one file.") }
    guard (1...LocalExaminer.jobsMaximum).contains(jobs) else {
      throw ValidationError("--jobs is 1 to \(LocalExaminer.jobsMaximum).")
    }
  }

  func run() throws {
    let examiner = LocalExaminer(jobs: jobs)
    let paths = paths
    var failed = false
    OrderedJobs.run(paths.count, jobs: jobs) { at -> (line: JSON, isFailure: Bool) in
      FingerprintCommand.look(at: paths[at], examiner)
    } show: { line, isFailure in
      failed = failed || isFailure
      Terminal.print(String(decoding: line.canonicalBytes, as: UTF8.self))
    }
    if failed { throw ExitCode(CommandStatus.failed.rawValue) }
  }

  private static func look(
    at path: String, _ examiner: LocalExaminer
  ) -> (line: JSON, isFailure: Bool) {
    let bytes: [UInt8]
    do {
      bytes = try LocalExaminer.read(path)
    } catch {
      return (FingerprintText.line(path, failure: LocalExaminer.what(error)), true)
    }
    do {
      return (FingerprintText.line(path, try examiner.fingerprint(bytes)), false)
    } catch {
      let what = LocalExaminer.what(error)
      let print = Fingerprinter.fingerprint(ofBytes: bytes, why: what)
      return (FingerprintText.line(path, print, failure: what), true)
    }
  }
}
