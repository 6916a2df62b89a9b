import Documents
import Fingerprints
import Venue

/// What somebody wants to send, before it is signed.
struct Draft {
  /// The sender; `nil` for an opening.
  var account: AccountNumber?
  /// What is asked.
  var action: Action
  var type: DocumentType
  /// The members of this type.
  var members: [(String, JSON)]
  /// The keys to sign with, the sender's first.
  var signers: [Bytes32] = []
  /// What a filing's files are.
  var fingerprints: [FileFingerprint] = []

  /// A draft of what can be written from the action alone.
  init(_ account: AccountNumber?, _ action: Action) {
    self.account = account
    self.action = action
    (type, members) = DocumentForm.form(of: action)
  }
}
