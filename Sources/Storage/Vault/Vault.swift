import Cryptography
import Foundation

/// What the vault refuses, with a stable code.
package struct VaultError: Error, Sendable, Equatable {
  /// `too-large`, `digest-differs`, `too-many-files` or `storage`.
  package let code: String
  /// What to do, for a person.
  package let what: String
}

/// Content-addressed files of deposited works, and evidence: kept under their SHA-256, written once
/// and never changed. Who may read one is decided above; the vault remembers who brought it.
package struct Vault: Sendable {
  /// The largest file, in bytes.
  package static let byteCountMaximum = 64 * 1024 * 1024
  /// The most files that one account may bring.
  package static let fileCountMaximum = 10_000

  private let folder: String

  /// A vault in `folder`, which is made if need be.
  package init(folder: String) throws {
    self.folder = folder
    let manager = FileManager.default
    for name in ["files", "previews", "features", "statements", "uploads", "incoming"] {
      try manager.createDirectory(
        atPath: "\(folder)/\(name)", withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    }
    // What was cut off by a crash was never acknowledged.
    for name in try manager.contentsOfDirectory(atPath: "\(folder)/incoming") {
      try manager.removeItem(atPath: "\(folder)/incoming/\(name)")
    }
  }

  private func path(_ kind: String, _ digest: Digest) -> String {
    let hex = digest.hex
    return "\(folder)/\(kind)/\(hex.prefix(2))/\(hex)"
  }

  /// Where a file is, whether or not it is there.
  package func path(of digest: Digest) -> String { path("files", digest) }

  /// Whether the vault has a file.
  package func has(_ digest: Digest) -> Bool { access(path(of: digest), F_OK) == 0 }

  /// A file's bytes; `nil` if it is not here. Checked against its name while it is read.
  package func read(_ digest: Digest) throws -> [UInt8]? {
    guard let data = FileManager.default.contents(atPath: path(of: digest)) else { return nil }
    let bytes = Array(data)
    guard SHA256.hash(bytes) == digest else {
      throw VaultError(code: "storage", what: "The stored file \(digest) has been damaged.")
    }
    return bytes
  }

  /// Whether `account` brought the file, and so has had it.
  package func wasBrought(_ digest: Digest, by account: UInt64) -> Bool {
    access("\(folder)/uploads/\(account)/\(digest.hex)", F_OK) == 0
  }

  /// Remembers that `account` brought a file that is here.
  package func note(_ digest: Digest, by account: UInt64) throws {
    let place = "\(folder)/uploads/\(account)"
    try FileManager.default.createDirectory(
      atPath: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    guard wasBrought(digest, by: account) == false else { return }
    let count = try FileManager.default.contentsOfDirectory(atPath: place).count
    guard count < Vault.fileCountMaximum else {
      throw VaultError(
        code: "too-many-files", what: "An account brings at most \(Vault.fileCountMaximum) files.")
    }
    try Vault.write([], to: "\(place)/\(digest.hex)")
  }

  /// A preview of a file; `nil` if none was made.
  package func preview(of digest: Digest) -> [UInt8]? {
    FileManager.default.contents(atPath: path("previews", digest)).map { Array($0) }
  }

  /// What is kept of a file to recognise changed copies of it; `nil` if it is not here or was damaged:
  /// it can be made from the file again.
  package func features(of digest: Digest) -> [UInt8]? {
    guard let data = FileManager.default.contents(atPath: path("features", digest)) else {
      return nil
    }
    let bytes = Array(data.dropFirst(Digest.byteCount))
    return data.prefix(Digest.byteCount).elementsEqual(SHA256.hash(bytes).bytes) ? bytes : nil
  }

  /// Keeps what recognises changed copies of a file.
  package func keep(features: [UInt8], of digest: Digest) throws {
    let place = path("features", digest)
    try Vault.makeParent(of: place)
    // Behind their own digest, since their name is that of the file they were made from.
    try Vault.write(SHA256.hash(features).bytes + features, to: place)
  }

  /// What `account` stated about a file; `nil` if it stated nothing.
  package func statement(about digest: Digest, by account: UInt64) -> [UInt8]? {
    FileManager.default.contents(atPath: statementPath(digest, account)).map { Array($0) }
  }

  /// Keeps what an account states about a file, in place of what it stated before. Statements count
  /// as files do.
  package func keep(statement: [UInt8], about digest: Digest, by account: UInt64) throws {
    let place = statementPath(digest, account)
    try Vault.makeParent(of: place)
    let known = try FileManager.default.contentsOfDirectory(
      atPath: (place as NSString).deletingLastPathComponent)
    guard known.count < Vault.fileCountMaximum || known.contains(digest.hex) else {
      throw VaultError(
        code: "too-many-files", what: "An account states at most \(Vault.fileCountMaximum) files.")
    }
    try Vault.write(statement, to: place)
  }

  /// Forgets what an account stated about a file, which has come since.
  package func forgetStatement(about digest: Digest, by account: UInt64) {
    unlink(statementPath(digest, account))
  }

  private func statementPath(_ digest: Digest, _ account: UInt64) -> String {
    "\(folder)/statements/\(account)/\(digest.hex)"
  }

  /// Keeps a preview.
  package func keep(preview: [UInt8], of digest: Digest) throws {
    let place = path("previews", digest)
    try Vault.makeParent(of: place)
    try Vault.write(preview, to: place)
  }

  /// Begins to take in a file.
  package func begin() throws -> VaultUpload {
    try VaultUpload(temporary: "\(folder)/incoming/\(UUID().uuidString)")
  }

  /// Ends taking in a file: it must be the one it was announced as.
  package func finish(_ upload: VaultUpload, as digest: Digest) throws {
    let (found, temporary) = try upload.close()
    guard found == digest else {
      unlink(temporary)
      throw VaultError(
        code: "digest-differs",
        what: "The bytes received have SHA-256 \(found), not the \(digest) of the address.")
    }
    let place = path(of: digest)
    try Vault.makeParent(of: place)
    guard rename(temporary, place) == 0 else {
      unlink(temporary)
      throw VaultError(code: "storage", what: "The file could not be stored; try again later.")
    }
    try Vault.syncFolder(of: place)
  }

  private static func makeParent(of path: String) throws {
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    let temporary = "\(path).\(UUID().uuidString)"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw VaultError(code: "storage", what: "The file could not be stored; try again later.")
    }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written)
      }
      guard count > 0 else { break }
      written += count
    }
    let isSynced = written == bytes.count && fsync(descriptor) == 0
    close(descriptor)
    guard isSynced, rename(temporary, path) == 0 else {
      unlink(temporary)
      throw VaultError(code: "storage", what: "The file could not be stored; try again later.")
    }
    try syncFolder(of: path)
  }

  private static func syncFolder(of path: String) throws {
    let descriptor = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    guard descriptor >= 0, fsync(descriptor) == 0 else {
      throw VaultError(code: "storage", what: "The file could not be stored; try again later.")
    }
  }
}
