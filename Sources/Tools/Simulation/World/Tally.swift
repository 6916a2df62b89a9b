/// What came about in a run, to see that something did.
package struct Tally: Sendable, Equatable {
  /// Entries of the log, and how many of them were refused.
  package var entries = 0, refused = 0
  /// Trades.
  package var trades = 0
  /// Ends of the venue's process by kill, by loss of power, and by an error.
  package var kills = 0, powerCuts = 0, stops = 0
  /// Changes of what is stored that nobody made.
  package var rots = 0
  /// Starts, and those of them that needed a repair first.
  package var starts = 0, repairs = 0
  /// Starts that went on from a snapshot.
  package var resumes = 0
  /// Documents sent again, and answers that were given from the record.
  package var retries = 0, repetitions = 0
  /// Documents that were answered `expired`.
  package var expired = 0
  /// Events that readers of the feed got, and how often they connected.
  package var events = 0, connections = 0
  /// Commits that waited for the disk.
  package var waits = 0
  /// Reads of the state.
  package var reads = 0

  package init() {}
}
