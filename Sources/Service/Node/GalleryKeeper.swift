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

  /// Starts the thread that loads the works registered before, then adds those that come.
  ///
  /// - Parameters:
  ///   - files: the files of every registered work, by rising version.
  ///   - version: the last insertion into the register's index.
  package func start(_ files: [(asset: Int, version: Int, file: Digest)], version: Int) {
    let thread = Thread { [self] in
      load(files, version: version)
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

  private func load(_ files: [(asset: Int, version: Int, file: Digest)], version: Int) {
    for (asset, version, file) in files {
      if queue.withLock({ $0.isStopped }) { return }
      guard let features = features(of: file) else { continue }
      gallery.withLock {
        $0.insert(asset: asset, version: version, files: [(file, features)])
      }
    }
    gallery.withLock { $0.reach(version) }
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
        $0.insert(asset: Int(work.asset), version: work.version, files: work.features)
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

  /// What files resemble, by the pictures and meshes in them.
  ///
  /// - Throws: `Problem` while the gallery is still being loaded.
  package func examine(_ prints: [FileFingerprint]) throws(Problem) -> Examination {
    let deadline = Date(timeIntervalSinceNow: GalleryKeeper.loadingSecondsMaximum)
    while !queue.withLock({ $0.isLoaded }) {
      guard Date() < deadline else {
        throw Problem(
          503, "busy", "The register's pictures are still being loaded: try again in a moment.")
      }
      usleep(20_000)
    }
    let (seen, derivable) = gallery.withLock { ($0.version, $0.derivable) }
    var found: [Similarity] = []
    let comparison = Comparison()
    for print in prints {
      for candidate in candidates(for: print) {
        guard let known = features(of: candidate.file),
          let finding = comparison.compare(
            print, known, alternatives: Gallery.candidatesMaximum)
        else { continue }
        found.append(Similarity(asset: candidate.asset, finding: finding))
      }
      for shape in print.shapes { found += gallery.withLock { $0.similar(to: shape) } }
    }
    return Examination(
      fingerprints: prints, found: found.strongestOfEach, seen: seen, derivable: derivable)
  }

  /// The files that have pictures like those of a file, each once.
  private func candidates(for print: FileFingerprint) -> [Gallery.Candidate] {
    var candidates: [Gallery.Candidate] = []
    var seen: Set<Gallery.Candidate> = []
    for query in print.pictures.compactMap(\.query) {
      for one in gallery.withLock({ $0.candidates(for: query) }) where seen.insert(one).inserted {
        candidates.append(one)
      }
    }
    return candidates
  }
}
