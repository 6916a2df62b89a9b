import Files
import Foundation
import Journal
import TransparencyLog

// A backup is the second copy, the deposited files and the keys: files that are only ever added to, so
// that they can be copied while the venue runs. Everything else is computed from them.
extension DataFolder {
  private static let keyNames = ["operator.key", "log.key", "credential.key"]

  /// What a backup has.
  package struct Backup: Sendable {
    /// How many entries.
    package let entryCount: UInt64
    /// The folder.
    package let path: String
  }

  /// Copies all that the venue can be made from again into a new folder, while it runs or not. Every
  /// entry that was acknowledged before is in it, but for what a full disk kept from the second copy.
  /// O(bytes).
  package func backUp(to target: String) throws -> Backup {
    let identity = try identity()
    let files = FileManager.default
    guard !files.fileExists(atPath: target) else {
      throw StartError(what: "\(target) exists: a backup goes into a new folder")
    }
    let part = target + ".part"
    try? files.removeItem(atPath: part)
    try files.createDirectory(
      atPath: part, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let made = DataFolder(part)
    // First the entries and then the files that they name, which were there before them.
    try files.copyItem(atPath: copy, toPath: made.copy)
    if files.fileExists(atPath: vault) { try files.copyItem(atPath: vault, toPath: made.vault) }
    for name in DataFolder.keyNames {
      try files.copyItem(atPath: "\(path)/\(name)", toPath: "\(part)/\(name)")
    }
    try files.createDirectory(atPath: made.log, withIntermediateDirectories: true)
    try files.copyItem(
      atPath: "\(log)/\(LogVerifier.keyName)", toPath: "\(made.log)/\(LogVerifier.keyName)")
    let entryCount = try SecondCopy(try FolderStore(path: made.copy)).nextSequence
    guard entryCount > 0 else {
      throw StartError(what: "\(identity.logKey.verifierKey.name) has no second copy yet")
    }
    sync()
    try DataFolder.move(part, to: target)
    return Backup(entryCount: entryCount, path: target)
  }

  /// Makes the venue again from a backup: beside the folder first, with every entry applied and every
  /// root compared, and then in its place. What was there is moved to `PATH.aside-N`.
  ///
  /// - Returns: the rebuild's report, and where the old folder went.
  package func restore(
    from backup: String
  ) throws -> (report: JournalRebuild.Report, aside: String?) {
    let source = DataFolder(backup)
    let identity = try source.identity()
    let files = FileManager.default
    let isThere = files.fileExists(atPath: path)
    let lock = isThere ? try FolderLock(folder: path) : nil
    defer { withExtendedLifetime(lock) {} }
    let made = DataFolder(path + ".restoring")
    try? files.removeItem(atPath: made.path)
    try files.copyItem(atPath: backup, toPath: made.path)
    var rebuild = try JournalRebuild(
      logKey: identity.logKey, damaged: nil, copy: try FolderStore(path: made.copy))
    let report = try rebuild.write(to: made.journal)
    let end = try SecondCopy(try FolderStore(path: made.copy)).nextSequence
    guard report.entryCount == end, report.stop == nil else {
      throw StartError(
        what: "the backup is damaged at entry \(report.entryCount) of \(end)"
          + (report.stop.map { ": \($0)" } ?? "") + "; nothing was changed")
    }
    sync()
    var aside: String?
    if isThere {
      var number = 1
      while files.fileExists(atPath: "\(path).aside-\(number)") { number += 1 }
      aside = "\(path).aside-\(number)"
      try DataFolder.move(path, to: "\(path).aside-\(number)")
    }
    try DataFolder.move(made.path, to: path)
    return (report, aside)
  }

  private static func move(_ source: String, to target: String) throws {
    guard rename(source, target) == 0 else {
      throw StartError(
        what: "\(source) cannot be moved to \(target): \(String(cString: strerror(errno)))")
    }
    try FolderSync.sync(URL(fileURLWithPath: target).deletingLastPathComponent().path)
  }
}
