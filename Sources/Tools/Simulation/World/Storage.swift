import Journal
import Node

/// What the simulated machine keeps its data on.
protocol Storage: AnyObject {
  /// The folders beside the journal.
  var stores: Opening.Stores { get }
  /// Where the journal is, where a repair puts a new one, and the SQLite file system under both.
  var journalPath: String { get }
  var rebuiltPath: String { get }
  var system: String? { get }
  /// A folder of real files for what needs no simulated disk, removed afterwards.
  var scratch: String { get }

  /// Puts a repaired journal in the old one's place.
  func replaceJournal() throws
  /// Whether all that the journal was given would survive a loss of power now.
  var isJournalSynced: Bool { get }
  /// Whether the power went in the middle of something, so that nothing works until `restore`.
  var hasCrashed: Bool { get }
  /// Cuts the power: at once, or in the middle of the call after so many more.
  func cutPower(afterCalls calls: Int?)
  /// Brings the power back.
  func restore()
  /// The process has ended; what it wrote stays.
  func endProcess()
  /// Has one of the next calls fail.
  func failOnce(afterCalls calls: Int)
  /// Takes back what was to go wrong and has not.
  func disarm()
  /// Whether there is no room.
  func setFull(_ isFull: Bool)
  /// Changes some of what is stored; where, in words.
  func rot(_ victim: RotVictim) -> String?
  /// How many calls there have been.
  var callCount: Int { get }
}

/// A part of a venue's data that may rot.
enum RotVictim: CaseIterable {
  case journal
  case copy
  case snapshots
  case sideFile
}
