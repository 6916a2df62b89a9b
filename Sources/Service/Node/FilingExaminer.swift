import Cryptography
import Documents
import Fingerprints
import Foundation
import Vault
import Venue

/// Looks at the files of a filing on a thread of its own: decoding blocks, and must not hold up
/// anything else.
package final class FilingExaminer: Sendable {
  /// Filings that may wait to be looked at.
  private static let waitingMaximum = 64
  /// The long side of a preview, in pixels.
  private static let previewSide = 960

  private let vault: Vault
  private let fingerprinter: Fingerprinter
  private let gallery: GalleryKeeper
  private let workers = WorkerPool(threads: 2, waiting: waitingMaximum)

  init(vault: Vault, fingerprinter: Fingerprinter, gallery: GalleryKeeper) {
    self.vault = vault
    self.fingerprinter = fingerprinter
    self.gallery = gallery
  }

  /// What the original files of a filing are, and the earlier works that they resemble. Keeps what
  /// recognises changed copies of them, and makes previews on the way.
  package func examine(_ filing: JSON.Object) async throws(Problem) -> Examination {
    let found = await workers.run { [self] in
      Result { () throws(Problem) in try gallery.examine(try look(filing)) }
    }
    guard let found else { throw FilingExaminer.busy }
    return try found.get()
  }

  /// The registered works that a query resembles, for whoever asks without filing anything.
  package func search(_ query: SimilarityQuery) async throws(Problem) -> [Similarity] {
    let found = await workers.run { [self] in
      Result { () throws(Problem) in try gallery.search(query) }
    }
    guard let found else { throw FilingExaminer.busy }
    return try found.get()
  }

  private static let busy = Problem(
    503, "busy", "Too many filings are being looked at: try again in a moment.")

  private func look(_ filing: JSON.Object) throws(Problem) -> [FileFingerprint] {
    let authors = (filing["authors"]?.array ?? []).compactMap {
      $0["account"]?.string.flatMap { UInt64($0) }
    }
    var originals: [FileFingerprint] = []
    for file in filing["files"]?.array ?? [] {
      guard let digest = file["sha256"]?.string.flatMap({ Digest(hex: $0) }) else { continue }
      // Knowing a file's hash is not having the file.
      guard authors.contains(where: { vault.wasBrought(digest, by: $0) }),
        let bytes = try? vault.read(digest)
      else {
        originals.append(try stated(file, digest, by: authors))
        continue
      }
      guard file["size"] == .number(Int64(bytes.count)) else {
        throw Problem(422, "size-differs", "The file \(digest) has \(bytes.count) bytes.")
      }
      let print = try fingerprint(bytes, of: digest, looking: .deep)
      if file["role"] == "original" {
        originals.append(print)
        if let features = print.features { try keep(features, of: digest) }
      }
      makePreview(of: digest, bytes, print)
    }
    return originals
  }

  private func fingerprint(
    _ bytes: [UInt8], of digest: Digest, looking: Fingerprinter.Looking
  ) throws(Problem) -> FileFingerprint {
    do throws(FingerprintError) {
      return try fingerprinter.fingerprint(bytes, looking: looking)
    } catch {
      let isOurs = error.code == .decoderBusy || error.code == .decoderFailed
      throw Problem(
        isOurs ? 503 : 422, error.code.rawValue, "The file \(digest): \(error.message).")
    }
  }

  /// What an author stated about an original that they keep.
  private func stated(
    _ file: JSON, _ digest: Digest, by authors: [UInt64]
  ) throws(Problem) -> FileFingerprint {
    let body = authors.lazy.compactMap { [vault] in vault.statement(about: digest, by: $0) }.first
    guard let body, file["role"] == "original" else {
      throw Problem(
        422, "file-missing",
        "Upload the file \(digest) first: PUT /v1/files/\(digest); or state what it is: PUT "
          + "/v1/fingerprints/\(digest).")
    }
    let stated = try StatedFingerprint(body, about: digest)
    guard file["size"] == .number(stated.size) else {
      throw Problem(422, "size-differs", "The file \(digest) was stated with \(stated.size) bytes.")
    }
    let print = stated.fingerprint(of: digest)
    if let features = print.features { try keep(features, of: digest) }
    return print
  }

  /// Holds a file that has come to what `account` stated about it before, and forgets the statement.
  ///
  /// - Throws: `Problem` where the file is not what was stated.
  package func deposit(_ digest: Digest, by account: UInt64) async throws(Problem) {
    let found = await workers.run { [self] in
      Result { () throws(Problem) in try checkDeposit(digest, by: account) }
    }
    guard let found else { throw FilingExaminer.busy }
    try found.get()
  }

  private func checkDeposit(_ digest: Digest, by account: UInt64) throws(Problem) {
    guard let body = vault.statement(about: digest, by: account),
      let stated = try? StatedFingerprint(body, about: digest)
    else { return }
    guard let bytes = try? vault.read(digest) else {
      throw Problem(503, "storage", "The file could not be read back: send it again.")
    }
    let print = try fingerprint(bytes, of: digest, looking: .none)
    guard stated.holds(for: print) else {
      throw Problem(
        422, "fingerprint-differs",
        "The file is not what was stated about it: its codes differ. Works that were registered by "
          + "the statement stay without this file.")
    }
    if let features = print.features { try keep(features, of: digest) }
    makePreview(of: digest, bytes, print)
    vault.forgetStatement(about: digest, by: account)
  }

  private func keep(_ features: FileFeatures, of digest: Digest) throws(Problem) {
    do { try vault.keep(features: features.bytes, of: digest) } catch {
      throw Problem(503, "storage", "The file's features could not be kept: try again later.")
    }
  }

  /// Makes a preview of what can be shown; a work without one is still a work.
  private func makePreview(of digest: Digest, _ bytes: [UInt8], _ print: FileFingerprint) {
    guard vault.preview(of: digest) == nil, print.mediaType.isImage || print.mediaType.isModel,
      let preview = try? fingerprinter.preview(bytes, longSide: FilingExaminer.previewSide)
    else { return }
    try? vault.keep(preview: preview.bytes, of: digest)
  }
}
