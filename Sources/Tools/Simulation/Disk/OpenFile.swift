import CSQLite

/// A file that SQLite has open on a simulated disk.
final class OpenFile {
  let disk: SimulatedDisk
  let file: SimulatedFile
  /// Whether the file goes when it is closed.
  private let isTemporary: Bool
  private let life: Int

  init(_ disk: SimulatedDisk, _ file: SimulatedFile, isTemporary: Bool) {
    self.disk = disk
    self.file = file
    self.isTemporary = isTemporary
    life = disk.life
  }

  /// Whether the node that opened it still runs.
  var isAlive: Bool { !disk.isDown && life == disk.life }

  /// The strongest lock that anybody else holds.
  private var othersLevel: Int32 {
    file.locks.reduce(SQLITE_LOCK_NONE) { $1.holder === self ? $0 : max($0, $1.level) }
  }

  var isReservedByOthers: Bool { othersLevel >= SQLITE_LOCK_RESERVED }

  /// Takes a lock, unless another's is in the way.
  func lock(_ level: Int32) -> Bool {
    let most =
      switch level {
      case SQLITE_LOCK_SHARED: SQLITE_LOCK_RESERVED
      case SQLITE_LOCK_RESERVED: SQLITE_LOCK_SHARED
      default: SQLITE_LOCK_NONE
      }
    guard othersLevel <= most else { return false }
    set(level)
    return true
  }

  /// Holds a lock that is no stronger than this.
  func unlock(_ level: Int32) { set(level) }

  private func set(_ level: Int32) {
    file.locks.removeAll { $0.holder === self }
    if level > SQLITE_LOCK_NONE { file.locks.append((self, level)) }
  }

  func close() {
    set(SQLITE_LOCK_NONE)
    if isTemporary, isAlive { try? disk.remove(file.name) }
  }
}
