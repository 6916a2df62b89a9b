import Foundation

/// Holds a data folder for one process: two writers would be two venues.
final class FolderLock: Sendable {
  private let descriptor: Int32

  init(folder: String) throws {
    descriptor = open("\(folder)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StartError(what: "\(folder) cannot be written") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw StartError(what: "\(folder) is in use by another server")
    }
  }

  deinit { close(descriptor) }
}
