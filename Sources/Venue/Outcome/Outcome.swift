/// What applying one command did: events for everyone, events for those concerned, and the answer
/// to the sender. All three are bytes, written once, here, so that every machine writes the same.
package struct Outcome: Sendable {
  /// Events as canonical JSON, one a line, each followed by a newline.
  package struct Events: Sendable {
    /// All lines, with their newlines.
    package internal(set) var bytes: [UInt8] = []
    /// Where each line ends, newline excluded.
    package internal(set) var ends: [Int] = []

    /// How many events there are.
    package var count: Int { ends.count }

    /// One event's bytes without the newline. O(1).
    package subscript(index: Int) -> ArraySlice<UInt8> {
      bytes[(index == 0 ? 0 : ends[index - 1] + 1)..<ends[index]]
    }
  }

  /// `nil` when the command was accepted; a batch is accepted even if each of its orders was refused.
  package internal(set) var refusal: Refusal?
  /// Events that anyone may read and recompute.
  package internal(set) var publicEvents = Events()
  /// Events whose content is sealed: cash, members, the true reason of a private refusal.
  package internal(set) var sealedEvents = Events()
  /// For each sealed event, the account it belongs to.
  package internal(set) var sealedAccounts: [AccountNumber] = []
  /// Positions that private checks refused.
  package internal(set) var withheld: [UInt32] = []
  /// Members of the answer to the sender: JSON members without the braces.
  package internal(set) var reply: [UInt8] = []
}
