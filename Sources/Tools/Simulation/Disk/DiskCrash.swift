/// How a node is interrupted.
package enum DiskCrash: Sendable {
  /// Its process ends: all that it wrote stays.
  case process
  /// The power fails: what was not synced may be lost.
  case power
}
