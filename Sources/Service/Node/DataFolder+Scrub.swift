import Cryptography
import Entries
import Files
import Foundation
import Journal
import TransparencyLog
import Vault

extension DataFolder {
  /// What a scrub found.
  package struct Scrub: Sendable {
    /// Entries of the journal that are sound, from the first on.
    package var entryCount: UInt64 = 0
    /// Entries of the second copy.
    package var copiedCount: UInt64 = 0
    /// Snapshots.
    package var snapshotCount = 0
    /// Files of the log.
    package var logFileCount: UInt64 = 0
    /// Deposited files.
    package var vaultFileCount = 0
    /// What is not as it was written, one a line.
    package var faults: [String] = []
  }

  /// Reads everything that is kept and holds it to its hashes, its signatures and the Venue's rules.
  /// The venue must not run, or the folder be a copy. O(bytes).
  package func scrub() throws -> Scrub {
    let lock = try FolderLock(folder: path)
    defer { withExtendedLifetime(lock) {} }
    let identity = try identity()
    var found = Scrub()
    func check(_ what: String, _ body: () throws -> Void) {
      do { try body() } catch { found.faults.append("\(what): \(error)") }
    }
    check("journal") {
      let journal = try Journal(path: journal)
      try JournalScrub.check(journal, key: identity.logKey.verifierKey) { found.entryCount = $0 }
      try SnapshotStore(FolderStore(path: snapshots)).forEach(journal.reader) { name, failure in
        found.snapshotCount += 1
        if let failure { found.faults.append("snapshot: \(name): \(failure)") }
      }
    }
    check("second copy") { try scrubCopy(&found) }
    check("log") {
      // One that was never published is made by the next start.
      guard FileManager.default.fileExists(atPath: "\(log)/\(TileWriter.checkpointName)") else {
        return
      }
      let verifier = LogVerifier(
        FolderSource(log), key: identity.logKey.verifierKey, ahead: .count)
      found.logFileCount = try verifier.verify().fileCount
    }
    check("vault") { try scrubVault(&found) }
    return found
  }

  private func scrubCopy(_ found: inout Scrub) throws {
    var reader = try SecondCopyReader(try FolderStore(path: copy))
    while let batch = try reader.batch(startingAt: found.copiedCount) {
      found.copiedCount = batch.end
    }
    guard found.copiedCount == found.entryCount else {
      throw JournalError(
        what: "it is sound up to entry \(found.copiedCount), the journal up to "
          + "\(found.entryCount); the next start copies what is missing at its end")
    }
  }

  private func scrubVault(_ found: inout Scrub) throws {
    let folder = "\(vault)/files"
    let manager = FileManager.default
    guard manager.fileExists(atPath: folder) else { return }
    for part in try manager.contentsOfDirectory(atPath: folder).sorted() {
      for name in try manager.contentsOfDirectory(atPath: "\(folder)/\(part)").sorted() {
        found.vaultFileCount += 1
        guard let data = manager.contents(atPath: "\(folder)/\(part)/\(name)"),
          SHA256.hash(Array(data)).hex == name
        else {
          found.faults.append("vault: files/\(part)/\(name) is not what was deposited")
          continue
        }
      }
    }
  }
}
