/// What goes wrong with a simulated disk. Everything is off at first, and can be changed between any
/// two operations.
package struct DiskFaults: Sendable {
  /// A read fails with EIO and gives nothing.
  package var readError = DiskFault()
  /// A write, a truncation or a change of names fails with EIO; of a write, a part may have been made.
  package var writeError = DiskFault()
  /// A sync fails with EIO. What was to be synced may or may not have reached the platter, and counts
  /// as clean from now on: as on Linux, a sync that follows succeeds and makes nothing of it durable.
  package var failedSync = DiskFault()
  /// How probable it is that what a failed sync did not bring to the platter is at once gone from what
  /// is read, too (as on btrfs), rather than seen until the power fails (as on ext4).
  package var droppedAtOnce = 0.0

  /// How probable it is, for a loss of power, that it costs anything that was not synced: all from some
  /// write on.
  package var lost = 0.0
  /// How probable it is, for each write that a loss of power may reach, that some of its sectors are
  /// kept and others not, or one of them in part.
  package var torn = 0.0
  /// How probable it is, for a loss of power, that each write is lost or kept by itself, a later one
  /// rather than an earlier one too.
  package var reordered = 0.0

  package init() {}

  /// Every loss of power costs something, in every way.
  package static var power: DiskFaults {
    var faults = DiskFaults()
    faults.lost = 0.9
    faults.torn = 0.5
    faults.reordered = 0.5
    return faults
  }
}
