import Foundation

/// What a simulated disk would not do.
package struct DiskError: Error, Sendable, Equatable {
  /// The system's error number.
  package let code: Int32

  /// A read, a write or a sync failed, or the disk has no power.
  static let io = DiskError(code: EIO)
  /// There is no room.
  static let full = DiskError(code: ENOSPC)
  /// There is no file of that name.
  static let missing = DiskError(code: ENOENT)
}
