/// What a simulated world does to a venue. Each can be switched off, to see what a failure needs.
package enum Fault: String, Sendable, CaseIterable {
  /// Requests and answers are dropped, doubled, delayed and so reordered.
  case network
  /// Clients whose clock is off, and who send long after they signed.
  case lateness
  /// The venue's clock is set, forward or back.
  case clock
  /// The process is killed; what it wrote stays with the system.
  case kills
  /// The power goes; what was not synced is lost or torn.
  case power
  /// What is stored changes by itself.
  case rot
  /// Reads, writes and syncs fail.
  case errors
  /// There is no room.
  case room
  /// A call to the disk takes long.
  case slowness
}
