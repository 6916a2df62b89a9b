import Documents
import Entries
import Files
import Foundation
import Journal
import TransparencyLog

/// What a venue keeps in its folder, and what an operator can do with it while no server runs.
package struct DataFolder: Sendable {
  /// Its path.
  package let path: String

  package init(_ path: String) { self.path = path }

  var journal: String { "\(path)/journal.sqlite" }
  var copy: String { "\(path)/copy" }
  var log: String { "\(path)/log" }
  var vault: String { "\(path)/vault" }
  var snapshots: String { "\(path)/snapshots" }
  var newestCheckpoint: String { "\(path)/\(CheckpointFile.name)" }

  /// What stands beside the journal.
  func stores() throws(FileStoreError) -> Opening.Stores {
    Opening.Stores(
      folder: try FolderStore(path: path), copy: try FolderStore(path: copy),
      snapshots: try FolderStore(path: snapshots))
  }

  /// The keys; a folder without them is no venue's.
  func identity() throws -> Identity {
    guard let data = FileManager.default.contents(atPath: "\(log)/\(LogVerifier.keyName)"),
      FileManager.default.fileExists(atPath: "\(path)/log.key")
    else { throw StartError(what: "\(path) has no log/key or no log.key: is it a venue's folder?") }
    let key = try VerifierKey(
      text: String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines))
    guard key.name.hasSuffix("/log") else {
      throw StartError(what: "\(log)/key names \(key.name), which is no venue's log")
    }
    return try Identity(folder: path, origin: String(key.name.dropLast("/log".count)))
  }

  /// The newest checkpoints that were given out: the side file's and the published one.
  func promises(_ key: VerifierKey) -> [Checkpoint] {
    [newestCheckpoint, "\(log)/\(TileWriter.checkpointName)"].compactMap {
      FileManager.default.contents(atPath: $0)
        .flatMap { try? Checkpoint(parsing: Array($0), verifiedBy: key) }
    }
  }

  // MARK: Repair

  /// What a repair came to.
  package struct Repair: Sendable {
    package let report: JournalRebuild.Report
    /// How many entries were acknowledged or published, as far as the folder knows.
    package let promised: UInt64
    /// Where the damaged journal went; `nil` when it was left in place.
    package let aside: String?
  }

  /// Makes the journal anew from what of it is sound and from the second copy, and puts the old one
  /// aside. Where even then an entry that was acknowledged is missing, nothing is changed.
  package func repair() throws -> Repair {
    let lock = try FolderLock(folder: path)
    defer { withExtendedLifetime(lock) {} }
    let identity = try identity()
    let made = "\(journal).rebuilt"
    for suffix in ["", "-wal"] { try? FileManager.default.removeItem(atPath: made + suffix) }
    let report: JournalRebuild.Report
    do {
      let damaged = try? Journal(path: journal).reader
      var rebuild = try JournalRebuild(
        logKey: identity.logKey, damaged: damaged, copy: try FolderStore(path: copy))
      report = try rebuild.write(to: made)
    }
    let promises = promises(identity.logKey.verifierKey)
    let promised = promises.map(\.size).max() ?? 0
    let isWhole =
      report.entryCount > 0 && report.entryCount >= promised
      && promises.allSatisfy { $0.size != report.entryCount || $0.root == report.root }
    guard isWhole else { return Repair(report: report, promised: promised, aside: nil) }
    let aside = try putAside(["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"])
    guard rename(made, journal) == 0 else {
      throw StartError(what: "\(made) cannot be put in place: \(String(cString: strerror(errno)))")
    }
    // What was computed from the old one is computed anew.
    _ = try putAside(["catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm"])
    try FolderSync.sync(path)
    return Repair(report: report, promised: promised, aside: aside)
  }

  /// Moves files into a new folder `damaged-N`.
  private func putAside(_ names: [String]) throws -> String {
    let files = FileManager.default
    var number = 1
    while files.fileExists(atPath: "\(path)/damaged-\(number)") { number += 1 }
    let aside = "\(path)/damaged-\(number)"
    try files.createDirectory(
      atPath: aside, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    for name in names where files.fileExists(atPath: "\(path)/\(name)") {
      try files.moveItem(atPath: "\(path)/\(name)", toPath: "\(aside)/\(name)")
    }
    return aside
  }
}

/// Makes what was renamed in a folder durable.
enum FolderSync {
  static func sync(_ path: String) throws {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if folder >= 0 { close(folder) } }
    guard folder >= 0, fsync(folder) == 0 else {
      throw StartError(what: "\(path) cannot be synced: \(String(cString: strerror(errno)))")
    }
  }
}
