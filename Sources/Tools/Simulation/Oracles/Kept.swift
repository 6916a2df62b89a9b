import Cryptography
import Venue

/// What the witness remembers of a durable entry.
struct Kept {
  var time: Microseconds
  /// The number of the command whose document it is.
  var letter: Int?
  /// What its sender is told.
  var refusal: String?
  var reply: [UInt8]
  /// Its public events, one a line.
  var events: [UInt8]
  /// A digest of everything that the journal has of it.
  var row: UInt64
  /// The checkpoint that covers it.
  var checkpoint: [UInt8] = []
  /// The size of the tree with its batch.
  var size: UInt64 = 0
}
