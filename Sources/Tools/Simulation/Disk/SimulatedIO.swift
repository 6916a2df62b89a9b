import CSQLite
import Foundation

/// What SQLite does with a file of a simulated disk. Without shared memory, which the write-ahead log
/// does not need where one connection has the database to itself.
enum SimulatedIO {
  /// Like the default system's.
  private static let sectorSize: Int32 = 4_096
  /// Like the default system's: bytes beside those that are written are not at risk.
  private static let powersafeOverwrite: Int32 = 0x1000
  /// Like the default system, which writes no more at a time and calls the disk full.
  private static let writeMaximum: Int32 = 0x1ffff
  /// Where, behind what SQLite reads, the open file stands.
  private static let place = MemoryLayout<sqlite3_file>.stride
  /// The bytes that SQLite reserves for a file.
  static let fileSize = place + MemoryLayout<UnsafeMutableRawPointer>.stride

  /// One table for all disks, for ever.
  nonisolated(unsafe) private static let methods: UnsafePointer<sqlite3_io_methods> = {
    let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    methods.initialize(to: description)
    return UnsafePointer(methods)
  }()

  static func open(_ opened: OpenFile, _ file: UnsafeMutablePointer<sqlite3_file>) {
    UnsafeMutableRawPointer(file).storeBytes(
      of: Unmanaged.passRetained(opened).toOpaque(), toByteOffset: place,
      as: UnsafeMutableRawPointer.self)
    file.pointee.pMethods = methods
  }

  private static func reference(
    _ file: UnsafeMutablePointer<sqlite3_file>?
  ) -> Unmanaged<OpenFile>? {
    file.map {
      Unmanaged.fromOpaque(
        UnsafeMutableRawPointer($0).load(fromByteOffset: place, as: UnsafeMutableRawPointer.self))
    }
  }

  /// Calls `body` with an open file, if its node still runs.
  private static func with(
    _ file: UnsafeMutablePointer<sqlite3_file>?, otherwise failed: Int32,
    _ body: (OpenFile) throws(DiskError) -> Int32
  ) -> Int32 {
    guard let opened = reference(file)?.takeUnretainedValue(), opened.isAlive else { return failed }
    do throws(DiskError) {
      return try body(opened)
    } catch {
      return error == .full ? SQLITE_FULL : failed
    }
  }

  private static var description: sqlite3_io_methods {
    var methods = sqlite3_io_methods()
    methods.iVersion = 1
    methods.xClose = { file in
      guard let opened = SimulatedIO.reference(file) else { return SQLITE_OK }
      opened.takeRetainedValue().close()
      file?.pointee.pMethods = nil
      return SQLITE_OK
    }
    methods.xRead = { file, bytes, count, offset in
      guard let bytes else { return SQLiteCode.readFailed }
      return SimulatedIO.with(file, otherwise: SQLiteCode.readFailed) {
        (opened) throws(DiskError) in
        let (start, count) = (Int(offset), Int(count))
        let read = try opened.disk.read(opened.file, start..<start + count)
        if let base = read.baseAddress { memcpy(bytes, base, read.count) }
        guard read.count < count else { return SQLITE_OK }
        memset(bytes + read.count, 0, count - read.count)
        return SQLiteCode.shortRead
      }
    }
    methods.xWrite = { file, bytes, count, offset in
      SimulatedIO.with(file, otherwise: SQLiteCode.writeFailed) { (opened) throws(DiskError) in
        guard count <= SimulatedIO.writeMaximum else { return SQLITE_FULL }
        try opened.disk.write(
          UnsafeRawBufferPointer(start: bytes, count: Int(count)), to: opened.file, at: Int(offset))
        return SQLITE_OK
      }
    }
    methods.xTruncate = { file, count in
      SimulatedIO.with(file, otherwise: SQLiteCode.truncateFailed) { (opened) throws(DiskError) in
        try opened.disk.truncate(opened.file, to: Int(count))
        return SQLITE_OK
      }
    }
    methods.xSync = { file, _ in
      SimulatedIO.with(file, otherwise: SQLiteCode.syncFailed) { (opened) throws(DiskError) in
        try opened.disk.sync(opened.file)
        return SQLITE_OK
      }
    }
    methods.xFileSize = { file, size in
      SimulatedIO.with(file, otherwise: SQLiteCode.sizeFailed) { (opened) throws(DiskError) in
        size?.pointee = Int64(opened.file.count)
        return SQLITE_OK
      }
    }
    methods.xLock = { file, level in
      SimulatedIO.with(file, otherwise: SQLiteCode.lockFailed) { (opened) throws(DiskError) in
        opened.lock(level) ? SQLITE_OK : SQLITE_BUSY
      }
    }
    methods.xUnlock = { file, level in
      SimulatedIO.with(file, otherwise: SQLITE_OK) { (opened) throws(DiskError) in
        opened.unlock(level)
        return SQLITE_OK
      }
    }
    methods.xCheckReservedLock = { file, answer in
      SimulatedIO.with(file, otherwise: SQLiteCode.lockFailed) { (opened) throws(DiskError) in
        answer?.pointee = opened.isReservedByOthers ? 1 : 0
        return SQLITE_OK
      }
    }
    methods.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
    methods.xSectorSize = { _ in SimulatedIO.sectorSize }
    methods.xDeviceCharacteristics = { _ in SimulatedIO.powersafeOverwrite }
    return methods
  }
}
