/// What a run came to.
package struct RunReport: Sendable {
  /// The seed.
  package var seed: UInt64
  /// How many commands were sent.
  package var commands: Int
  /// What broke.
  package var violations: [Violation]
  /// How many commands had been sent when the first violation was found.
  package var commandsToCatch: Int?
  /// A digest of everything that happened.
  package var trace: String
  /// What came about, and how often.
  package var tally: Tally
}
