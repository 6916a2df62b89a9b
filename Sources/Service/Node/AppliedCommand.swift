import Cryptography
import Fingerprints
import Venue

/// A command that became an entry, with all that another state needs to follow it.
package struct AppliedCommand: Sendable {
  /// Under whose name its document came.
  package struct Sender: Sendable {
    var account: AccountNumber
    var id: String
    var digest: Digest
  }

  let command: Command
  let time: Microseconds
  /// `nil` for the venue's own acts.
  let sender: Sender?
  /// What a filing's files resemble others by.
  let codes: [Code]
  /// The entry's hash.
  let leaf: Digest
}
