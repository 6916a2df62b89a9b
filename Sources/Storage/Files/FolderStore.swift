import Foundation
import Synchronization

/// The files of a real folder. Descriptors stay open between calls, since a commit writes to the same
/// two or three files.
package final class FolderStore: FileStore {
  private let path: String
  private let open: Mutex<[String: Int32]>
  /// Descriptors that stay open; the rest are opened again.
  private static let openMaximum = 16

  /// What a file is written as before it takes the place of another.
  private static let unfinished = ".new"

  /// The folder at `path`, which is made where there is none. What a crash left of a file that was to
  /// take another's place is removed, so that it does not keep its room for ever.
  package init(path: String) throws(FileStoreError) {
    self.path = path
    open = Mutex([:])
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw FolderStore.failure("make", path)
    }
    let left = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for name in left where name.hasSuffix(FolderStore.unfinished) { unlink("\(path)/\(name)") }
  }

  deinit { open.withLock { for descriptor in $0.values { close(descriptor) } } }

  private static func failure(_ doing: String, _ path: String) -> FileStoreError {
    let code = errno
    return FileStoreError(
      code: code, what: "cannot \(doing) \(path): \(String(cString: strerror(code)))")
  }

  /// Calls `body` with a file's descriptor; its errors are the system's, by `errno`.
  private func with(
    _ name: String, _ doing: String, _ body: (Int32) -> Bool
  ) throws(FileStoreError) {
    let path = "\(path)/\(name)"
    try open.withLock { (open) throws(FileStoreError) in
      if open[name] == nil {
        if open.count >= FolderStore.openMaximum {
          for descriptor in open.values { close(descriptor) }
          open.removeAll()
        }
        let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FolderStore.failure("open", path) }
        open[name] = descriptor
      }
      guard let descriptor = open[name], body(descriptor) else {
        throw FolderStore.failure(doing, path)
      }
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, at start: off_t) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count, let base = bytes.baseAddress {
        let count = pwrite(descriptor, base + done, bytes.count - done, start + off_t(done))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
  }

  package func names() throws(FileStoreError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path)
        .filter { !$0.hasSuffix(FolderStore.unfinished) }.sorted()
    } catch {
      throw FileStoreError(code: EIO, what: "cannot list \(path): \(error)")
    }
  }

  package func read(_ name: String) throws(FileStoreError) -> [UInt8]? {
    let path = "\(path)/\(name)"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw FileStoreError(code: EIO, what: "cannot read \(path)")
    }
    return Array(data)
  }

  package func append(_ bytes: [UInt8], to name: String) throws(FileStoreError) {
    try with(name, "write") { descriptor in
      let end = lseek(descriptor, 0, SEEK_END)
      guard end >= 0 else { return false }
      if FolderStore.write(bytes, to: descriptor, at: end) { return true }
      // Half of it is worse than nothing: what is appended next would stand behind it.
      let code = errno
      ftruncate(descriptor, end)
      errno = code
      return false
    }
  }

  package func overwrite(_ name: String, with bytes: [UInt8]) throws(FileStoreError) {
    try with(name, "write") { descriptor in
      FolderStore.write(bytes, to: descriptor, at: 0)
        && ftruncate(descriptor, off_t(bytes.count)) == 0
    }
  }

  package func truncate(_ name: String, to count: Int) throws(FileStoreError) {
    try with(name, "truncate") { ftruncate($0, off_t(count)) == 0 }
  }

  package func replace(_ name: String, with bytes: [UInt8]) throws(FileStoreError) {
    let temporary = name + FolderStore.unfinished
    do throws(FileStoreError) {
      try overwrite(temporary, with: bytes)
      try sync(temporary)
      try rename(temporary, to: name)
    } catch {
      // On a full disk, what was written of it would keep the last of the room from the journal.
      try? remove(temporary)
      throw error
    }
  }

  package func rename(_ name: String, to other: String) throws(FileStoreError) {
    forget(name)
    forget(other)
    guard Foundation.rename("\(path)/\(name)", "\(path)/\(other)") == 0 else {
      throw FolderStore.failure("rename", "\(path)/\(name)")
    }
    let folder = Foundation.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if folder >= 0 { close(folder) } }
    guard folder >= 0, fsync(folder) == 0 else { throw FolderStore.failure("sync", path) }
  }

  package func sync(_ name: String) throws(FileStoreError) {
    try with(name, "sync") { fdatasync($0) == 0 }
  }

  package func remove(_ name: String) throws(FileStoreError) {
    forget(name)
    guard unlink("\(path)/\(name)") == 0 || errno == ENOENT else {
      throw FolderStore.failure("remove", "\(path)/\(name)")
    }
  }

  private func forget(_ name: String) {
    open.withLock { open in
      if let descriptor = open.removeValue(forKey: name) { close(descriptor) }
    }
  }
}
