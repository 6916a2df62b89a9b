import Documents
import Foundation
import TransparencyLog
import Venue

/// A replay whose entries are prepared, signatures included, on all of the machine's processors while
/// those before them are applied in sequence.
///
/// The fault that it reports is the one with the lowest number, whichever thread came upon another
/// first.
package struct PipelinedReplay: ~Copyable {
  private struct Input: Sendable {
    var entry: [UInt8]
    var disclosed: DisclosedEntry?
  }

  /// More threads than this are not made.
  private static let threadCountMaximum = 64

  /// The replay, as far as it has come. It has all that was put in only after `finish`.
  package private(set) var replay: Replay
  private let ahead: WorkAhead<Input, PreparedEntry>
  private var hasFailed = false

  /// A replay from nothing.
  ///
  /// - Parameters:
  ///   - threads: how many threads prepare entries beside the one that applies them.
  ///   - verifying: `false` leaves signatures unverified, and nothing else.
  package init(
    scope: Venue.Scope, threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    verifying: Bool = true
  ) {
    replay = Replay(scope: scope)
    ahead = WorkAhead(threads: min(threads, PipelinedReplay.threadCountMaximum)) { input in
      PreparedEntry(
        input.entry, disclosed: input.disclosed, scope: scope, verifying: verifying)
    }
  }

  /// How many entries were put in that are not applied yet. Bounded.
  package var pendingCount: Int { ahead.pendingCount }

  /// Puts the next entry in.
  /// - Throws: `LogFault` of this entry or of one before it.
  package mutating func put(
    _ entry: [UInt8], disclosed: DisclosedEntry?
  ) throws(LogFault) {
    let byteCount = entry.count + (disclosed?.document?.count ?? 0)
    try apply { ahead, take in
      try ahead.put(
        Input(entry: entry, disclosed: disclosed), byteCount: byteCount, take: take)
    }
  }

  /// Applies all that was put in. Does nothing once a fault was found: what comes behind it was not
  /// replayed.
  /// - Throws: `LogFault` of the first entry that does not hold.
  package mutating func finish() throws(LogFault) {
    guard !hasFailed else { return }
    try apply { ahead, take in try ahead.finish(take: take) }
  }

  private mutating func apply(
    _ body: (WorkAhead<Input, PreparedEntry>, (PreparedEntry) throws -> Void) throws -> Void
  ) throws(LogFault) {
    do {
      try body(ahead) { prepared in try replay.apply(prepared) }
    } catch {
      hasFailed = true
      guard let fault = error as? LogFault else {
        preconditionFailure("a replay throws nothing but faults")
      }
      throw fault
    }
  }
}
