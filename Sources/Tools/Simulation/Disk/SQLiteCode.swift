import CSQLite

/// SQLite's extended result codes, whose macros are not imported.
enum SQLiteCode {
  static let readFailed: Int32 = SQLITE_IOERR | 1 << 8
  static let shortRead: Int32 = SQLITE_IOERR | 2 << 8
  static let writeFailed: Int32 = SQLITE_IOERR | 3 << 8
  static let syncFailed: Int32 = SQLITE_IOERR | 4 << 8
  static let truncateFailed: Int32 = SQLITE_IOERR | 6 << 8
  static let sizeFailed: Int32 = SQLITE_IOERR | 7 << 8
  static let removeFailed: Int32 = SQLITE_IOERR | 10 << 8
  static let accessFailed: Int32 = SQLITE_IOERR | 13 << 8
  static let lockFailed: Int32 = SQLITE_IOERR | 15 << 8
  static let nothingToRemove: Int32 = SQLITE_IOERR | 23 << 8
}
