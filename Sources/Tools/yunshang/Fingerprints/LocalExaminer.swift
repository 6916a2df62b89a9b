import Client
import Fingerprints
import Foundation

/// Looks at files on the user's own machine, without a server.
struct LocalExaminer: Sendable {
  /// Files that may be looked at side by side.
  static let jobsMaximum = 64

  private let fingerprinter: Fingerprinter

  /// An examiner for `jobs` files at a time.
  init(jobs: Int = 1) {
    fingerprinter = Fingerprinter(
      decoder: ImageDecoder(
        executable: "/proc/self/exe", subcommand: [ImageWorkerCommand.name], workers: jobs,
        picturesPerWorker: FingerprintLimits.workerPicturesMaximum))
  }

  /// The fingerprint of the file at `path`.
  ///
  /// - Throws: `ClientError` for a file that cannot be read; `FingerprintError` for one that is broken
  ///   or over a limit.
  func fingerprint(
    _ path: String, looking: Fingerprinter.Looking = .none
  ) throws -> FileFingerprint {
    try fingerprint(LocalExaminer.read(path), looking: looking)
  }

  /// The fingerprint of bytes.
  func fingerprint(
    _ bytes: [UInt8], looking: Fingerprinter.Looking = .none
  ) throws -> FileFingerprint {
    try fingerprinter.fingerprint(bytes, looking: looking)
  }

  /// A small copy of what a file shows.
  func preview(_ bytes: [UInt8], longSide: Int) throws -> ImageDecoder.Preview {
    try fingerprinter.preview(bytes, longSide: longSide)
  }

  /// A file's bytes.
  static func read(_ path: String) throws -> [UInt8] {
    guard let bytes = try LocalFile.read(path, limit: FingerprintLimits.fileBytesMaximum) else {
      throw ClientError.failed("not-found", "There is no file \(path).")
    }
    return bytes
  }

  /// What is wrong with a file, in one sentence.
  static func what(_ error: any Error) -> String {
    switch error {
    case let error as FingerprintError: error.description
    case let error as ClientError: error.detail
    default: "\(error)"
    }
  }
}
