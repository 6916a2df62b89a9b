import CSQLite

extension SQLiteConnection {
  /// So many bytes are read and written at a time. SQLite's own file system takes 128 KiB and more for
  /// a full disk.
  private static let renewedByteCount: Int64 = 1 << 16

  /// Makes durable what a node that ended may have left in the system's cache alone.
  ///
  /// After a sync that failed Linux takes what it could not write for clean: it is still read, and no
  /// later sync writes it. SQLite would recover such frames from the write-ahead log and add to them,
  /// and the next loss of power would end the log before them, with all that was acknowledged since. So
  /// the log, and the database's first page, which alone is not written through it, are written once
  /// more as they are read. O(write-ahead log), and two syncs.
  func renew() throws(JournalError) {
    let pageSize = try number("PRAGMA page_size") ?? 0
    try renew(SQLITE_FCNTL_FILE_POINTER, byteCountMaximum: pageSize)
    try renew(SQLITE_FCNTL_JOURNAL_POINTER, byteCountMaximum: .max)
  }

  private func renew(_ pointer: Int32, byteCountMaximum: Int64) throws(JournalError) {
    let code = withFile(pointer) { file, methods in
      var size: Int64 = 0
      guard let sizeOf = methods.xFileSize, let read = methods.xRead, let write = methods.xWrite,
        let sync = methods.xSync
      else { return SQLITE_IOERR }
      var code = sizeOf(file, &size)
      size = min(size, byteCountMaximum)
      guard code == SQLITE_OK, size > 0 else { return code }
      var bytes = [UInt8](repeating: 0, count: Int(min(size, SQLiteConnection.renewedByteCount)))
      var position: Int64 = 0
      while position < size {
        let count = Int32(min(size - position, Int64(bytes.count)))
        code = read(file, &bytes, count, position)
        guard code == SQLITE_OK else { return code }
        code = write(file, &bytes, count, position)
        guard code == SQLITE_OK else { return code }
        position += Int64(count)
      }
      return sync(file, SQLITE_SYNC_NORMAL)
    }
    guard code == SQLITE_OK else {
      throw JournalError(
        code: code,
        what: "what the journal's last node wrote cannot be synced: "
          + "\(String(cString: sqlite3_errstr(code))) (\(code))")
    }
  }

  /// Calls `body` with one of the database's open files; nothing is done where it is not open.
  private func withFile(
    _ pointer: Int32, _ body: (UnsafeMutablePointer<sqlite3_file>, sqlite3_io_methods) -> Int32
  ) -> Int32 {
    var file: UnsafeMutablePointer<sqlite3_file>?
    let code = withUnsafeMutablePointer(to: &file) { control(pointer, $0) }
    guard code == SQLITE_OK, let file, let methods = file.pointee.pMethods else { return code }
    return body(file, methods.pointee)
  }
}
