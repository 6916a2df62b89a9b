import Cryptography
import Foundation

/// A file on its way into the vault: hashed as it comes, and gone if it is not finished.
///
/// Used by one task at a time.
package final class VaultUpload: @unchecked Sendable {
  private let temporary: String
  private var descriptor: Int32
  private let hasher = SHA256()
  /// Bytes received so far.
  package private(set) var byteCount = 0

  init(temporary: String) throws {
    self.temporary = temporary
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw VaultError(code: "storage", what: "The file could not be stored; try again later.")
    }
  }

  deinit {
    if descriptor >= 0 {
      Foundation.close(descriptor)
      unlink(temporary)
    }
  }

  /// Takes the next bytes.
  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    byteCount += bytes.count
    guard byteCount <= Vault.byteCountMaximum else {
      throw VaultError(
        code: "too-large", what: "A file is at most \(Vault.byteCountMaximum) bytes long.")
    }
    hasher.update(bytes)
    var written = 0
    while written < bytes.count {
      let count = Foundation.write(
        descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      guard count > 0 else {
        throw VaultError(code: "storage", what: "The file could not be stored; try again later.")
      }
      written += count
    }
  }

  /// Syncs what came and gives its digest; the file is the caller's from here on.
  func close() throws -> (digest: Digest, temporary: String) {
    let isSynced = fsync(descriptor) == 0
    Foundation.close(descriptor)
    descriptor = -1
    guard isSynced else {
      unlink(temporary)
      throw VaultError(code: "storage", what: "The file could not be stored; try again later.")
    }
    return (hasher.finish(), temporary)
  }
}
