import CSQLite
import Foundation

/// A simulated disk as SQLite's file system. It is known to SQLite until the disk goes, which stays as
/// long as a file on it is open.
final class SimulatedSystem {
  /// Names must differ among all disks of a process.
  private static let counter = SystemCounter()
  /// The longest name of a file.
  private static let nameMaximum: Int32 = 512

  let name: String
  private let system: UnsafeMutablePointer<sqlite3_vfs>
  private let cName: UnsafeMutablePointer<CChar>

  init(_ disk: SimulatedDisk) {
    name = "simulated-\(SimulatedSystem.counter.next())"
    cName = strdup(name)
    system = .allocate(capacity: 1)
    system.initialize(to: SimulatedSystem.description)
    system.pointee.zName = UnsafePointer(cName)
    // The disk owns this system, so that the pointer is good as long as SQLite has it.
    system.pointee.pAppData = Unmanaged.passUnretained(disk).toOpaque()
    sqlite3_vfs_register(system, 0)
  }

  deinit {
    sqlite3_vfs_unregister(system)
    system.deallocate()
    free(cName)
  }

  private static func disk(_ system: UnsafeMutablePointer<sqlite3_vfs>?) -> SimulatedDisk? {
    system?.pointee.pAppData.map { Unmanaged<SimulatedDisk>.fromOpaque($0).takeUnretainedValue() }
  }

  private static var description: sqlite3_vfs {
    var system = sqlite3_vfs()
    system.iVersion = 2
    system.szOsFile = Int32(SimulatedIO.fileSize)
    system.mxPathname = nameMaximum
    system.xOpen = { system, name, file, flags, outFlags in
      guard let disk = SimulatedSystem.disk(system), let file else { return SQLITE_CANTOPEN }
      file.pointee.pMethods = nil
      do throws(DiskError) {
        let opened: SimulatedFile
        if let name {
          opened = try disk.open(String(cString: name), isMade: flags & SQLITE_OPEN_CREATE != 0)
        } else {
          // A file without a name has no place among the names.
          opened = SimulatedFile(name: "")
        }
        SimulatedIO.open(
          OpenFile(
            disk, opened, isTemporary: name != nil && flags & SQLITE_OPEN_DELETEONCLOSE != 0),
          file)
      } catch {
        return SQLITE_CANTOPEN
      }
      outFlags?.pointee = flags
      return SQLITE_OK
    }
    system.xDelete = { system, name, _ in
      guard let disk = SimulatedSystem.disk(system), let name else {
        return SQLiteCode.removeFailed
      }
      do throws(DiskError) {
        try disk.remove(String(cString: name))
        return SQLITE_OK
      } catch {
        return error == .missing ? SQLiteCode.nothingToRemove : SQLiteCode.removeFailed
      }
    }
    system.xAccess = { system, name, _, answer in
      guard let disk = SimulatedSystem.disk(system), let name else {
        return SQLiteCode.accessFailed
      }
      do throws(DiskError) {
        answer?.pointee = try disk.exists(String(cString: name)) ? 1 : 0
        return SQLITE_OK
      } catch {
        return SQLiteCode.accessFailed
      }
    }
    system.xFullPathname = { _, name, room, full in
      guard let name, let full, strlen(name) < Int(room) else { return SQLITE_CANTOPEN }
      strcpy(full, name)
      return SQLITE_OK
    }
    system.xRandomness = { system, count, bytes in
      guard let disk = SimulatedSystem.disk(system), let bytes else { return 0 }
      for at in 0..<Int(count) {
        bytes[at] = CChar(truncatingIfNeeded: disk.sqliteGenerator.next())
      }
      return count
    }
    system.xSleep = { system, microseconds in
      SimulatedSystem.disk(system)?.elapsed += UInt64(max(0, microseconds))
      return microseconds
    }
    system.xCurrentTime = { system, days in
      guard let disk = SimulatedSystem.disk(system) else { return SQLITE_ERROR }
      days?.pointee = Double(disk.time) / 86_400_000_000 + 2_440_587.5
      return SQLITE_OK
    }
    system.xCurrentTimeInt64 = { system, milliseconds in
      guard let disk = SimulatedSystem.disk(system) else { return SQLITE_ERROR }
      milliseconds?.pointee = disk.time / 1_000 + 210_866_760_000_000
      return SQLITE_OK
    }
    system.xGetLastError = { _, _, _ in 0 }
    return system
  }
}
