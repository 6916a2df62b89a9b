import Cryptography
import Documents
import Fingerprints
import Foundation
import Synchronization
import Vault

/// Keeps the gallery of registered works beside the running venue: loads it when the venue starts,
/// adds what is registered, and finds what a filing's files resemble.
///
/// The gallery follows the log and is no part of it: what it finds is recorded in the filing's entry.
/// Queries block for tens of milliseconds; call from a thread of your own.
package final class GalleryKeeper: Sendable {
  /// How long a filing waits for the gallery to be loaded.
  private static let loadingSecondsMaximum = 20.0

  private struct Queue: Sendable {
    var works: [RegisteredWork] = []
    var isLoaded = false
    var isStopped = false
  }

  /// Looked into where it is: a copy that lives while something is added would cost its size.
  private let gallery = Mutex(Gallery())
  /// A lock of its own, so that what was registered never waits for somebody's query.
  private let queue = Mutex(Queue())
  private let changed = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)
  private let vault: Vault
  private let fingerprinter: Fingerprinter

  package init(vault: Vault, fingerprinter: Fingerprinter) {
    self.vault = vault
    self.fingerprinter = fingerprinter
  }

  /// Starts the thread that loads the features of the works registered before, whose codes are in
  /// `codes`, then adds what is registered.
  package func start(_ codes: CodeIndex) {
    gallery.withLock { $0 = Gallery(codes: codes) }
    let thread = Thread { [self] in
      load(codes)
      while follow() {}
      ended.signal()
    }
    thread.name = "gallery"
    thread.start()
  }

  /// Ends the thread and waits for that.
  package func stop() {
    queue.withLock { $0.isStopped = true }
    changed.signal()
    ended.wait()
  }

  /// Adds works once they are durable.
  package func put(_ works: [RegisteredWork]) {
    guard !works.isEmpty else { return }
    queue.withLock { $0.works += works }
    changed.signal()
  }

  private func load(_ codes: CodeIndex) {
    for record in codes.records where record.code.algorithm == .sha256 {
      if queue.withLock({ $0.isStopped }) { return }
      guard let file = Digest(record.code), let features = features(of: file) else { continue }
      gallery.withLock {
        $0.insert(asset: record.asset, version: record.version, files: [(file, features)])
      }
    }
    gallery.withLock { $0.reach(codes.version) }
    queue.withLock { $0.isLoaded = true }
  }

  /// Adds what waits; `false` once there is to be no more.
  private func follow() -> Bool {
    changed.wait()
    let (works, isStopped) = queue.withLock { queue in
      defer { queue.works.removeAll() }
      return (queue.works, queue.isStopped)
    }
    for work in works {
      gallery.withLock {
        $0.insert(
          asset: Int(work.asset), version: work.version, codes: work.codes, files: work.features)
      }
    }
    return !isStopped
  }

  /// What is kept of a file; made from the file again where it is lost.
  private func features(of file: Digest) -> FileFeatures? {
    if let kept = vault.features(of: file), let features = FileFeatures(bytes: kept) {
      return features
    }
    guard let bytes = try? vault.read(file), let print = try? fingerprinter.fingerprint(bytes),
      let features = print.features
    else { return nil }
    try? vault.keep(features: features.bytes, of: file)
    return features
  }

  /// What a filing's files resemble, by the pictures and meshes in them; what their codes say is the
  /// sequencer's to find, which alone knows all that was registered before.
  ///
  /// - Throws: `Problem` while the gallery is still being loaded.
  package func examine(_ prints: [FileFingerprint]) throws(Problem) -> Examination {
    try waitUntilLoaded()
    let (seen, derivable) = gallery.withLock { ($0.version, $0.derivable) }
    return Examination(
      fingerprints: prints, found: look(SimilarityQuery(prints)).strongestOfEach, seen: seen,
      derivable: derivable)
  }

  /// The registered works that a query resembles, each once, the strongest resemblance first.
  ///
  /// - Throws: `Problem` while the gallery is still being loaded.
  package func search(_ query: SimilarityQuery) throws(Problem) -> [Similarity] {
    try waitUntilLoaded()
    let byCodes = gallery.withLock { $0.codes.matches(for: query) }
    return (byCodes + look(query)).strongestOfEach
  }

  private func look(_ query: SimilarityQuery) -> [Similarity] {
    var found: [Similarity] = []
    let comparison = Comparison()
    for candidate in candidates(for: query) {
      guard let known = features(of: candidate.file),
        let finding = comparison.compare(query, known, alternatives: Gallery.candidatesMaximum)
      else { continue }
      found.append(Similarity(asset: candidate.asset, finding: finding))
    }
    for shape in query.shapes { found += gallery.withLock { $0.similar(to: shape) } }
    return found
  }

  /// The files that have pictures like those of a query, each once.
  private func candidates(for query: SimilarityQuery) -> [Gallery.Candidate] {
    var candidates: [Gallery.Candidate] = []
    var seen: Set<Gallery.Candidate> = []
    for picture in query.pictures {
      let found = gallery.withLock { $0.candidates(for: picture.features) }
      for one in found where seen.insert(one).inserted { candidates.append(one) }
    }
    return candidates
  }

  private func waitUntilLoaded() throws(Problem) {
    let deadline = Date(timeIntervalSinceNow: GalleryKeeper.loadingSecondsMaximum)
    while !queue.withLock({ $0.isLoaded }) {
      guard Date() < deadline else {
        throw Problem(
          503, "busy", "The register's pictures are still being loaded: try again in a moment.")
      }
      usleep(20_000)
    }
  }
}

extension Digest {
  /// The digest that a code is.
  fileprivate init?(_ code: Code) { self.init(hex: code.hex) }
}
